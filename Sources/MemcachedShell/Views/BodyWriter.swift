import MemcachedValues
import NIOCore

/// Puts the bodies of values on a screen, each once and in its place.
struct BodyWriter {
    let style: Style
    /// The columns that there are.
    let width: Int
    /// How many lines a value may take.
    let lines: Int
    /// Whether nothing is cut.
    let isFull: Bool
    /// Whether it has to be on one line, beside others.
    let isBrief: Bool
    /// As much as fits on its one line.
    private var briefLimit: Int { max(width, 40) }

    /// Two dozen lines are as much as somebody looks at who did not ask for more.
    static let mostLines = 24

    var textLimit: Int { isFull ? Int.max : isBrief ? briefLimit : lines * width }
    private func literalLimit(_ count: Int) -> Int {
        isFull ? LiteralWriter.limit(ofAll: count) : isBrief ? briefLimit : lines * width
    }
    private var hexLimit: Int {
        isFull ? Int.max : isBrief ? 16 : lines * HexView.bytesPerLine(columns: width)
    }

    /// Appends a body, fit for a terminal, on one line or several, without a line end behind it; returns what of it is
    /// not there.
    func append(_ body: ShownValue.Body, to output: inout [UInt8]) -> String? {
        switch body {
        case .text(let value): return append(text: value, to: &output)
        case .hex(let value):
            let limit = hexLimit
            HexView.append(value.readableBytesView.prefix(limit), width: width, to: &output)
            if value.readableBytes > 0 { output.removeLast() }
            return rest(of: value.readableBytes, after: limit)
        case .base64(let value):
            let limit = textLimit == Int.max ? Int.max : textLimit / 4 * 3
            output += Base64.encoded(Array(value.readableBytesView.prefix(limit)))
            return rest(of: value.readableBytes, after: limit)
        case .bytes(let value):
            output += Escaping.forTerminal(value.readableBytesView)
            return nil
        case .tree(let tree, let language, let count):
            var writer = LiteralWriter(
                limit: literalLimit(count),
                width: isBrief ? nil : width,
                lines: isFull ? .max : lines
            )
            language.write(tree.root, of: tree, to: &writer)
            LiteralPainter.append(writer, style: style, to: &output)
            guard writer.isCut else { return nil }
            output.append(" ..." as StaticString)
            return isFull
                ? "it would be more than \(ByteCount.words(literalLimit(count))) when it is written out"
                : "\(ByteCount.words(count)) in all"
        }
    }

    private func append(text value: ByteBuffer, to output: inout [UInt8]) -> String? {
        let limit = textLimit
        return value.withUnsafeReadableBytes { bytes in
            let bytes = bytes.bindMemory(to: UInt8.self)
            var part = bytes.prefix(limit)
            if part.count < bytes.count { part = part.dropLast(part.incompleteTail) }
            QuotedText.append(UnsafeBufferPointer(rebasing: part), to: &output)
            return rest(of: bytes.count, after: part.count)
        }
    }

    private func rest(of count: Int, after shownCount: Int) -> String? {
        count > shownCount ? "\(ByteCount.words(count - shownCount)) more" : nil
    }
}
