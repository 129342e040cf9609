import Glibc

/// Tells a person how far a long script has come: a line on standard error that is written over, if there is a terminal.
@ShellActor
final class Progress {
    private let isShown: Bool
    /// The size of the script in bytes, where it is known.
    private let size: Int?
    private let start = ContinuousClock.now
    private var next: ContinuousClock.Instant
    private var isOnScreen = false

    /// A script that is done sooner is not worth a line.
    private static let patience = Duration.seconds(2)
    private static let pause = Duration.milliseconds(200)

    init(isShown: Bool, size: Int?) {
        self.isShown = isShown
        self.size = size
        next = start + Progress.patience
    }

    /// How long nothing need be shown, in milliseconds; -1 for ever.
    var millisecondsToNext: CInt {
        guard isShown else { return -1 }
        let left = (next - ContinuousClock.now).components
        return CInt(clamping: max(0, left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000) + 1)
    }

    /// Shows how far it came, if it is time for that.
    func show(lines: Int, errors: Int, bytesRead: Int) {
        guard isShown else { return }
        let now = ContinuousClock.now
        guard now >= next else { return }
        next = now + Progress.pause
        let elapsed = (now - start).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        var facts = ["\(Progress.grouped(lines)) \(lines == 1 ? "line" : "lines")"]
        facts.append("\(Progress.grouped(Int(Double(lines) / seconds))) a second")
        if errors > 0 { facts.append("\(Progress.grouped(errors)) \(errors == 1 ? "error" : "errors")") }
        if let size, size > 0 { facts.append("\(min(100, bytesRead * 100 / size)) %") }
        // What does not fit is left out: a line that is wrapped could not be written over.
        let columns = Progress.columns
        while facts.joined(separator: " · ").count >= columns, facts.count > 1 { facts.removeLast() }
        let text = facts.joined(separator: " · ")
        guard text.count < columns else { return }
        // Without a line end it stays where it is, and what comes next is written over it.
        StandardError.print("\r\u{1b}[K\(text)\r")
        isOnScreen = true
    }

    /// Takes the line away, before something else is written there.
    func clear() {
        guard isOnScreen else { return }
        isOnScreen = false
        StandardError.print("\r\u{1b}[K")
    }

    private static var columns: Int { TerminalSize.columns(of: 2) }

    /// With a comma between thousands.
    private static func grouped(_ number: Int) -> String {
        var text = ""
        for (index, digit) in "\(number)".reversed().enumerated() {
            if index > 0, index % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
