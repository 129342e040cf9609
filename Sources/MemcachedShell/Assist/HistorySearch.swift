/// The search with Ctrl-R: for the newest line that holds what is typed, and on from there.
package struct HistorySearch: Sendable {
    private let lines: [String]
    package private(set) var pattern = ""
    private var place: Int
    /// Whether the last step found nothing more; the line shown is the one found before.
    package private(set) var hasFailed = false

    package init(_ lines: [String]) {
        self.lines = lines
        place = lines.count
    }

    /// What was found.
    package var line: String? { place < lines.count ? lines[place] : nil }

    /// Where the pattern stands in it, in scalars.
    package var match: Int? {
        guard let line, !pattern.isEmpty else { return nil }
        return HistorySearch.offset(of: pattern, in: line)
    }

    package mutating func add(_ scalar: Unicode.Scalar) {
        pattern.unicodeScalars.append(scalar)
        // What is found already may hold this, too.
        seek(from: min(place, lines.count - 1), by: -1)
    }

    /// Takes the last letter back, and begins at the newest line again.
    package mutating func removeLast() {
        guard !pattern.isEmpty else { return }
        pattern.unicodeScalars.removeLast()
        place = lines.count
        hasFailed = false
        if !pattern.isEmpty { seek(from: lines.count - 1, by: -1) }
    }

    package mutating func older() { seek(from: place - 1, by: -1) }

    package mutating func newer() { seek(from: place + 1, by: 1) }

    private mutating func seek(from start: Int, by step: Int) {
        guard !pattern.isEmpty else { return }
        let shown = line
        var index = start
        while lines.indices.contains(index) {
            // The same line again would look as if nothing had happened.
            let isOther = index == place || lines[index] != shown
            if isOther, HistorySearch.holds(lines[index], pattern) {
                place = index
                hasFailed = false
                return
            }
            index += step
        }
        hasFailed = true
    }

    /// Capital letters are told from small ones if somebody typed one.
    package static func holds(_ line: String, _ pattern: String) -> Bool {
        offset(of: pattern, in: line) != nil
    }

    private static func offset(of pattern: String, in line: String) -> Int? {
        let isExact = pattern.utf8.contains { $0 >= 0x41 && $0 <= 0x5a }
        let wanted = Array(pattern.utf8)
        guard let first = wanted.first else { return 0 }
        var line = line
        return line.withUTF8 { bytes in
            func matches(_ byte: UInt8, _ other: UInt8) -> Bool {
                byte == other || (!isExact && byte >= 0x41 && byte <= 0x5a && byte | 0x20 == other)
            }
            guard bytes.count >= wanted.count else { return nil }
            for start in 0...(bytes.count - wanted.count) where matches(bytes[start], first) {
                guard wanted.indices.allSatisfy({ matches(bytes[start + $0], wanted[$0]) }) else { continue }
                // Bytes 10xxxxxx continue a scalar.
                return bytes[..<start].count { $0 & 0xc0 != 0x80 }
            }
            return nil
        }
    }
}
