import Foundation

/// A JSON object that the program printed.
struct JSONAnswer: CustomStringConvertible {
    private let fields: [String: Any]

    private init(fields: [String: Any]) { self.fields = fields }

    init(_ line: [UInt8]) throws {
        let object = try? JSONSerialization.jsonObject(with: Data(line))
        guard let fields = object as? [String: Any] else {
            throw Child.Problem("no JSON object but '\(String(decoding: line.prefix(300), as: UTF8.self))'")
        }
        self.fields = fields
    }

    var description: String { String("\(fields)".prefix(600)) }

    /// Whether any of it was sent to another server than the key's own.
    var isRerouted: Bool { fields["rerouted"] as? Bool == true || objects("items").contains(where: \.isRerouted) }

    func text(_ name: String) -> String? { fields[name] as? String }

    func number(_ name: String) -> UInt64? { (fields[name] as? NSNumber)?.uint64Value }

    /// Text, or what stands in base64 because it is none.
    func bytes(_ name: String) -> [UInt8]? {
        if let text = text(name) { return Array(text.utf8) }
        return text("\(name)_base64").flatMap { Data(base64Encoded: $0) }.map { Array($0) }
    }

    func object(_ name: String) -> JSONAnswer? {
        (fields[name] as? [String: Any]).map { JSONAnswer(fields: $0) }
    }

    func objects(_ name: String) -> [JSONAnswer] {
        (fields[name] as? [[String: Any]] ?? []).map { JSONAnswer(fields: $0) }
    }
}
