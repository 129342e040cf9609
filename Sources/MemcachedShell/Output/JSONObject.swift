/// A JSON object in the making. Own code of a page, because an encoder would bring Foundation into the start.
struct JSONObject {
    private var body: [UInt8] = [0x7b]
    private var names: Set<[UInt8]> = []

    /// The object, complete.
    var bytes: [UInt8] { body + [0x7d] }

    func has(_ name: [UInt8]) -> Bool { names.contains(name) }

    mutating func add(_ name: String, _ text: String) {
        begin(Array(name.utf8))
        JSONObject.append(Array(text.utf8), to: &body)
    }

    mutating func add(_ name: String, number: some BinaryInteger) {
        begin(Array(name.utf8))
        body.append("\(number)")
    }

    mutating func add(_ name: String, _ value: Bool) {
        begin(Array(name.utf8))
        body.append(value ? "true" : "false")
    }

    mutating func add(_ name: String, _ object: JSONObject) {
        begin(Array(name.utf8))
        body += object.bytes
    }

    mutating func add(_ name: String, array: [JSONObject]) {
        begin(Array(name.utf8))
        body.append(0x5b)
        for (index, object) in array.enumerated() {
            if index > 0 { body.append(0x2c) }
            body += object.bytes
        }
        body.append(0x5d)
    }

    mutating func add(_ name: String, strings: [String]) {
        begin(Array(name.utf8))
        body.append(0x5b)
        for (index, text) in strings.enumerated() {
            if index > 0 { body.append(0x2c) }
            JSONObject.append(Array(text.utf8), to: &body)
        }
        body.append(0x5d)
    }

    /// Bytes as text where they are UTF-8; where not, in base64 under `name_base64`.
    mutating func add(_ name: String, bytes: [UInt8]) {
        begin(Array((JSONObject.isUTF8(bytes) ? name : "\(name)_base64").utf8))
        body += JSONObject.literal(bytes)
    }

    /// Bytes as a string, in base64 where they are not UTF-8.
    static func literal(_ bytes: [UInt8]) -> [UInt8] {
        isUTF8(bytes) ? string(bytes) : [0x22] + Base64.encoded(bytes) + [0x22]
    }

    /// Whether bytes stand in a string as they are.
    static func isPlain(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices {
            let byte = bytes[index]
            if byte < 0x20 || byte > 0x7e || byte == 0x22 || byte == 0x5c { return false }
        }
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

    private mutating func begin(_ name: [UInt8]) {
        if body.count > 1 { body.append(0x2c) }
        names.insert(name)
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
    private static func append(_ text: [UInt8], to output: inout [UInt8]) {
        output.append(0x22)
        Escaping.forEachPiece(of: text) { piece in
            switch piece {
            case .scalar("\""): output.append("\\\"")
            case .scalar("\\"): output.append("\\\\")
            case .scalar("\n"): output.append("\\n")
            case .scalar("\r"): output.append("\\r")
            case .scalar("\t"): output.append("\\t")
            case .scalar(let scalar) where Escaping.isPrintable(scalar): output += Array(String(Character(scalar)).utf8)
            case .scalar(let scalar): for unit in String(Character(scalar)).utf16 { output.append(escape(unit)) }
            case .byte: output.append("\\uFFFD")
            }
        }
        output.append(0x22)
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16, uppercase: true)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}
