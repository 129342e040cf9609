import Foundation
import MemcachedTestSupport

@testable import MemcachedValues

extension LanguagePeer {
    private static let packages = [
        "python-memcached==1.62", "pymemcache==4.0.0", "pylibmc==1.6.3", "python-binary-memcached==0.33.0",
    ]

    /// Python with the clients of PyPI; `nil` where that cannot be reached.
    static let python = PythonEnvironment.python(
        with: packages,
        importing: ["memcache", "pymemcache", "pylibmc", "bmemcached"]
    ).map { LanguagePeer(program: $0) }

    private init(program: String) {
        self.program = program
        arguments = [Self.fixture("python_peer.py")]
    }

    /// Whether there is something to test with. Where it would only be left out unseen, it is not left out.
    static var isPythonWanted: Bool { python != nil || ProcessInfo.processInfo.environment["CI"] != nil }
}

/// Python alone, which needs neither clients nor a server to write pickles.
enum PlainPython {
    static let program = Child.find("python3")

    static func run(_ mode: String, input: String = "") throws -> [LanguagePeer.Answer] {
        let result = try Shell.run(
            program ?? "",
            [LanguagePeer.fixture("python_peer.py"), mode],
            input: input.utf8,
            environment: ["PYTHONIOENCODING": "utf-8"]
        )
        guard result.status == 0 else { throw Child.Problem(String(result.errors.suffix(2000))) }
        return try result.lines.map { try JSONDecoder().decode(LanguagePeer.Answer.self, from: Data($0.utf8)) }
    }
}
