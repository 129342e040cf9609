import CLibEdit
import MemcachedShell

// Tab, and the editor of somebody's own.

extension EditedLine {
    func complete(backwards: Bool) -> UInt8 {
        if var cycle {
            cycle.step(backwards ? -1 : 1)
            let (text, cursor) = cycle.line
            replace(with: text, cursor: cursor)
            self.cycle = cycle
            return UInt8(CC_REFRESH)
        }
        let scalars = scalars
        let place = cursor
        let bytes = EditedLine.bytes(of: scalars)
        let offset = EditedLine.bytes(of: scalars[..<place]).count
        let result = assistant.completion(bytes, cursor: offset)
        let cycle = CompletionCycle(result, line: bytes, cursor: offset)
        guard !result.candidates.isEmpty else {
            screen.beep()
            return UInt8(CC_NORM)
        }
        let (text, cursor) = cycle.line
        replace(with: text, cursor: cursor)
        guard result.candidates.count > 1 || result.more > 0 else { return UInt8(CC_REFRESH) }
        if screen.isPlain {
            draw()
            screen.list(cycle.menu)
        }
        self.cycle = cycle
        return UInt8(CC_REFRESH)
    }

    func editOutside() -> UInt8 {
        draw(isFinal: true)
        pause()
        let outcome = ExternalEditor.edit(text, terminal: screen.output)
        resume()
        switch outcome {
        case .failure(let failure): problem = failure.message
        case .success(nil): break
        case .success(let text?):
            // Several statements are run as if they had been pasted; one comes back into the line.
            let (first, isWhole) = isOneStatement(text) ? (text, false) : pasted.take(text + "\n")
            replace(with: first)
            if isWhole { return enter() }
        }
        return UInt8(CC_REFRESH)
    }

    /// Whether all line ends of a text are within quotes.
    private func isOneStatement(_ text: String) -> Bool {
        var line = ""
        for piece in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            line += line.isEmpty ? piece : "\n" + piece
            if Continuation.of(line) == .complete { return false }
        }
        return true
    }
}
