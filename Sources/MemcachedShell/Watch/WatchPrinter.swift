package import Memcached
import MemcachedValues
import NIOCore

/// Prints what becomes of an item that is watched, a line each time.
package struct WatchPrinter: Sendable {
    private let key: [UInt8]
    private let server: ServerAddress
    private let format: OutputFormat
    private let style: Style
    /// Whether several looks may fall into one second.
    private let showsFraction: Bool
    private let command: String
    package var columns = 80
    /// As what values are compared.
    package var view = ValueView.auto

    /// So many lines of a difference are shown.
    private static let mostLines = 20

    package init(
        key: [UInt8],
        server: ServerAddress,
        command: String,
        format: OutputFormat,
        style: Style,
        interval: Duration
    ) {
        self.key = key
        self.server = server
        self.command = command
        self.format = format
        self.style = style
        showsFraction = interval < .seconds(1)
    }

    package func print(
        _ event: WatchEvent,
        at time: ClockTime,
        _ now: ContinuousClock.Instant,
        into output: inout [UInt8]
    ) {
        switch format {
        case .json: printObject(event, time, now, into: &output)
        case .pretty: printForPeople(event, time, now, into: &output)
        case .plain, .raw: printFields(event, time, now, into: &output)
        }
    }

    // MARK: For people

    private func printForPeople(
        _ event: WatchEvent,
        _ time: ClockTime,
        _ now: ContinuousClock.Instant,
        into output: inout [UInt8]
    ) {
        let word = Columns.padded(event.kind.rawValue, to: 7)
        var parts = [time.timeOfDay(withFraction: showsFraction), style.paint(word, event.kind.look)]
        if let failure = event.failure {
            parts.append(failure.message)
        } else {
            if let sight = event.sight {
                parts.append("token \(sight.token)")
                let oldFlags = event.kind == .changed ? event.before?.flags ?? sight.flags : sight.flags
                if let flags = sight.flags, flags != 0 || oldFlags != flags { parts.append("flags \(flags)") }
                parts.append(size(of: sight))
                if let end = sight.end { parts.append(WatchPrinter.words(end, now)) }
            } else if event.kind == .back {
                parts.append("there is no \(Literal.word(key))")
            }
            parts.append(style.quiet("\(server)"))
        }
        output.appendLine(parts.joined(separator: "  "))
        guard event.kind != .touched, var old = text(of: event.before), var new = text(of: event.sight) else { return }
        if old == new, let before = event.before?.value, let now = event.sight?.value, before != now {
            // What is seen of them is the same, or as far as it goes.
            (old, new) = (before, now)
        }
        var difference = DifferenceText(style: style)
        difference.mostLines = WatchPrinter.mostLines
        difference.columns = columns - 2
        for line in difference.lines(from: old, to: new) { output.appendLine("  " + line) }
    }

    /// What a person would see of a value: what was serialized as its language writes it, a part a line.
    private func text(of sight: KeyWatch.Sight?) -> [UInt8]? {
        guard let sight, let value = sight.value else { return nil }
        let display = ValueDisplay(
            style: Style(hasColor: false),
            view: view,
            width: WatchPrinter.literalColumns,
            isFull: true
        )
        let shown = display.shown(ByteBuffer(bytes: value), flags: sight.flags ?? 0)
        switch shown.body {
        case .text(let bytes):
            let text = Array(bytes.readableBytesView)
            // With what drives a terminal it is no text for whoever looks at differences; between quotes it is.
            return UTF8Text.isPlain(text) || !UTF8Text.isValid(text[...])
                ? text : Array("\(Literal.quoted(text))\n".utf8)
        case .hex(let bytes), .base64(let bytes), .bytes(let bytes): return Array(bytes.readableBytesView)
        case .tree:
            var text: [UInt8] = []
            _ = display.writer.append(shown.body, to: &text)
            return text + [0x0a]
        }
    }

    /// Narrow, so that what changes stands on a line with little else.
    private static let literalColumns = 40

    private func size(of sight: KeyWatch.Sight) -> String {
        if let value = sight.value { return ByteCount.words(UInt64(value.count)) }
        return "item of \(ByteCount.words(sight.itemSize ?? 0))"
    }

    private static func words(_ end: ItemEnd, _ now: ContinuousClock.Instant) -> String {
        switch end {
        case .never: "never expires"
        case .at: "expires in \(TimeText.words(seconds: end.secondsLeft(at: now)))"
        }
    }

    // MARK: For programs

    /// Time, what happened, token, size of the value, seconds left (-1 for never) and server, with tabs between; empty where
    /// nothing is known.
    private func printFields(
        _ event: WatchEvent,
        _ time: ClockTime,
        _ now: ContinuousClock.Instant,
        into output: inout [UInt8]
    ) {
        let sight = event.sight
        let left = sight?.end.map { $0.secondsLeft(at: now) }
        let fields = [
            time.dateAndTime(withFraction: showsFraction), event.kind.rawValue, sight.map { "\($0.token)" } ?? "",
            sight?.value.map { "\($0.count)" } ?? "", left.map { "\($0)" } ?? "", server.description,
        ]
        output.appendLine(fields.joined(separator: "\t"))
    }

    private func printObject(
        _ event: WatchEvent,
        _ time: ClockTime,
        _ now: ContinuousClock.Instant,
        into output: inout [UInt8]
    ) {
        var object = JSONObject()
        object.add("command", command)
        object.add("status", (event.failure != nil ? Status.error : event.sight != nil ? .hit : .miss).rawValue)
        object.add("key", bytes: key)
        object.add("server", server.description)
        object.add("event", event.kind.rawValue)
        object.add(Array("time".utf8), literal: time.seconds)
        if let sight = event.sight {
            if let value = sight.value { object.add("value", bytes: value) }
            if let flags = sight.flags { object.add("flags", number: flags) }
            object.add("cas", number: sight.token)
            if let size = sight.itemSize { object.add("item_size", number: size) }
            if let end = sight.end {
                let left = end == .never ? "null" : "\(end.secondsLeft(at: now))"
                object.add(Array("expires_in".utf8), literal: left)
            }
        }
        if let failure = event.failure {
            var error = JSONObject()
            error.add("kind", failure.kind.rawValue)
            error.add("message", failure.message)
            object.add("error", error)
        }
        object.append(to: &output)
        output.append(0x0a)
    }
}

extension WatchEvent.Kind {
    fileprivate var look: Look {
        switch self {
        case .there, .none: .quiet
        case .stored, .back: .good
        case .changed, .touched: .refused
        case .gone, .expired, .lost: .bad
        }
    }
}
