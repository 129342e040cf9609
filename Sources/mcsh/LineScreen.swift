import Glibc
import MemcachedShell

/// Shows the line that is being typed.
///
/// libedit could show a right prompt, but not while somebody types: it draws it anew only when the whole line is, and
/// drawing the whole line from its beginning (EL_REFRESH) flickers and leaves rests where the line has wrapped. It also
/// counts marks that combine as a column of their own, and cannot list candidates below the line. So it draws into a
/// void here, and before each wait for a key what it holds is laid out and what has changed is written.
final class LineScreen {
    let output: CInt
    /// A terminal without a way back to an earlier row: no hints, no list that goes away.
    let isPlain: Bool
    private var writer: FrameWriter
    private var plain = PlainLineWriter()

    init(output: CInt, isPlain: Bool, style: Style) {
        self.output = output
        self.isPlain = isPlain
        writer = FrameWriter(style: style)
    }

    var size: (columns: Int, rows: Int) { TerminalSize.of(output) ?? (80, 24) }

    func draw(_ view: LineView) {
        let size = size
        if isPlain {
            send(plain.draw(view, columns: size.columns))
        } else {
            send(writer.draw(view.frame(columns: size.columns, rows: size.rows), columns: size.columns))
        }
    }

    /// Lists candidates where a list cannot be taken away again.
    func list(_ menu: CandidateMenu) {
        leave()
        let size = size
        for row in menu.rows(columns: size.columns, height: max(1, size.rows - 2)) {
            send(Array(row.map(\.text).joined().utf8) + [0x0d, 0x0a])
        }
    }

    /// Goes to the row behind the line, which stays.
    func leave() {
        if isPlain {
            send([0x0d, 0x0a])
            plain.forget()
        } else {
            send(writer.leave())
        }
    }

    /// Takes the line away: the window has another size now, and what the terminal made of the rows is its affair.
    func erase() {
        if isPlain {
            send([0x0d, 0x0a])
            plain.forget()
        } else {
            send(writer.erase())
        }
    }

    func clear() {
        guard !isPlain else { return }
        send(Array("\u{1b}[H\u{1b}[2J".utf8))
        writer.forget()
    }

    /// The cursor is at the beginning of a row that is not ours.
    func forget() {
        writer.forget()
        plain.forget()
    }

    /// Takes away what was typed while a statement ran, which the terminal has shown by itself: it comes again in the line.
    func begin() {
        forget()
        if !isPlain { send([0x0d] + "\u{1b}[K".utf8) }
    }

    /// Asks for marks around what is pasted.
    func markPastes(_ isOn: Bool) {
        guard !isPlain else { return }
        send(Array((isOn ? "\u{1b}[?2004h" : "\u{1b}[?2004l").utf8))
    }

    func beep() { send([7]) }

    private func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                guard errno == EAGAIN else { return }
                var polled = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
                poll(&polled, 1, 1000)
                continue
            }
            rest = rest.dropFirst(written)
        }
    }
}
