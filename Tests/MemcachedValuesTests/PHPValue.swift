@testable import MemcachedValues

/// What the tests of PHP's clients have in common.
enum PHPValue {
    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// A double by its bits.
    static func float(_ value: Double) -> String {
        let bits = String(value.bitPattern, radix: 16)
        let padded = String(repeating: "0", count: 16 - bits.count) + bits
        return "unpack('E', hex2bin('\(padded)'))[1]"
    }

    /// What an item means, as it is written out. A string by itself is written as it would be in an array.
    static func literal(_ meaning: Meaning) -> String {
        switch meaning.content {
        case .tree(let tree, let language): return language.line(tree)
        case .text(let bytes), .bytes(let bytes):
            var tree = ValueTree(bytes, limits: DecodingLimits())
            guard let root = try? tree.add(.text(tree.piece(0..<bytes.count))),
                (try? tree.finish(root)) != nil
            else { return "?" }
            return PHPLiteral().line(tree)
        }
    }

    static func literal(_ format: any SerializedFormat, _ bytes: [UInt8]) throws -> String {
        PHPLiteral().line(try format.decode(bytes, limits: DecodingLimits()))
    }

    /// As php-memcached packs.
    static func packed(_ bytes: [UInt8], _ flags: UInt32) throws -> [UInt8] {
        let packing = flags & 64 != 0 ? Packing.fastlz : .zlib
        let header = (0..<4).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) }
        return header + (try packing.pack(bytes))
    }
}
