extension Meaning {
    /// Packs bytes again as they were packed, with the same kind of header.
    public func repacked(_ bytes: [UInt8]) throws(DecodingFault) -> [UInt8] {
        guard let packing else { return bytes }
        guard lengthHeader < MemoryLayout<Int>.size, bytes.count < 1 << (8 * min(lengthHeader, 7)) || lengthHeader == 0
        else { throw DecodingFault("it is too long to be packed like this") }
        let header = (0..<lengthHeader).map { UInt8(truncatingIfNeeded: bytes.count >> (8 * $0)) }
        return header + (try packing.pack(bytes))
    }
}
