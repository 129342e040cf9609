import CLibEdit
import Glibc

/// Reads the keys for libedit, a character at a time, and notices signals while it waits.
final class KeyReader {
    enum Interruption {
        case interrupt
        case terminate(CInt)
    }

    /// What the screen has to do about what happens while it waits.
    struct Events {
        /// Nothing more is waiting to be read: time to show how things stand.
        var beforeWaiting: () -> Void = {}
        var resized: () -> Void = {}
        var aboutToStop: () -> Void = {}
        var continued: () -> Void = {}
    }

    var events = Events()
    private(set) var interruption: Interruption?
    /// Whether something in the line was typed that is not UTF-8, and stands there as U+FFFD.
    private(set) var hasReplaced = false
    private var pasted: [UInt8] = []
    /// Sequences behind an escape character that the user has bound, which libedit shall see as they are.
    var ownSequences: Set<[UInt8]> = []
    private static let caught = [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP]
    private var isAtBeginning = true
    /// Bytes that were read and belong to what comes next, the next one last.
    private var ahead: [UInt8] = []
    /// A key that was read and not used.
    private var returned: wchar_t?
    /// A sequence comes in one piece, or almost: a person who presses Escape waits longer before the next key.
    private static let patience: CInt = 40
    /// More than this is no paste that anybody meant.
    private static let longestPaste = 64 << 20

    /// What the last paste brought; what is no character is U+FFFD.
    var pastedText: String {
        var text = String.UnicodeScalarView()
        text.append(
            contentsOf: String(decoding: pasted, as: UTF8.self).unicodeScalars.lazy.map { $0 == "\0" ? "\u{fffd}" : $0 }
        )
        return String(text)
    }

    /// Signals are ours from now on.
    func begin() {
        returned = nil
        interruption = nil
        hasReplaced = false
        isAtBeginning = true
        for number in KeyReader.caught { Signals.catchSignal(number) }
        _ = Signals.take(SIGINT)
    }

    /// Between two lines only Ctrl-C is: whoever stops or ends the program finds the terminal in order.
    func end() {
        for number in KeyReader.caught where number != SIGINT { Signals.restoreDefault(number) }
    }

    /// What was typed ahead is dropped.
    func discard() { ahead = [] }

    func read(into character: UnsafeMutablePointer<wchar_t>?) -> CInt {
        if let returned {
            self.returned = nil
            character?.pointee = returned
            return 1
        }
        var bytes: [UInt8] = []
        while true {
            guard var byte = nextByte() else { return interruption == nil ? 0 : -1 }
            // A Ctrl-D typed while a statement was running comes out of the terminal's line mode as a zero.
            if isAtBeginning, byte == 0 { byte = 4 }
            isAtBeginning = false
            if bytes.isEmpty, byte == 0x1b {
                switch readSequence() {
                case .none: break
                case .ignored: continue
                case .ended: return interruption == nil ? 0 : -1
                case .key(let key):
                    character?.pointee = wchar_t(key.rawValue)
                    return 1
                }
            }
            var scalar: Unicode.Scalar?
            if !bytes.isEmpty, byte & 0xc0 != 0x80 {
                // The character before was broken off; this byte begins another.
                ahead.append(byte)
                scalar = "\u{fffd}"
                hasReplaced = true
            } else {
                bytes.append(byte)
                scalar = KeyReader.scalar(bytes)
                if scalar == "\u{fffd}", bytes != [0xef, 0xbf, 0xbd] { hasReplaced = true }
            }
            guard let scalar else { continue }
            character?.pointee = wchar_t(bitPattern: scalar.value)
            return 1
        }
    }

    /// The character that the bytes make, the replacement character if they can make none, `nil` if some are missing.
    private static func scalar(_ bytes: [UInt8]) -> Unicode.Scalar? {
        guard let first = bytes.first else { return nil }
        if first < 0x80 { return Unicode.Scalar(first) }
        if first < 0xc2 || first > 0xf4 { return "\u{fffd}" }
        let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
        if bytes.count < length { return nil }
        let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first
        // These are codes of ours.
        if let scalar, (0x80...0x9f).contains(scalar.value) { return "\u{fffd}" }
        return scalar
    }

    // MARK: Bytes

    private enum Wait {
        case forEver
        case briefly
    }

