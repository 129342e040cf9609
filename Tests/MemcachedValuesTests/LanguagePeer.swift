import Foundation
import MemcachedTestSupport
import MemcachedValues

/// A real client of another language, in a script beside the tests, with a memcached of its own.
struct LanguagePeer {
    /// What it stored, or read.
    struct Answer: Decodable {
        var flags: UInt32?
        var base64: String?
        /// As the language itself prints the value.
        let literal: String
        /// Whether the client stores what it read in the very same bytes.
        var same: Bool?

        var bytes: [UInt8] { Array(Data(base64Encoded: base64 ?? "") ?? Data()) }
    }

    let program: String
    /// What stands before the port.
    let arguments: [String]

    /// A peer, if the program is there, and ends well when it is run with the arguments of `probe`.
    init?(_ name: String, script: String, probe: [String]) {
        guard let program = Child.find(name) else { return nil }
        guard (try? Shell.run(program, probe))?.status == 0 else { return nil }
        self.program = program
        arguments = [Self.fixture(script)]
    }

    static func fixture(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures/\(name)").path
    }

    /// Has it store its values.
    func write(_ words: [String] = []) throws -> [Answer] { try run(["write"] + words, input: "") }

    /// Has it read what was stored for it.
    func read(_ values: [StoredValue], _ words: [String] = []) throws -> [Answer] {
        let lines = values.map { "\($0.flags) \(Data($0.bytes).base64EncodedString())\n" }
        return try run(["read"] + words, input: lines.joined())
    }

    /// Has it do something else.
    func run(_ words: [String], input: String) throws -> [Answer] {
        let server = try MemcachedServer()
        defer { server.stop() }
        let result = try Shell.run(program, arguments + ["\(server.port)"] + words, input: input.utf8)
        guard result.status == 0 else { throw Child.Problem("\(arguments): \(result.errors.suffix(2000))") }
        return try result.lines.map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
    }
}
