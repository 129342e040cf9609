// Looking into the bytes of a key.

extension Span<UInt8> {
    func starts(with prefix: [UInt8]) -> Bool {
        guard prefix.count <= count else { return false }
        for index in prefix.indices where self[index] != prefix[index] { return false }
        return true
    }

    /// Where a byte first stands from a place on.
    func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        var index = start
        while index < count {
            if self[index] == byte { return index }
            index += 1
        }
        return nil
    }

    /// Where a text first begins.
    func firstIndex(of text: [UInt8]) -> Int? {
        guard let first = text.first else { return nil }
        var start = 0
        while let index = firstIndex(of: first, from: start), index + text.count <= count {
            if extracting(index..<count).starts(with: text) { return index }
            start = index + 1
        }
        return nil
    }

    /// A copy.
    package var array: [UInt8] { indices.map { self[$0] } }
}
