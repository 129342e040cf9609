import Foundation
import MemcachedTestSupport
import Testing

/// PHP with its two memcached clients, as Debian packages them.
struct PHPPeer {
    static let php = Child.find("php")

    /// Whether PHP has all that its script uses. Where it would only be left out unseen, it is not left out.
    static let isWanted: Bool = {
        if ProcessInfo.processInfo.environment["CI"] != nil { return true }
        guard let php, let result = try? Shell.run(php, ["-m"]) else { return false }
        return Set(["memcached", "memcache", "igbinary", "msgpack"]).isSubset(of: result.lines)
    }()

    /// What a client stored.
    struct Stored: Decodable {
        let client: String
        let setting: String
        let name: String
        let flags: UInt32
        let base64: String
        /// What the value is to PHP: `array`, `shop\Cart`.
        let type: String
        /// As PHP would write it; not where it has characters that cannot be shown.
        let literal: String?
        /// What `serialize` makes of the value, if a literal is all that it is.
        let serialized: String?

        var bytes: [UInt8] { Array(Data(base64Encoded: base64) ?? Data()) }
    }

    /// Lets the script do something with a line of JSON for each of these.
    static func run<Answer: Decodable>(
        _ arguments: [String],
        _ lines: [some Encodable],
        as: Answer.Type
    ) throws -> [Answer] {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/php_peer.php").path
        let encoder = JSONEncoder()
        let input = try lines.map { try encoder.encode($0) + Data("\n".utf8) }.reduce(into: Data()) { $0 += $1 }
        let result = try Shell.run(try #require(php), [script] + arguments, input: input)
        try #require(result.status == 0, "\(result.errors.suffix(2000))")
        return try result.lines.map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
    }
}
