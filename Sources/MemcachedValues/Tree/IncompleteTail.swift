extension BidirectionalCollection<UInt8> {
    /// How many of the last bytes begin a character of UTF-8 that goes on behind them.
    package var incompleteTail: Int {
        var count = 0
        for byte in reversed().prefix(4) {
            count += 1
            // A byte that continues a character leads back to the one that begins it.
            if byte & 0xc0 == 0x80 { continue }
            let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
            return count < length ? count : 0
        }
        return 0
    }
}
