/// Where a language writes a value out: on one line where it fits, else a part a line, indented.
///
/// It stops at a limit, so that a value that names the same part a thousand times, and that one another a thousand times, is
/// cut and not written for ever. What holds itself is written as its language does it.
public struct LiteralWriter {
    /// What a piece of a literal is, for whoever gives it a colour.
    public enum Role: UInt8, Sendable {
        case plain, text, number, word, key, name
    }

    /// From here to the beginning of the next one.
    public struct Run: Sendable {
        /// The first byte of it.
        public let start: Int
        /// What it is.
        public let role: Role
    }

    /// What was written.
    public private(set) var output: [UInt8] = []
    /// Which parts of it are what, one behind the other.
    public private(set) var runs: [Run] = []
    /// Whether there was more than the limit let through.
    public private(set) var isCut = false

    private let limit: Int
    /// Columns; `nil` for everything on one line.
    private let width: Int?
    private var level = 0
    /// Where the line began that is being written.
    private var lineStart = 0
    /// Set while a group is tried on one line: where the output may not go.
    private var flatEnd: Int?
    private var didOverflow = false
    private var path: [ValueTree.Index] = []

    /// Lines that may still be begun.
    private var linesLeft: Int

    /// How long everything that a value says may become when it is written out. A value of a few bytes may name the same
    /// part a billion times.
    ///
    /// - Parameter count: the bytes of the value.
    /// - Returns: bytes.
    package static func limit(ofAll count: Int) -> Int { max(16 << 20, 16 * min(count, 1 << 40)) }

    /// All that writes calls itself so often.
    static let mostLevels = 500

    /// - Parameters:
    ///   - limit: the most bytes that are written.
    ///   - width: the columns of a screen; `nil` writes everything on one line.
    ///   - lines: the most lines that are written.
    public init(limit: Int, width: Int?, lines: Int = .max) {
        self.limit = limit
        self.width = width
        linesLeft = lines - 1
    }

    /// Whether nothing that is written now would be kept. Whoever goes through many parts looks at it between two.
    public var isFull: Bool { isCut || didOverflow }

    /// How many more bytes would be kept. What lies behind them need not be looked at.
    var room: Int { min(limit, flatEnd ?? limit) - output.count }

    // MARK: Pieces

    /// Text that is known to be fit for a terminal.
    public mutating func put(_ text: String, _ role: Role = .plain) {
        begin(role)
        append(text.utf8)
    }

    /// Bytes that are known to be fit for a terminal.
    public mutating func put(printable bytes: some Collection<UInt8>, _ role: Role) {
        begin(role)
        append(bytes)
    }

    private mutating func begin(_ role: Role) {
        guard !isFull, runs.last?.role != role else { return }
        if let last = runs.last, last.start == output.count { runs.removeLast() }
        runs.append(Run(start: output.count, role: role))
    }

    private mutating func append(_ bytes: some Collection<UInt8>) {
        guard !isFull else { return }
        let room = limit - output.count
        if bytes.count > room {
            // Not in the middle of a character.
            var part = Array(bytes.prefix(max(room, 0)))
            part.removeLast(part.incompleteTail)
            output += part
            isCut = true
        } else {
            output += bytes
        }
        if let flatEnd, output.count > flatEnd { didOverflow = true }
    }

    // MARK: Quoted text

    /// Text between two quotes: what can be shown as it is, the rest as `escape` has it.
    ///
    /// - Parameters:
    ///   - bytes: the text.
    ///   - open: the quote before it.
    ///   - close: the quote behind it.
    ///   - role: what it is.
    ///   - isPlain: whether a printable scalar may stand as it is, for what a language escapes besides.
    ///   - scalar: writes what cannot stand between the quotes, or cannot be shown: `\n`, `\u202e`.
    ///   - byte: writes a byte that is not part of valid UTF-8.
    public mutating func quoted(
        _ bytes: ArraySlice<UInt8>,
        open: String,
        close: String,
        role: Role = .text,
        isPlain: (Unicode.Scalar) -> Bool,
        scalar: (Unicode.Scalar, inout LiteralWriter) -> Void,
        byte: (UInt8, inout LiteralWriter) -> Void
    ) {
        put(open, role)
        var rest = bytes
        while !rest.isEmpty, !isFull {
            let run = rest.prefix { $0 >= 0x20 && $0 < 0x7f && isPlain(Unicode.Scalar($0)) }
            if !run.isEmpty {
                put(printable: run, role)
                rest = rest[run.endIndex...]
                continue
            }
            var iterator = rest.prefix(4).makeIterator()
            var parser = Unicode.UTF8.ForwardParser()
            if case .valid(let encoded) = parser.parseScalar(from: &iterator) {
                let found = Unicode.UTF8.decode(encoded)
                if found.isPrintable, isPlain(found) {
                    put(printable: rest.prefix(encoded.count), role)
                } else {
                    scalar(found, &self)
                }
                rest = rest.dropFirst(encoded.count)
            } else {
                byte(rest[rest.startIndex], &self)
                rest = rest.dropFirst()
            }
        }
        put(close, role)
    }

