package import NIOCore

/// The lines of `lru_crawler metadump`, from which every key that a server holds is read as it comes. Nothing is kept but
/// an unfinished line.
package struct KeyDump {
    package enum Ending: Sendable, Equatable {
        case complete
        /// The server would not, or not to the end; in its own words.
        case refused([UInt8])
        /// What came is no dump.
        case violation
    }

    /// Longer than any line with a key of 250 bytes, each of them escaped.
    private static let longestLine = 4096

    private var rest: [UInt8] = []
    private var key: [UInt8] = []
    /// Lines that hold no key that can be read.
    package private(set) var oddLines = 0
    package private(set) var keyCount = 0

    package init() {}

    /// Takes bytes, calls `body` for every key in them, and says whether that was the end.
    package mutating func received(_ bytes: ByteBufferView, _ body: (Span<UInt8>) -> Void) -> Ending? {
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: ASCII.lineFeed) {
            let ending: Ending?
            if rest.isEmpty {
                ending = line(bytes[start..<end], body)
            } else {
                rest += bytes[start..<end]
                let line = rest
                rest.removeAll(keepingCapacity: true)
                ending = self.line(line, body)
            }
            if let ending { return ending }
            start = end + 1
        }
        rest += bytes[start...]
        return rest.count > KeyDump.longestLine ? .violation : nil
    }

    private mutating func line(_ line: some BidirectionalCollection<UInt8>, _ body: (Span<UInt8>) -> Void) -> Ending? {
        let isAtEnd = line.last == ASCII.carriageReturn
        let text = isAtEnd ? line.dropLast() : line.dropLast(0)
        if text.starts(with: "key=".utf8) {
            keyCount += 1
            if readKey(text.dropFirst(4)) { body(key.span) } else { oddLines += 1 }
            return nil
        }
        // Servers from 1.6.43 on say this first.
        if text.isEmpty || text.elementsEqual("OK".utf8) { return nil }
        if text.elementsEqual("END".utf8) { return .complete }
        // What refuses is a sentence that ends as replies do; dumped lines end in a line feed alone.
        if isAtEnd { return .refused(Array(text)) }
        oddLines += 1
        return nil
    }

    /// Undoes the `%XX` of a key.
    private mutating func readKey(_ text: some Collection<UInt8>) -> Bool {
        key.removeAll(keepingCapacity: true)
        var rest = text.makeIterator()
        while let byte = rest.next(), byte != ASCII.space {
            guard byte == UInt8(ascii: "%") else {
                key.append(byte)
                continue
            }
            guard let high = rest.next().flatMap(ASCII.hexadecimalValue),
                let low = rest.next().flatMap(ASCII.hexadecimalValue)
            else { return false }
            key.append(high << 4 | low)
        }
        return !key.isEmpty
    }
}
