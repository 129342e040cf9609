import MemcachedValues
import NIOCore

/// Puts values on a screen: as what they mean, or as somebody wants to see them.
struct ValueDisplay {
    let style: Style
    let view: ValueView
    /// The client that the session is set up like, for what its programs would read otherwise.
    var reader: (any ClientLibrary)?
    /// The columns that there are.
    let width: Int
    /// Whether nothing is cut.
    var isFull = false
    /// Whether it has to be on one line, beside others.
    var isBrief = false
    var limits = DecodingLimits()

    /// Two dozen lines are as much as somebody looks at who did not ask for more.
    private var textLimit: Int { isFull ? Int.max : isBrief ? 160 : max(24 * width, 480) }
    private var literalLimit: Int { isFull ? 256 << 20 : isBrief ? 160 : max(48 * width, 960) }
    /// Binary values up to here stand on one line, and can be typed back.
    private static let briefBytes = 48
    /// Text that is longer is looked through for JSON only by whoever asks for it.
    private static let longestJSON = 4 << 20

    func show(_ value: ByteBuffer, flags: UInt32) -> ShownValue {
        var shown = ShownValue()
        switch view {
        case .raw: shown.body = Escaping.forTerminal(value.readableBytesView)
        case .hex: show(hex: value, in: &shown)
        case .base64:
            let limit = textLimit == Int.max ? Int.max : textLimit / 4 * 3
            shown.body = Base64.encoded(Array(value.readableBytesView.prefix(limit)))
            tellRest(of: value.readableBytes, after: limit, in: &shown)
        case .text: show(text: unpacked(value, flags, in: &shown), in: &shown)
        case .json: show(json: unpacked(value, flags, in: &shown), in: &shown)
        case .auto: show(value, flags: flags, client: nil, in: &shown)
        case .client(let client): show(value, flags: flags, client: client, in: &shown)
        }
        return shown
    }

    /// All of a value as somebody asked to see it, for a program: without colour, and without a word on it.
    static func whole(_ value: ByteBuffer, flags: UInt32, view: ValueView) -> [UInt8] {
        let display = ValueDisplay(style: Style(hasColor: false), view: view, width: 80, isFull: true)
        return display.show(value, flags: flags).body
    }

    // MARK: As what it means

    private func show(_ value: ByteBuffer, flags: UInt32, client: (any ClientLibrary)?, in shown: inout ShownValue) {
        // Without flags, text is what it looks like; a hundred megabytes of it need not be copied for a screen.
        if client == nil, flags == 0, begins(asText: value) {
            if isJSON(value.readableBytesView), value.readableBytes <= ValueDisplay.longestJSON || isFull,
                let tree = try? JSONFormat().decode(Array(value.readableBytesView), limits: limits)
            {
                return show(tree, JSONLiteral(), count: value.readableBytes, in: &shown)
            }
            return show(text: value, in: &shown)
        }
        let interpreter = Interpreter(client: client, limits: limits)
        let meaning = interpreter.meaning(flags: flags, bytes: Array(value.readableBytesView))
        shown.note = meaning.line
        if let rival = meaning.rival {
            shown.fault = "by its flags it is \(rival)"
        } else if let fault = meaning.fault {
            shown.fault = "not decoded: \(fault)"
        } else if client == nil, let reader, let warning = reader.warning(flags: flags, meaning) {
            shown.fault = warning
        }
        switch meaning.content {
        case .tree(let tree, let language): show(tree, language, count: meaning.unpackedCount, in: &shown)
        case .text(let text):
            if isJSON(text), text.count <= ValueDisplay.longestJSON || isFull,
                let tree = try? JSONFormat().decode(text, limits: limits)
            {
                shown.note = shown.note.map { "\($0) · JSON" }
                show(tree, JSONLiteral(), count: text.count, in: &shown)
            } else {
                show(text: ByteBuffer(bytes: text), in: &shown)
            }
        case .bytes(let bytes):
            // What is not unpacked is the value itself.
            show(bytes: meaning.packing == nil || meaning.fault != nil ? value : ByteBuffer(bytes: bytes), in: &shown)
        }
    }

