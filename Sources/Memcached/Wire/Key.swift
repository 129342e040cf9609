/// The name of an item: 1 to 250 bytes, none of them a blank or a control byte.
///
/// A key is bytes, not text: it need not be UTF-8, and its length is counted in bytes. Making one never fails, so that
/// a literal or an interpolation can stand where a key is asked for; what breaks a rule is refused before anything is
/// sent, with the ``Fault`` that says which rule. memcached itself does not refuse control bytes, and would take what
/// follows a line feed for a command of its own.
public struct Key: Hashable, Sendable {
    /// The longest key that a memcached server takes, in bytes.
    public static let maximumLength = 250

    /// The key as it is sent.
    public let bytes: [UInt8]

    /// A key made of the UTF-8 bytes of a text.
    public init(_ text: String) {
        self.bytes = Array(text.utf8)
    }

    /// A key made of any bytes.
    public init(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// All bytes at once: an array of bytes hashes them one by one, and then its length.
    public func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// The rule that this key breaks, or `nil` for a key that can be sent.
    public var fault: Fault? { Key.fault(of: bytes.span) }

    /// The rule that these bytes would break as a key.
    package static func fault(of bytes: Span<UInt8>) -> Fault? {
        if bytes.isEmpty { return .empty }
        for offset in bytes.indices where bytes[offset] <= 0x20 || bytes[offset] == 0x7f {
            return .forbiddenByte(bytes[offset], offset: offset)
        }
        return bytes.count > maximumLength ? .tooLong(bytes.count) : nil
    }

    /// The rule of a key that was broken.
    public enum Fault: Error, Hashable, Sendable {
        /// A key has at least one byte.
        case empty
        /// A key has at most ``Key/maximumLength`` bytes; this one has so many.
        case tooLong(Int)
        /// A blank (0x20), a control byte (below 0x20) or 0x7f, and where it stands, counted from 0.
        case forbiddenByte(UInt8, offset: Int)

        /// Whether it is only the length.
        package var isLength: Bool {
            if case .tooLong = self { true } else { false }
        }
    }
}

extension Key: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    /// A key made of the UTF-8 bytes of a literal.
    public init(stringLiteral text: String) {
        self.init(text)
    }
}

extension Key: CustomStringConvertible {
    /// The key as text; bytes that are not UTF-8 appear as replacement characters.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension Key.Fault: CustomStringConvertible {
    /// The broken rule, in words.
    public var description: String {
        switch self {
        case .empty:
            return "a key cannot be empty"
        case .tooLong(let length):
            return "a key has at most \(Key.maximumLength) bytes, this one has \(length)"
        case .forbiddenByte(let byte, let offset):
            let place = "byte \(offset + 1) of the key"
            switch byte {
            case 0x20: return "a key cannot hold a blank (\(place))"
            case 0x09: return "a key cannot hold a tab (\(place))"
            case 0x0a, 0x0d: return "a key cannot hold a line end (\(place))"
            default: return "a key cannot hold the control byte 0x\(ASCII.hex(byte)) (\(place))"
            }
        }
    }
}