    // MARK: Groups

    /// Parts between two brackets, with commas between them.
    ///
    /// - Parameters:
    ///   - node: the node that the group is, so that it is noticed when it holds itself.
    ///   - open: the bracket before them.
    ///   - close: the bracket behind them.
    ///   - count: how many there are.
    ///   - circle: what is written in its place then: `[...]`.
    ///   - separator: what stands between two of them, but for the blank.
    ///   - trailing: what stands behind the last part when each has a line of its own.
    ///   - single: what stands behind the only part of a group of one, as in Python's `(1,)`.
    ///   - role: what the brackets are.
    ///   - part: writes a part, by its number.
    public mutating func group(
        _ node: ValueTree.Index,
        _ open: String,
        _ close: String,
        count: Int,
        circle: String,
        separator: String = ",",
        trailing: String = "",
        single: String = "",
        role: Role = .plain,
        part: (Int, inout LiteralWriter) -> Void
    ) {
        guard !isFull else { return }
        guard !path.contains(node) else { return put(circle, .word) }
        // Parts that hold each other can be walked further than a tree is deep, each way another one.
        guard path.count < LiteralWriter.mostLevels else { return isCut = true }
        path.append(node)
        defer { path.removeLast() }
        put(open, role)
        guard count > 0 else { return put(close, role) }
        if let width, flatEnd == nil {
            let start = (output.count, runs.count)
            // What stands behind it (a comma, brackets) is not counted; a line may be a little too long for it.
            flatEnd = max(lineStart + width, output.count)
            flat(close, count, separator, single, role, part)
            flatEnd = nil
            guard didOverflow else { return }
            didOverflow = false
            isCut = false
            output.removeSubrange(start.0...)
            runs.removeSubrange(start.1...)
            level += 1
            var isWord = false
            for number in 0..<count where !isFull {
                // Numbers and words stand side by side; a part that has parts of its own has its own line.
                if !isWord || !putBeside(number, &isWord, part) {
                    breakLine()
                    let runs = runs.count
                    part(number, &self)
                    isWord = self.runs.count <= runs + 1
                }
                put(number < count - 1 ? separator : trailing)
            }
            level -= 1
            breakLine()
            put(close, role)
        } else {
            flat(close, count, separator, single, role, part)
        }
    }

    private mutating func flat(
        _ close: String,
        _ count: Int,
        _ separator: String,
        _ single: String,
        _ role: Role,
        _ part: (Int, inout LiteralWriter) -> Void
    ) {
        for number in 0..<count where !isFull {
            part(number, &self)
            if number < count - 1 { put(separator + " ") } else if count == 1 { put(single) }
        }
        put(close, role)
    }

    /// Puts a part behind the one before it, if it is a word alone and the line has room for it.
    private mutating func putBeside(_ number: Int, _ isWord: inout Bool, _ part: (Int, inout LiteralWriter) -> Void)
        -> Bool
    {
        guard let width else { return false }
        let start = (output.count, runs.count)
        // A comma follows.
        flatEnd = lineStart + width - 1
        put(" ")
        let runs = runs.count
        part(number, &self)
        flatEnd = nil
        if !didOverflow, !isCut, self.runs.count <= runs + 1 { return true }
        guard !isCut else { return true }
        didOverflow = false
        output.removeSubrange(start.0...)
        self.runs.removeSubrange(start.1...)
        return false
    }

    private mutating func breakLine() {
        guard !isFull else { return }
        linesLeft -= 1
        if linesLeft < 0 { isCut = true }
        put("\n")
        lineStart = output.count
        put(String(repeating: " ", count: 2 * level))
    }
}
