import CLibEdit
import MemcachedShell

// The keys that go through the history.

extension EditedLine {
    func goThroughHistory(older: Bool) -> UInt8 {
        let text = text
        if walk == nil || walk?.current != text {
            let beginning = String(decoding: EditedLine.bytes(of: scalars[..<cursor]), as: UTF8.self)
            walk = HistoryWalk(history, typed: text, beginning: beginning)
        }
        guard let line = older ? walk?.older() : walk?.newer() else {
            screen.beep()
            return UInt8(CC_NORM)
        }
        replace(with: line)
        return UInt8(CC_REFRESH)
    }

    func forgetWalk() { walk = nil }

    /// Ctrl-R: every key but those that change the search ends it, and then does what it does.
    func search() -> UInt8 {
        let typed = (text: text, cursor: cursor)
        var search = HistorySearch(history)
        let usual = (prompt: prompt, draw: keys.events.beforeWaiting)
        keys.events.beforeWaiting = { [unowned self] in
            let state = search.hasFailed ? "no more" : "search"
            prompt = [.init("(\(state) '"), .init(search.pattern, search.hasFailed ? .bad : .strong), .init("') ")]
            screen.draw(LineView(prompt: prompt, line: scalars, cursor: cursor))
        }
        defer {
            prompt = usual.prompt
            keys.events.beforeWaiting = usual.draw
        }
        while true {
            var character: wchar_t = 0
            guard keys.read(into: &character) == 1, let scalar = Unicode.Scalar(UInt32(bitPattern: character)) else {
                // Ctrl-C and the like end the line, too; whoever waits for the next key is told so again.
                return UInt8(CC_EOF)
            }
            switch scalar.value {
            case 0x12: search.older()
            case 0x13: search.newer()
            case 0x08, 0x7f: search.removeLast()
            case 0x07:
                replace(with: typed.text, cursor: typed.cursor)
                return UInt8(CC_REFRESH)
            case 0x1b where !keys.hasMore():
                return UInt8(CC_REFRESH)
            case 0x20..<0x80, 0xa0...: search.add(scalar)
            default:
                keys.putBack(character)
                return UInt8(CC_REFRESH)
            }
            if search.hasFailed { screen.beep() }
            guard let line = search.line else {
                replace(with: typed.text, cursor: typed.cursor)
                continue
            }
            replace(with: line, cursor: search.match)
        }
    }
}
