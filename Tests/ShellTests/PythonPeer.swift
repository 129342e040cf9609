import Foundation
import MemcachedTestSupport
import Testing

/// The clients of PyPI, in an environment of their own beside the tests' program.
struct PythonPeer {
    /// What a client did with a key.
    struct Item: Decodable, Equatable {
        let key: String
        /// As the client reads it.
        let value: String?
        /// Those that hold it.
        let servers: [String]
    }

    private static let packages = ["python-memcached==1.62", "pymemcache==4.0.0", "pylibmc==1.6.3"]

    private let python: String

    /// `nil` where PyPI cannot be reached.
    static let shared = PythonEnvironment.python(with: packages, importing: ["memcache", "pymemcache", "pylibmc"])
        .map { PythonPeer(python: $0) }

    /// Whether there is something to test with. Where it would only be left out unseen, it is not left out.
    static var isWanted: Bool { shared != nil || ProcessInfo.processInfo.environment["CI"] != nil }

    /// Lets a client write or read all keys.
    func run(_ client: PythonClient, _ mode: Mode, _ servers: [String], _ keys: [String]) throws -> [Item] {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/client_peer.py").path
        let arguments = [script, client.name, mode.rawValue, client.options] + servers
        let result = try Shell.run(python, arguments, input: keys.map { "\($0)\n" }.joined().utf8)
        try #require(result.status == 0, "\(result.errors.suffix(2000))")
        return try JSONDecoder().decode([Item].self, from: result.output)
    }

    enum Mode: String { case write, read }
}

/// A client as a program configures it, and what the shell is told to do the same.
struct PythonClient: CustomTestStringConvertible {
    let name: String
    /// Its own options, as JSON.
    var options = "{}"
    /// What `--distribution` says.
    let distribution: String
    var weights = [1, 1, 1, 1, 1]

    var testDescription: String { "\(name) \(options), weights \(weights)" }

    static let all = [
        PythonClient(name: "python-memcached", distribution: "python-memcached", weights: [1, 2, 3, 4, 5]),
        PythonClient(name: "pymemcache", distribution: "pymemcache"),
        PythonClient(
            name: "pymemcache",
            options: #"{"key_type": "bytes"}"#,
            distribution: "pymemcache:key_type=bytes"
        ),
        PythonClient(
            name: "pymemcache",
            options: #"{"key_prefix": "pre:"}"#,
            distribution: "pymemcache:key_prefix=pre:"
        ),
        PythonClient(name: "pylibmc", distribution: "pylibmc"),
        PythonClient(
            name: "pylibmc",
            options: #"{"ketama": true}"#,
            distribution: "pylibmc:ketama=true",
            weights: [1, 2, 3, 4, 5]
        ),
        PythonClient(
            name: "pylibmc",
            options: #"{"ketama_weighted": true}"#,
            distribution: "pylibmc:ketama_weighted=true",
            weights: [1, 2, 3, 1, 2]
        ),
        PythonClient(
            name: "pylibmc",
            options: #"{"hash": "md5", "distribution": "consistent"}"#,
            distribution: "pylibmc:hash=md5,distribution=consistent"
        ),
    ]
}
