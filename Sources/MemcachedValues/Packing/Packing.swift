/// A way in which clients make long values shorter.
public enum Packing: String, Sendable, CaseIterable {
    case zlib, gzip, fastlz, zstd

    /// As it is shown.
    public var name: String {
        switch self {
        case .zlib, .gzip, .zstd: rawValue
        case .fastlz: "FastLZ"
        }
    }

    /// What the bytes were before they were packed.
    ///
    /// - Parameters:
    ///   - bytes: the packed bytes, all of them.
    ///   - limit: the most bytes that may come out. No more than that is ever written, whatever the bytes say.
    /// - Returns: the bytes as they were.
    /// - Throws: why they could not be unpacked.
    public func unpack(_ bytes: ArraySlice<UInt8>, limit: Int) throws(DecodingFault) -> [UInt8] {
        switch self {
        case .zlib: try Deflate.zlib.unpack(bytes, limit: limit)
        case .gzip: try Deflate.gzip.unpack(bytes, limit: limit)
        case .fastlz: try FastLZ.unpack(bytes, limit: limit)
        case .zstd: try Zstandard.unpack(bytes, limit: limit)
        }
    }

    /// Packs bytes as the clients do that pack this way, each library at the level that it chooses by itself.
    public func pack(_ bytes: [UInt8]) throws(DecodingFault) -> [UInt8] {
        switch self {
        case .zlib: try Deflate.zlib.pack(bytes)
        case .gzip: try Deflate.gzip.pack(bytes)
        case .fastlz: try FastLZ.pack(bytes)
        case .zstd: try Zstandard.pack(bytes)
        }
    }

    /// Whether bytes begin as this packing's do. FastLZ has nothing to be known by.
    public func resembles(_ bytes: ArraySlice<UInt8>) -> Bool {
        let first = Array(bytes.prefix(4))
        switch self {
        case .zlib: return first.count >= 2 && first[0] & 0x0f == 8 && (Int(first[0]) << 8 | Int(first[1])) % 31 == 0
        case .gzip: return first.starts(with: [0x1f, 0x8b])
        case .zstd: return first == [0x28, 0xb5, 0x2f, 0xfd]
        case .fastlz: return false
        }
    }
}
