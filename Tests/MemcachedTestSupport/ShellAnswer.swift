package import Foundation

/// What the shell says of a statement with `-o json`: of its fields, those that tests look at.
package struct ShellAnswer: Decodable, Sendable {
    package struct Failure: Decodable, Sendable {
        package let kind: String
        package let message: String
    }

    package struct Route: Decodable, Sendable {
        package let distribution: String
        package let server: String
    }

    /// What it says of one of the servers.
    package struct Row: Decodable, Sendable {
        package let server: String
        package let status: String
        package let name: String?
        package let state: String?
        package let belongs: Bool?
    }

    package let line: Int?
    package let status: String
    package let key: String?
    package let keyBytes: Data?
    package let server: String?
    package let rerouted: Bool?
    package let value: String?
    package let routes: [Route]?
    package let servers: [Row]?
    package let error: Failure?

    private enum CodingKeys: String, CodingKey {
        case line, status, key, server, rerouted, value, routes, servers, error
        case keyBytes = "key_base64"
    }
}

extension Shell.Result {
    /// The objects that `-o json` prints, one a line.
    package var answers: [ShellAnswer] {
        get throws {
            let decoder = JSONDecoder()
            return try lines.map { try decoder.decode(ShellAnswer.self, from: Data($0.utf8)) }
        }
    }

    /// The lines of standard error.
    package var complaints: [String] { errors.split(separator: "\n").map(String.init) }
}
