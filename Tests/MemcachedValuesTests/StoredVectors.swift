import Foundation

/// The values that real clients stored, as they were recorded.
struct StoredVector: Decodable {
    let client: String
    let expression: String
    let flags: UInt32
    let length: Int
    let base64: String
    let meaning: String

    var bytes: [UInt8] { Array(Data(base64Encoded: base64) ?? Data()) }

    static let all: [StoredVector] = {
        struct File: Decodable {
            let values: [StoredVector]
        }
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/values.json")
        guard let data = try? Data(contentsOf: url), let file = try? JSONDecoder().decode(File.self, from: data) else {
            return []
        }
        return file.values
    }()

    /// Those of one client, by how its name begins.
    static func of(_ client: String) -> [StoredVector] { all.filter { $0.client.hasPrefix(client) } }
}
