import MemcachedValues
import NIOCore

/// Decides how values are put on a screen: as what they mean, or as somebody wants to see them.
struct ValueDisplay {
    let view: ValueView
    /// The client that the session is set up like, for what its programs would read otherwise.
    var reader: (any ClientLibrary)?
    let writer: BodyWriter
    var limits = DecodingLimits()

    init(
        style: Style,
        view: ValueView,
        reader: (any ClientLibrary)? = nil,
        width: Int,
        lines: Int = BodyWriter.mostLines,
        isFull: Bool = false,
        isBrief: Bool = false
    ) {
        self.view = view
        self.reader = reader
        writer = BodyWriter(style: style, width: width, lines: lines, isFull: isFull, isBrief: isBrief)
    }

    /// Binary values up to here stand on one line, and can be typed back.
    private static let briefBytes = 48
    /// Text that is longer is looked through for JSON only by whoever asks for it.
    private static let longestJSON = 4 << 20

    func shown(_ value: ByteBuffer, flags: UInt32) -> ShownValue {
        switch view {
        case .raw: ShownValue(body: .bytes(value))
        case .hex: ShownValue(body: .hex(value))
        case .base64: ShownValue(body: .base64(value))
        case .text: unpacked(value, flags)
        case .json: json(value, flags)
        case .auto: meant(value, flags: flags, client: nil)
        case .client(let client): meant(value, flags: flags, client: client)
        }
    }

    /// All of a value as somebody asked to see it, for a program: without colour, without a word on it, and text without
    /// quotes. At a terminal nothing of it may drive it.
    static func append(
        _ value: ByteBuffer,
        flags: UInt32,
        as view: ValueView,
        isTerminal: Bool,
        to output: inout [UInt8]
    ) {
        let display = ValueDisplay(style: Style(hasColor: false), view: view, width: 80, isFull: true)
        switch display.shown(value, flags: flags).body {
        case .text(let bytes), .bytes(let bytes):
            if isTerminal {
                output += Escaping.forTerminal(bytes.readableBytesView)
            } else {
                output += bytes.readableBytesView
            }
        case let body: _ = display.writer.append(body, to: &output)
        }
    }

    /// Why a program cannot be given a value as it asked for; `nil` if it can.
    static func misfit(_ value: ByteBuffer, flags: UInt32, as view: ValueView) -> String? {
        switch view {
        case .text, .hex, .base64, .raw: return nil
        case .auto, .json, .client: break
        }
        let display = ValueDisplay(style: Style(hasColor: false), view: view, width: 80, isFull: true)
        let shown = display.shown(value, flags: flags)
        if let warning = shown.warning { return warning }
        guard case .tree = shown.body else { return nil }
        var scratch: [UInt8] = []
        return display.writer.append(shown.body, to: &scratch)
    }

    // MARK: As what it means

    private func meant(_ value: ByteBuffer, flags: UInt32, client: (any ClientLibrary)?) -> ShownValue {
        // Without flags, text is what it looks like; a hundred megabytes of it need not be copied for a screen.
        if client == nil, flags == 0, begins(asText: value, where: { UTF8Text.isPlain($0) }) {
            return ShownValue(body: text(value))
        }
        let interpreter = Interpreter(client: client, limits: limits)
        let meaning = interpreter.meaning(flags: flags, bytes: Array(value.readableBytesView))
        // What is not unpacked is the value itself.
        func content(_ bytes: [UInt8]) -> ByteBuffer {
            meaning.packing == nil || meaning.fault != nil ? value : ByteBuffer(bytes: bytes)
        }
        var shown: ShownValue
        switch meaning.content {
        case .tree(let tree, let language):
            shown = ShownValue(body: .tree(tree, language, count: meaning.unpackedCount))
        case .text(let bytes): shown = ShownValue(body: text(content(bytes)))
        case .bytes(let bytes): shown = ShownValue(body: binary(content(bytes)))
        }
        shown.isUnclaimed = meaning.isUnclaimed
        shown.note = writer.isBrief ? meaning.shortLine : meaning.line
        if case .tree(_, let language, _) = shown.body, case .text = meaning.content {
            shown.note = shown.note.map { "\($0) · \(language.name)" }
        }
        if let rival = meaning.rival {
            shown.warning = "by its flags it is \(rival)"
        } else if let fault = meaning.fault {
            shown.warning = "not decoded: \(fault)"
        } else if client == nil {
            shown.warning = reader?.warning(flags: flags, meaning)
        }
        return shown
    }

    /// Text in quotes, or the JSON that it is.
    private func text(_ value: ByteBuffer) -> ShownValue.Body {
        guard JSONFormat.isWhole(value.readableBytesView),
            value.readableBytes <= ValueDisplay.longestJSON || writer.isFull,
            let tree = try? JSONFormat().decode(Array(value.readableBytesView), limits: limits)
        else { return .text(value) }
        return .tree(tree, JSONLiteral(), count: value.readableBytes)
    }

    private func binary(_ value: ByteBuffer) -> ShownValue.Body {
        value.readableBytes <= ValueDisplay.briefBytes || writer.isBrief ? .text(value) : .hex(value)
    }

    /// Whether the part that would be shown is text.
    private func begins(
        asText value: ByteBuffer,
        where isText: (UnsafeBufferPointer<UInt8>) -> Bool = { UTF8Text.isValid($0) }
    ) -> Bool {
        let limit = min(writer.textLimit, value.readableBytes)
        return value.withUnsafeReadableBytes { bytes in
            var part = bytes.bindMemory(to: UInt8.self).prefix(limit)
            // A character that the cut goes through is none that is wrong.
            if limit < value.readableBytes { part = part.dropLast(part.incompleteTail) }
            return isText(UnsafeBufferPointer(rebasing: part))
        }
    }

    // MARK: As somebody wants to see it

    /// As text, without what it was packed in.
    private func unpacked(_ value: ByteBuffer, _ flags: UInt32) -> ShownValue {
        if flags == 0, begins(asText: value, where: { UTF8Text.isPlain($0) }) { return ShownValue(body: .text(value)) }
        let stored = Array(value.readableBytesView)
        let meaning = Interpreter(limits: limits).meaning(flags: flags, bytes: stored)
        guard meaning.packing != nil, let bytes = meaning.unpacked else {
            return ShownValue(note: meaning.line, body: .text(value))
        }
        return ShownValue(note: meaning.line, body: .text(ByteBuffer(bytes: bytes)))
    }

    /// As JSON: text that is JSON, and the nearest there is for what another language has serialized.
    private func json(_ value: ByteBuffer, _ flags: UInt32) -> ShownValue {
        let meant = meant(value, flags: flags, client: nil)
        if case .tree(let tree, let language, let count) = meant.body {
            let isJSON = language.name == JSONLiteral().name
            let other: (any LiteralLanguage)? = isJSON ? nil : language
            return ShownValue(
                note: meant.note,
                warning: meant.warning,
                body: .tree(tree, JSONLiteral(other: other), count: count)
            )
        }
        var shown = unpacked(value, flags)
        guard case .text(let value) = shown.body else { return shown }
        do throws(DecodingFault) {
            let tree = try JSONFormat().decode(Array(value.readableBytesView), limits: limits)
            shown.body = .tree(tree, JSONLiteral(), count: value.readableBytes)
        } catch {
            // What is damaged is not JSON for another reason.
            shown.warning = meant.warning ?? "not JSON: \(error)"
            if !begins(asText: value) { shown.body = binary(value) }
        }
        return shown
    }
}
