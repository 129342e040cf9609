import Foundation
@testable import Memcached

/// Answers of a real client: which server of a list it chose for each key. `how` in each file says how they were obtained.
struct VectorFile {
    struct Case {
        let servers: [ServerAddress]
        let weights: [Double]
        let choice: DistributionChoice
        let down: ServerSet
        /// What the client's caller put before each key, and the client hashed with it.
        let callersPrefix: String
        let rows: [Row]
    }

    /// A key, or a number that the caller gave with it, and the index of the server; -1 if the client found none.
    struct Row {
        let key: String
        let number: Int?
        let server: Int
    }

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasSuffix(".json.gz") }.map { String($0.dropLast(8)) }.sorted()
    }()

    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/vectors").path

    /// Which of our distributions answers a file.
    private static let distributions: KeyValuePairs = [
        "python_memcached": "python-memcached", "libmemcached": "libmemcached", "pylibmc": "pylibmc",
        "php_memcached": "php-memcached", "php_memcache_": "php-memcache", "twemproxy": "twemproxy",
        "pymemcache": "pymemcache", "dalli": "dalli", "gomemcache": "gomemcache", "spymemcached": "spymemcached",
        "perl_cache_memcached": "perl", "perl_fast": "perl-fast", "mcproxy": "memcached-proxy", "mcrouter": "mcrouter",
    ]

    let distribution: String
    let cases: [Case]

    init(_ name: String) throws {
        struct Malformed: Error {}
        guard let distribution = VectorFile.distributions.first(where: { name.hasPrefix($0.key) })?.value,
            let contents = try VectorFile.read(name) as? [String: Any],
            let cases = contents["cases"] as? [[String: Any]]
        else { throw Malformed() }
        self.distribution = distribution
        self.cases = try cases.map { try Case($0, distribution) }
    }

    private static func read(_ name: String) throws -> Any {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", "\(folder)/\(name).json.gz"]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONSerialization.jsonObject(with: data)
    }
}

extension VectorFile.Case {
    struct Malformed: Error {
        let what: String
    }

    fileprivate init(_ contents: [String: Any], _ distribution: String) throws {
        guard let servers = contents["servers"] as? [[String: Any]],
            let options = contents["options"] as? [String: Any],
            let rows = contents["rows"] as? [[Any]]
        else { throw Malformed(what: "\(contents.keys)") }
        weights = servers.map { ($0["weight"] as? NSNumber)?.doubleValue ?? 1 }
        self.servers = try servers.map { try VectorFile.Case.server($0) }
        choice = DistributionChoice(
            name: distribution,
            options: VectorFile.Case.options(options, distribution, weights: weights)
        )
        callersPrefix = distribution == "python-memcached" ? options["key_prefix"] as? String ?? "" : ""
        down = ServerSet(contents["dead"] as? [Int] ?? [])
        self.rows = try rows.map { row in
            guard row.count == 2, let server = row[1] as? Int else { throw Malformed(what: "\(row)") }
            if let pair = row[0] as? [Any], let number = pair[0] as? Int, let key = pair[1] as? String {
                return VectorFile.Row(key: key, number: number, server: server)
            }
            guard let key = row[0] as? String else { throw Malformed(what: "\(row)") }
            return VectorFile.Row(key: key, number: nil, server: server)
        }
    }

    private static func server(_ server: [String: Any]) throws -> ServerAddress {
        // Weights that an address cannot have are given in other ways.
        let weight = max(1, (server["weight"] as? NSNumber)?.intValue ?? 1)
        let name = server["name"] as? String
        let socket = (server["host"] as? String).flatMap { $0.hasPrefix("/") ? $0 : nil }
        if let path = server["path"] as? String ?? socket {
            return try ServerAddress(.unixSocket(path), weight: weight, name: name)
        }
        guard let host = server["host"] as? String, let port = server["port"] as? Int else {
            throw Malformed(what: "\(server)")
        }
        var address = try ServerAddress(.host(host, port: port), weight: weight, name: name)
        address.numericHost = server["ip"] as? String
        return address
    }

    private static func options(
        _ options: [String: Any],
        _ distribution: String,
        weights: [Double]
    ) -> [DistributionOption] {
        if let steps = options["steps"] as? [[Any]] {
            return steps.filter { $0[0] as? String != "server_failure_limit" }.map { step in
                DistributionOption(key: step[0] as? String ?? "", value: step.count > 1 ? text(step[1]) : "")
            }
        }
        var options = options["behaviors"] as? [String: Any] ?? options
        if distribution == "python-memcached" { options["key_prefix"] = nil }
        if distribution == "perl-fast", weights.contains(where: { $0 != $0.rounded() }) { options["weights"] = weights }
        return options.sorted { $0.key < $1.key }.map { DistributionOption(key: $0, value: text($1)) }
    }

    private static func text(_ value: Any) -> String {
        switch value {
        case let text as String: text
        case let list as [Any]: list.map { text($0) }.joined(separator: ":")
        default: "\(value)"
        }
    }
}