    /// Whether the part that would be shown is UTF-8.
    private func begins(asText value: ByteBuffer) -> Bool {
        let limit = min(textLimit, value.readableBytes)
        let part = value.readableBytesView.prefix(limit)
        var isText = true
        part.withContiguousStorageIfAvailable { bytes in
            var rest = bytes[...]
            // A character that the cut goes through is none that is wrong.
            if limit < value.readableBytes { rest = rest.dropLast(rest.reversed().prefix(4).lastByteOfLead) }
            isText = UTF8Text.isValid(UnsafeBufferPointer(rebasing: rest))
        }
        return isText
    }

    private func isJSON(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        guard let first = bytes.first(where: { $0 > 0x20 }), first == 0x7b || first == 0x5b else { return false }
        return bytes.last(where: { $0 > 0x20 }) == first + 2
    }

    // MARK: As somebody wants to see it

    private func unpacked(_ value: ByteBuffer, _ flags: UInt32, in shown: inout ShownValue) -> ByteBuffer {
        guard flags != 0 else { return value }
        let stored = Array(value.readableBytesView)
        let meaning = Interpreter(limits: limits).meaning(flags: flags, bytes: stored)
        shown.note = meaning.line
        guard meaning.packing != nil, let bytes = meaning.unpackedBytes(of: stored, limits: limits) else {
            return value
        }
        return ByteBuffer(bytes: bytes)
    }

    private func show(json value: ByteBuffer, in shown: inout ShownValue) {
        do throws(DecodingFault) {
            let tree = try JSONFormat().decode(Array(value.readableBytesView), limits: limits)
            show(tree, JSONLiteral(), count: value.readableBytes, in: &shown)
        } catch {
            shown.fault = "not JSON: \(error)"
            if begins(asText: value) { show(text: value, in: &shown) } else { show(bytes: value, in: &shown) }
        }
    }

    // MARK: Bodies

    private func show(_ tree: ValueTree, _ language: any LiteralLanguage, count: Int, in shown: inout ShownValue) {
        var writer = LiteralWriter(limit: literalLimit, width: isBrief ? nil : width)
        language.write(tree.root, of: tree, to: &writer)
        LiteralPainter.append(writer, style: style, to: &shown.body)
        guard writer.isCut else { return }
        shown.body.append("..." as StaticString)
        shown.rest = "\(ByteCount.words(count)) in all"
    }

    private func show(text value: ByteBuffer, in shown: inout ShownValue) {
        let limit = textLimit
        value.withUnsafeReadableBytes { bytes in
            let bytes = bytes.bindMemory(to: UInt8.self)
            var part = bytes[...].prefix(limit)
            if part.count < bytes.count { part = part.dropLast(part.reversed().prefix(4).lastByteOfLead) }
            QuotedText.append(UnsafeBufferPointer(rebasing: part), to: &shown.body)
            tellRest(of: bytes.count, after: part.count, in: &shown)
        }
    }

    private func show(bytes value: ByteBuffer, in shown: inout ShownValue) {
        if value.readableBytes <= ValueDisplay.briefBytes || isBrief { return show(text: value, in: &shown) }
        show(hex: value, in: &shown)
    }

    private func show(hex value: ByteBuffer, in shown: inout ShownValue) {
        let perLine = HexView.bytesPerLine(columns: width)
        let limit = isFull ? Int.max : isBrief ? 16 : 24 * perLine
        HexView.append(value.readableBytesView.prefix(limit), width: width, to: &shown.body)
        if shown.body.last == 0x0a { shown.body.removeLast() }
        tellRest(of: value.readableBytes, after: limit, in: &shown)
    }

    private func tellRest(of count: Int, after shownCount: Int, in shown: inout ShownValue) {
        guard count > shownCount else { return }
        shown.rest = "\(ByteCount.words(count - shownCount)) more"
    }
}

extension Sequence<UInt8> {
    /// How many of these last bytes, the last one first, belong to a character that is not complete.
    fileprivate var lastByteOfLead: Int {
        var count = 0
        for byte in self {
            count += 1
            // A byte that continues a character leads on to the one that begins it.
            if byte & 0xc0 == 0x80 { continue }
            let length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
            return count < length ? count : 0
        }
        return 0
    }
}
