/// Bytes that are no reply to the question asked. After one, nothing that the connection still brings can be matched
/// with a request, so the connection is closed.
package struct ProtocolViolation: Error, Sendable, Equatable, CustomStringConvertible {
    package let reason: String
    package let excerpt: Excerpt
    /// Who seems to be listening there instead, if the bytes tell.
    package let impostor: String?

    package init(_ reason: String, _ bytes: some Collection<UInt8>) {
        self.reason = reason
        self.excerpt = Excerpt(bytes)
        self.impostor = ProtocolViolation.impostor(behind: bytes)
    }

    /// A line that does not give back the number which went with the question.
    static func anotherAnswer(_ line: some Collection<UInt8>) -> ProtocolViolation {
        ProtocolViolation("an answer to another question", line)
    }

    package var description: String {
        if let impostor { return "this is not memcached but \(impostor): it said \"\(excerpt)\"" }
        return excerpt.description.isEmpty ? reason : "\(reason): \"\(excerpt)\""
    }

    private static func impostor(behind bytes: some Collection<UInt8>) -> String? {
        let signs: [(String, String)] = [
            ("HTTP/", "a web server"), ("SSH-", "an SSH server"), ("-ERR", "Redis"), ("-NOAUTH", "Redis"),
            ("220 ", "a mail or FTP server"), ("\u{15}\u{3}", "a TLS port"),
        ]
        return signs.first { bytes.starts(with: $0.0.utf8) }?.1
    }
}