    /// The next byte; `nil` at the end of the input, at a signal that ends the line, or after a brief wait.
    private func nextByte(_ wait: Wait = .forEver) -> UInt8? {
        if let byte = ahead.popLast() { return byte }
        while true {
            // A signal may have struck while something else was waited for.
            if let stop = actOnSignals() {
                interruption = stop
                return nil
            }
            if wait == .forEver, !Signals.hasInput(0) { events.beforeWaiting() }
            let isReady = Signals.wait(forInput: 0, milliseconds: wait == .forEver ? -1 : KeyReader.patience)
            if let stop = actOnSignals() {
                interruption = stop
                return nil
            }
            guard isReady else {
                if wait == .briefly { return nil }
                continue
            }
            var byte: UInt8 = 0
            let count = Glibc.read(0, &byte, 1)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            return count == 1 ? byte : nil
        }
    }

    /// Whether the next key comes at once, as it does within a sequence.
    func hasMore() -> Bool { !ahead.isEmpty || Signals.wait(forInput: 0, milliseconds: KeyReader.patience) }

    /// The next key is this one.
    func putBack(_ key: wchar_t) { returned = key }

    // MARK: Sequences

    private enum Sequence {
        /// An escape character, and nothing that belongs to it; or something that the user has bound.
        case none
        /// A key that means nothing here.
        case ignored
        case key(EditorKey)
        /// The input, or the line.
        case ended
    }

    /// What follows an escape character that was just read.
    private func readSequence() -> Sequence {
        guard let first = nextByte(.briefly) else { return interruption == nil ? .none : .ended }
        var sequence = [first]
        switch first {
        case UInt8(ascii: "["):
            while sequence.count < 32 {
                guard let byte = nextByte(.briefly) else { return giveBack(sequence) }
                sequence.append(byte)
                // The keys of the Linux console are among those that end with a letter of their own.
                if (0x40...0x7e).contains(byte), sequence.count > 2 || byte != UInt8(ascii: "[") { break }
            }
            // A mouse says where it is in three more.
            if sequence == Array("[M".utf8) { for _ in 0..<3 { _ = nextByte(.briefly) } }
        case UInt8(ascii: "O"):
            guard let byte = nextByte(.briefly) else { return giveBack(sequence) }
            sequence.append(byte)
        default:
            return giveBack(sequence)
        }
        if ownSequences.contains(sequence) { return giveBack(sequence) }
        guard let key = EditorKey.of(sequence) else { return .ignored }
        if key == .paste, !readPaste() { return .ended }
        return .key(key)
    }

    private func giveBack(_ sequence: [UInt8]) -> Sequence {
        ahead += sequence.reversed()
        return interruption == nil ? .none : .ended
    }

    /// Everything up to the mark at the end of a paste. Nothing in it is a key.
    private func readPaste() -> Bool {
        pasted = Array(ahead.reversed())
        ahead = []
        let mark = EditorKey.pasteEnd
        var searched = 0
        var isTooLong = false
        while true {
            if let end = EditorKey.firstIndex(ofMark: mark, in: pasted, from: searched) {
                ahead = pasted[(end + mark.count)...].reversed()
                pasted.removeSubrange(end...)
                if isTooLong { pasted = [] }
                // Neither has a place in libedit's line.
                if pasted.contains(0) || String(validating: pasted, as: UTF8.self) == nil { hasReplaced = true }
                return true
            }
            searched = max(0, pasted.count - mark.count)
            guard Signals.wait(forInput: 0) else {
                if let stop = actOnSignals() {
                    interruption = stop
                    pasted = []
                    return false
                }
                continue
            }
            var chunk = [UInt8](repeating: 0, count: 64 << 10)
            let count = Glibc.read(0, &chunk, chunk.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else {
                pasted = []
                return false
            }
            pasted += chunk.prefix(count)
            if pasted.count > KeyReader.longestPaste {
                // The rest is read all the same: whatever is left would be typed to somebody.
                isTooLong = true
                pasted.removeFirst(pasted.count - mark.count)
                searched = 0
            }
        }
    }

    // MARK: Signals

    private func actOnSignals() -> Interruption? {
        if Signals.take(SIGINT) { return .interrupt }
        for number in [SIGQUIT, SIGTERM, SIGHUP] where Signals.take(number) { return .terminate(number) }
        if Signals.take(SIGWINCH) { events.resized() }
        if Signals.take(SIGTSTP) { suspend() }
        return nil
    }

    /// Stops as any program does at Ctrl-Z, with the terminal as the shell outside expects it.
    private func suspend() {
        events.aboutToStop()
        Signals.restoreDefault(SIGTSTP)
        kill(0, SIGTSTP)
        // Here it goes on after fg.
        Signals.catchSignal(SIGTSTP)
        events.continued()
    }
}
