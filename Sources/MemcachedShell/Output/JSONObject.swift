import MemcachedValues

/// A JSON object in the making. Own code of a page, because an encoder would bring Foundation into the start.
struct JSONObject {
    private var body: [UInt8] = [0x7b]

    /// Appends the object, complete.
    func append(to output: inout [UInt8]) {
        output += body
        output.append(0x7d)
    }

    /// What stands between its braces.
    var members: ArraySlice<UInt8> { body.dropFirst() }

    mutating func add(_ name: String, _ text: String) {
        begin(name)
        JSONObject.append(text.utf8, to: &body)
    }

    mutating func add(_ name: String, number: some BinaryInteger) {
        begin(name)
        body.append("\(number)")
    }

    mutating func add(_ name: String, _ value: Bool) {
        begin(name)
        body.append(value ? "true" : "false")
    }

    mutating func add(_ name: String, _ object: JSONObject) {
        begin(name)
        object.append(to: &body)
    }

    mutating func add(_ name: String, array: [JSONObject]) {
        begin(name)
        body.append(0x5b)
        for (index, object) in array.enumerated() {
            if index > 0 { body.append(0x2c) }
            object.append(to: &body)
        }
        body.append(0x5d)
    }

    mutating func add(_ name: String, strings: [String]) {
        begin(name)
        body.append(0x5b)
        for (index, text) in strings.enumerated() {
            if index > 0 { body.append(0x2c) }
            JSONObject.append(text.utf8, to: &body)
        }
        body.append(0x5d)
    }

    /// Bytes as text where they are UTF-8; where not, in base64 under `name_base64`.
    mutating func add(_ name: String, bytes: [UInt8]) {
        begin(JSONObject.isUTF8(bytes) ? name : "\(name)_base64")
        body += JSONObject.literal(bytes)
    }

    /// Bytes as a string, in base64 where they are not UTF-8.
    static func literal(_ bytes: [UInt8]) -> [UInt8] {
        isUTF8(bytes) ? string(bytes) : [0x22] + Base64.encoded(bytes) + [0x22]
    }

    /// Whether bytes stand in a string as they are.
    static func isPlain(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where !Escaping.isOrdinary(bytes[index]) { return false }
        return true
    }

    /// A number, spelled.
    mutating func add(_ name: [UInt8], literal: String) {
        begin(name)
        body.append(literal)
    }

    /// Text from a server, with replacement characters where it is not UTF-8.
    mutating func add(_ name: [UInt8], text: [UInt8]) {
        begin(name)
        JSONObject.append(text, to: &body)
    }

    private mutating func begin(_ name: String) { begin(name.utf8) }

    private mutating func begin(_ name: some Collection<UInt8>) {
        if body.count > 1 { body.append(0x2c) }
        JSONObject.append(name, to: &body)
        body.append(0x3a)
    }

    static func isUTF8(_ bytes: [UInt8]) -> Bool {
        var isValid = true
        if bytes.allSatisfy({ $0 < 0x80 }) { return true }
        Escaping.forEachPiece(of: bytes) { if case .byte = $0 { isValid = false } }
        return isValid
    }

    /// A JSON string by itself.
    static func string(_ text: [UInt8]) -> [UInt8] {
        var string: [UInt8] = []
        append(text, to: &string)
        return string
    }

    /// A JSON string. What could drive a terminal is escaped although JSON would allow it.
    private static func append(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
        output.append(0x22)
        Escaping.forEachPiece(of: text) { piece in
            switch piece {
            case .run(let run): output += run
            case .scalar("\""): output.append("\\\"" as StaticString)
            case .scalar("\\"): output.append("\\\\" as StaticString)
            case .scalar("\n"): output.append("\\n" as StaticString)
            case .scalar("\r"): output.append("\\r" as StaticString)
            case .scalar("\t"): output.append("\\t" as StaticString)
            case .scalar(let scalar) where scalar.isPrintable: output += String(scalar).utf8
            case .scalar(let scalar): for unit in String(scalar).utf16 { output.append(escape(unit)) }
            case .byte: output.append("\\uFFFD" as StaticString)
            }
        }
        output.append(0x22)
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16, uppercase: true)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
