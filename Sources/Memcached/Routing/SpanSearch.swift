#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

// Looking into the bytes of a key, a line, a reply.

extension Span<UInt8> {
    func starts(with prefix: [UInt8]) -> Bool {
        guard prefix.count <= count else { return false }
        for index in prefix.indices where self[index] != prefix[index] { return false }
        return true
    }

    func starts(with text: StaticString, at place: Int = 0) -> Bool {
        let length = text.utf8CodeUnitCount
        guard length <= count - place else { return false }
        return text.withUTF8Buffer { text in
            for index in 0..<length where self[place + index] != text[index] { return false }
            return true
        }
    }

    /// Where a byte first stands from a place on.
    package func firstIndex(of byte: UInt8, from start: Int) -> Int? {
        guard start < count else { return nil }
        return extracting(start..<count).withUnsafeBufferPointer { bytes in
            guard let first = UnsafeRawPointer(bytes.baseAddress), let found = memchr(first, CInt(byte), bytes.count)
            else { return nil }
            return start + (UnsafeRawPointer(found) - first)
        }
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

    package func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// A copy.
    package var array: [UInt8] {
        withUnsafeBufferPointer { Array($0) }
    }
}
