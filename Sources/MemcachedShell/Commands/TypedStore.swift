import MemcachedValues

/// `--like CLIENT` and `--type TYPE`: a value as a client library would store it.
extension OptionSpec {
    package static let like = OptionSpec(
        name: "like",
        parameter: Parameter(name: "CLIENT", kind: .choice(ClientLibraries.all.map(\.name))),
        summary: "store bytes and flags as this client does, so that its programs read the value with its type"
    )
    package static let type = OptionSpec(
        name: "type",
        parameter: Parameter(name: "TYPE", kind: .choice(TypedStore.types)),
        summary: "with --like, what the value is: \(TypedStore.types.joined(separator: ", ")); text if left out"
    )
}

/// What a value that was typed is to be for the programs of a client.
enum TypedStore {
    static let types = ["int", "float", "bool", "text", "bytes", "json"]

    /// The bytes and flags to store: as they were typed, or as the client writes them that is named.
    static func stored(
        _ value: ArraySlice<UInt8>,
        _ arguments: Arguments
    ) throws(UsageError) -> (bytes: ArraySlice<UInt8>, flags: UInt32) {
        let flags = arguments.number(option: "flags").flatMap { UInt32(exactly: $0) }
        guard let name = arguments.choice(option: "like"), let client = ClientLibraries.named(name) else {
            if arguments.has(option: "type") {
                throw UsageError("--type says what --like CLIENT is to store; memcached itself knows only bytes")
            }
            return (value, flags ?? 0)
        }
        guard flags == nil else { throw UsageError("--like chooses the flags, so --flags has nothing to say") }
        let type = arguments.choice(option: "type") ?? "text"
        do throws(DecodingFault) {
            let stored = try client.stored(try typed(value, type))
            return (stored.bytes[...], stored.flags)
        } catch {
            throw UsageError("\(client.title) cannot store this as \(type): \(error)")
        }
    }

    private static func typed(_ value: ArraySlice<UInt8>, _ type: String) throws(DecodingFault) -> TypedValue {
        let text = String(decoding: value.prefix(400), as: UTF8.self)
        switch type {
        case "int": return .integer(String(decoding: value, as: UTF8.self))
        case "float":
            guard value.count <= 400, let number = Double(text), !text.lowercased().contains("x") else {
                throw DecodingFault("it is no number")
            }
            guard number.isFinite || !text.utf8.contains(where: { $0 >= 0x30 && $0 <= 0x39 }) else {
                throw DecodingFault("a double ends at \(Double.greatestFiniteMagnitude)")
            }
            return .float(number)
        case "bool":
            switch text.lowercased() {
            case "true", "1", "yes", "on": return .bool(true)
            case "false", "0", "no", "off": return .bool(false)
            default: throw DecodingFault("it is neither true nor false")
            }
        case "bytes": return .bytes(Array(value))
        case "json": return try TypedValue(json: Array(value))
        default:
            guard UTF8Text.isValid(value) else { throw DecodingFault("it is not UTF-8; --type bytes takes anything") }
            return .text(Array(value))
        }
    }
}
