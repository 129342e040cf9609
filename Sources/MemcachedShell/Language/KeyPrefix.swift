package import Memcached

/// What a session puts before every key that is typed, and takes off every key that is shown.
package struct KeyPrefix: Sendable {
    private let bytes: [UInt8]

    package init(_ text: String = "") {
        bytes = Array(text.utf8)
    }

    package var isEmpty: Bool { bytes.isEmpty }
    package var length: Int { bytes.count }

    /// The key that is meant by what was typed.
    package func key(typed: some Sequence<UInt8>) -> Key { Key(bytes: bytes + typed) }

    /// The key as it was typed.
    package func typed(_ key: Key) -> [UInt8] { Array(key.bytes.dropFirst(bytes.count)) }
}
