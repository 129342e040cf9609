import Memcached
import Testing

@testable import MemcachedShell

/// What comes next while somebody edits a value.
@Suite struct EditingTests {
    private let now = ContinuousClock.now

    /// An edit in the making, and what it said last.
    private struct Trial {
        var editing: Editing
        var step: Editing.Step
        let now: ContinuousClock.Instant

        init(_ now: ContinuousClock.Instant, ttl: Expiry? = nil, form: EditableForm = .stored) {
            editing = Editing(key: Array("k".utf8), ttl: ttl, form: form)
            step = editing.first
            self.now = now
        }

        mutating func on(_ event: Editing.Event, after seconds: Int = 0) {
            step = editing.next(event, at: now + .seconds(seconds))
        }

        mutating func sees(_ item: EditedItem?, after seconds: Int = 0) { on(.seen(.success(item)), after: seconds) }

        mutating func types(_ text: String) { on(.edited(Array(text.utf8))) }

        mutating func server(_ status: Status) { on(.written(ItemOutcome(key: Array("k".utf8), status: status))) }

        /// In short what is to come.
        var next: String {
            func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
            switch step {
            case .look(let server): return "look at \(server.map { "\($0)" } ?? "any")"
            case .edit(let mine, let theirs): return "edit \(text(mine))" + (theirs.map { " beside \(text($0))" } ?? "")
            case .write(let writing):
                return "write \(text(writing.value)) flags \(writing.flags) over "
                    + "\(writing.token.map { "\($0)" } ?? "nothing"), \(writing.expiry)"
            case .doubt(let reason): return "doubt: \(reason)"
            case .ask(let conflict): return "ask: \(text(conflict.mine)) or \(conflict.theirs.map(text) ?? "nothing")"
            case .end(let ending):
                let kept = ending.kept.map { ", kept \(text($0))" } ?? ""
                switch ending.body {
                case .item(let item):
                    return "\(item.status)\(item.status == .stored ? item.note.map { ": \($0)" } ?? "" : "")\(kept)"
                case .failure(let failure): return "failure: \(failure.message)\(kept)"
                case .text(let words): return "\(words.dropLast())\(kept)"
                default: return "nothing\(kept)"
                }
            }
        }
    }

    private func item(_ value: String, token: UInt64, flags: UInt32 = 7, left: Int? = nil) -> EditedItem {
        let end = left.map { ItemEnd.at(now + .seconds($0)) } ?? .never
        return EditedItem(server: 2, value: Array(value.utf8), flags: flags, token: token, end: end)
    }

    private func begun(_ first: EditedItem, ttl: Expiry? = nil) -> Trial {
        var trial = Trial(now, ttl: ttl)
        trial.sees(first)
        return trial
    }

    @Test func nobodyElseIsThere() {
        var trial = Trial(now)
        #expect(trial.next == "look at any")
        trial.sees(item("old", token: 1, left: 60))
        #expect(trial.next == "edit old")
        trial.types("new")
        #expect(trial.next == "look at 2")
        // The time left is counted when it is written.
        trial.sees(item("old", token: 1, left: 60), after: 10)
        #expect(trial.next == "write new flags 7 over 1, after(50.0 seconds)")
        trial.server(.stored)
        #expect(trial.next == "stored")
    }

    /// What ends with memcached's calendar is not refused because of the second that was rounded up.
    @Test func theEndOfTheCalendar() {
        var trial = begun(item("old", token: 1, left: 1 << 31))
        trial.types("new")
        trial.sees(item("old", token: 1, left: 1 << 31))
        #expect(trial.next == "write new flags 7 over 1, at(unixTime: 2147483647)")
    }

    @Test func neverStaysNever() {
        var trial = begun(item("old", token: 1))
        trial.types("new")
        trial.sees(item("old", token: 1))
        #expect(trial.next == "write new flags 7 over 1, never")
    }

    /// Somebody else's touch holds, too: the item's time is the one that it has at the end.
    @Test func aTouchMeanwhileHolds() {
        var trial = begun(item("old", token: 1, left: 60))
        trial.types("new")
        trial.sees(item("old", token: 1, left: 3600))
        #expect(trial.next == "write new flags 7 over 1, after(3600.0 seconds)")
    }

    @Test func nothingToDo() {
        var trial = begun(item("old", token: 1))
        trial.types("old")
        #expect(trial.next == "unchanged, so nothing was written")
        trial = Trial(now)
        trial.sees(nil)
        #expect(trial.next == "notFound")
        trial = begun(item("old", token: 0))
        #expect(trial.next.contains("hands out no tokens"))
    }

    /// An expiry that was asked for is set all the same, on the very item that was seen.
    @Test func nothingToDoButTheExpiry() {
        var trial = begun(item("old", token: 1), ttl: .after(.seconds(9)))
        trial.types("old")
        #expect(trial.next == "look at 2")
        var (gone, others) = (trial, trial)
        trial.sees(item("old", token: 1))
        #expect(trial.next == "write old flags 7 over 1, after(9.0 seconds)")
        trial.server(.stored)
        #expect(trial.next == "stored: unchanged, and only its expiry was set")
        gone.sees(nil)
        #expect(gone.next == "notFound")
        others.sees(item("theirs", token: 2))
        #expect(others.next == "exists")
        trial = begun(item("old", token: 1), ttl: .never)
        trial.types("mine")
        trial.sees(item("mine", token: 5))
        trial.sees(item("mine", token: 5))
        #expect(trial.next == "write mine flags 7 over 5, never")
        // Faster than the write: looked at once more.
        trial.server(.exists)
        #expect(trial.next == "look at 2")
        trial.sees(item("mine", token: 6))
        #expect(trial.next == "write mine flags 7 over 6, never")
    }

    /// Who takes back what they typed has changed nothing, and nobody else has.
    @Test func whatIsMendedToWhatItWas() {
        var trial = Trial(now, form: .asSeen(.auto))
        trial.sees(item("{\"a\":1}", token: 5, flags: 0))
        trial.types("{\"a\":")
        trial.on(.chosen(.editAgain))
        trial.types("{\"a\":1}")
        #expect(trial.next == "unchanged, so nothing was written")
    }

    @Test func theEditorFails() {
        var trial = begun(item("old", token: 1))
        trial.on(.editorFailed("the editor ended with status 1", left: Array("old".utf8)))
        #expect(trial.next == "failure: the editor ended with status 1, so k stays as it is")
        trial = begun(item("old", token: 1))
        trial.on(.editorFailed("the editor was ended by signal 9", left: Array("half".utf8)))
        #expect(trial.next == "failure: the editor was ended by signal 9, so k stays as it is, kept half")
        trial = begun(item("old", token: 1))
        trial.on(.stopped(left: Array("half".utf8)))
        #expect(trial.next == "nothing, kept half")
    }

    @Test func somebodyElseHasChangedIt() {
        var trial = begun(item("old", token: 1))
        trial.types("mine")
        trial.sees(item("theirs", token: 2))
        #expect(trial.next == "ask: mine or theirs")
        var kept = trial
        kept.on(.chosen(.keepTheirs))
        #expect(kept.next == "exists, kept mine")
        var mine = trial
        mine.on(.chosen(.writeMine))
        mine.sees(item("theirs", token: 2))
        #expect(mine.next == "write mine flags 7 over 2, never")
        // Once more.
        mine.server(.exists)
        #expect(mine.next == "look at 2")
        mine.sees(item("third", token: 3))
        #expect(mine.next == "ask: mine or third")
        var again = trial
        again.on(.chosen(.editAgain))
        #expect(again.next == "edit mine beside theirs")
        var unchanged = again
        unchanged.types("mine")
        #expect(unchanged.next == "ask: mine or theirs")
        var same = again
        same.types("theirs")
        same.sees(item("theirs", token: 2))
        #expect(same.next == "somebody else has stored the very same meanwhile, so nothing was written")
        again.types("both")
        again.sees(item("theirs", token: 2, left: 9))
        #expect(again.next == "write both flags 7 over 2, after(9.0 seconds)")
        var lost = trial
        lost.on(.chosen(.writeMine))
        lost.on(.seen(.failure(Failure(.connection, "gone"))))
        #expect(lost.next == "failure: gone, kept mine")
    }

    /// Between the look and the write somebody was faster; and it is asked even if the token looks the same afterwards.
    @Test func theWriteIsRefused() {
        for status in [Status.exists, .notFound, .notStored] {
            var trial = begun(item("old", token: 1))
            trial.types("mine")
            trial.sees(item("old", token: 1))
            trial.server(status)
            #expect(trial.next == "look at 2")
            trial.sees(item("old", token: 1))
            #expect(trial.next == "ask: mine or old")
        }
    }

    @Test func whatWasStoredAgainAsItWas() {
        var trial = begun(item("old", token: 1))
        trial.types("mine")
        trial.sees(item("old", token: 5, left: 60))
        #expect(trial.next == "write mine flags 7 over 5, after(60.0 seconds)")
        trial = begun(item("old", token: 1))
        trial.types("mine")
        trial.sees(item("mine", token: 5))
        #expect(trial.next == "somebody else has stored the very same meanwhile, so nothing was written")
        // With other flags it means something else.
        trial = begun(item("old", token: 1))
        trial.types("mine")
        trial.sees(item("mine", token: 5, flags: 1))
        #expect(trial.next == "ask: mine or mine")
    }

    /// A server that was started again gives the token of what was seen to another item.
    /// A length that does not fit its text any more makes the whole value unreadable for the application.
    @Test func whatTheApplicationCouldNotReadIsAskedAbout() {
        let php = "a:1:{s:4:\"name\";s:3:\"Ada\";}"
        let broken = php.replacing("Ada", with: "Robert")
        var trial = Trial(now, form: .asSeen(.auto))
        trial.sees(item(php, token: 5, flags: 4))
        trial.types(broken)
        #expect(trial.next.hasPrefix("doubt: it is no PHP serialize any more: "), "\(trial.next)")
        trial.on(.chosen(.editAgain))
        #expect(trial.next == "edit \(broken)")
        // Unchanged: asked once more. Mended: stored.
        trial.types(broken)
        #expect(trial.next.hasPrefix("doubt: "))
        trial.on(.chosen(.editAgain))
        trial.types(php.replacing("3:\"Ada", with: "6:\"Robert"))
        #expect(trial.next == "look at 2")
        trial.sees(item(php, token: 5, flags: 4))
        #expect(trial.next.hasPrefix("write a:1:{s:4:\"name\";s:6:\"Robert\";} flags 4 over 5"))
    }

    @Test func whoeverInsistsGetsIt() {
        var trial = Trial(now, form: .asSeen(.auto))
        trial.sees(item("{\"a\": 1}", token: 5, flags: 0))
        trial.types("{\"a\": ")
        #expect(trial.next.hasPrefix("doubt: it is no JSON any more"), "\(trial.next)")
        trial.on(.chosen(.writeMine))
        trial.sees(item("{\"a\": 1}", token: 5, flags: 0))
        #expect(trial.next.hasPrefix("write {\"a\":  flags 0 over 5"))
        // What is dropped is kept.
        var dropped = Trial(now, form: .asSeen(.auto))
        dropped.sees(item("42", token: 5, flags: 1))
        dropped.types("abc")
        #expect(dropped.next.hasPrefix("doubt: it is no int any more"), "\(dropped.next)")
        dropped.on(.chosen(.keepTheirs))
        #expect(dropped.next == "nothing was written, kept abc")
        // Text may become any text, and a number another one.
        for (value, flags, other) in [("hello", 0, "{"), ("hello", 16, "42"), ("42", 1, "43")]
            as [(String, UInt32, String)]
        {
            var text = Trial(now, form: .asSeen(.auto))
            text.sees(item(value, token: 5, flags: flags))
            text.types(other)
            #expect(text.next == "look at 2", "\(value)")
        }
    }

    @Test func sameTokenOtherValue() {
        for other in [item("theirs", token: 1), item("old", token: 1, flags: 8)] {
            var trial = begun(item("old", token: 1))
            trial.types("mine")
            trial.sees(other)
            #expect(trial.next == "ask: mine or \(String(decoding: other.value, as: UTF8.self))")
            trial.on(.chosen(.writeMine))
            // And once more, while the question stood there.
            var again = trial
            again.sees(item("third", token: 1))
            #expect(again.next == "ask: mine or third")
            trial.sees(other)
            #expect(trial.next == "write mine flags 7 over 1, never")
        }
    }

    @Test func itIsGone() {
        var trial = begun(item("old", token: 1, left: 3600))
        trial.types("mine")
        trial.sees(nil)
        #expect(trial.next == "ask: mine or nothing")
        var new = trial
        new.on(.chosen(.writeMine))
        new.sees(nil, after: 600)
        #expect(new.next == "write mine flags 7 over nothing, after(3000.0 seconds)")
        new.server(.notStored)
        new.sees(item("theirs", token: 9))
        #expect(new.next == "ask: mine or theirs")
        trial.on(.chosen(.keepTheirs))
        #expect(trial.next == "notFound, kept mine")
    }

    @Test func itHasExpired() {
        var trial = begun(item("old", token: 1, left: 5))
        trial.types("mine")
        trial.sees(nil, after: 6)
        #expect(trial.next == "notFound, kept mine")
        trial = begun(item("old", token: 1, left: 5), ttl: .after(.seconds(100)))
        trial.types("mine")
        trial.sees(nil, after: 6)
        #expect(trial.next == "ask: mine or nothing")
        trial.on(.chosen(.writeMine))
        trial.sees(nil, after: 7)
        #expect(trial.next == "write mine flags 7 over nothing, after(100.0 seconds)")
    }

    @Test func anExpiryThatNobodyKnows() {
        var first = item("old", token: 1)
        first.end = nil
        #expect(begun(first).next.contains("--ttl says when it shall"))
        var trial = begun(first, ttl: .never)
        #expect(trial.next == "edit old")
        trial.types("new")
        trial.sees(first)
        #expect(trial.next == "write new flags 7 over 1, never")
    }

    @Test func whatWasNotStoredIsKept() {
        for failure in [Failure(.server, "out of memory"), Failure(.timeout, "may or may not have been stored")] {
            var trial = begun(item("old", token: 1))
            trial.types("mine")
            trial.sees(item("old", token: 1))
            var outcome = ItemOutcome(key: Array("k".utf8), status: .error)
            outcome.fail(failure)
            trial.on(.written(outcome))
            #expect(trial.next == "failure: \(failure.message), kept mine")
        }
    }

    /// What is unpacked for the editor is packed again on the way back.
    @Test func aFormOfItsOwn() {
        let form = EditableForm { value, _ in
            EditableForm.Text(value.map { $0 - 1 }) { edited throws(Failure) in
                if edited.isEmpty { throw Failure(.usage, "there is nothing to pack") }
                return edited.map { $0 + 1 }
            }
        }
        var trial = Trial(now, form: form)
        trial.sees(item("bcd", token: 1))
        #expect(trial.next == "edit abc")
        var empty = trial
        empty.types("")
        empty.sees(item("bcd", token: 1))
        #expect(empty.next == "failure: there is nothing to pack, kept ")
        trial.types("abcd")
        trial.sees(item("cde", token: 2))
        #expect(trial.next == "ask: abcd or bcd")
        trial.on(.chosen(.writeMine))
        trial.sees(item("cde", token: 2))
        #expect(trial.next == "write bcde flags 7 over 2, never")
    }

    /// What a client has packed is edited unpacked, and packed again; where the stored bytes are shown, they are edited.
    @Test func whatAClientHasPacked() throws {
        // python-memcached's zlib, by its flag 8.
        let packed: [UInt8] = [
            0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x27, 0xb9, 0x30, 0x44, 0xc8, 0x14, 0x07, 0x00,
            0xab, 0xf2, 0x22, 0xe9,
        ]
        let text = String(repeating: "hello hello hello hello\n", count: 4)
        let form = EditableForm.asSeen(.auto)
        let seen = form.text(packed, 8)
        #expect(String(decoding: seen.bytes, as: UTF8.self) == text)
        let again = try seen.value(Array(text.utf8) + [0x21])
        #expect(again != Array(text.utf8) + [0x21])
        #expect(String(decoding: form.text(again, 8).bytes, as: UTF8.self) == text + "!")
        #expect(EditableForm.asSeen(.raw).text(packed, 8).bytes == packed)
        // What only looks like it stays as it is.
        #expect(form.text(Array(packed.dropLast(9)), 8).bytes == packed.dropLast(9))
        #expect(form.text(Array("plain".utf8), 0).bytes == Array("plain".utf8))
    }

    @Test func theFinalNewline() {
        func trip(_ value: String, _ edit: (String) -> String = { $0 }) -> String {
            let value = Array(value.utf8)
            let shown = String(decoding: FinalNewline.added(to: value), as: UTF8.self)
            return String(decoding: FinalNewline.restored(Array(edit(shown).utf8), asIn: value), as: UTF8.self)
        }
        for value in ["", "a", "a\n", "a\n\n", "\n", "a\nb"] { #expect(trip(value) == value) }
        #expect(trip("a") { "x" + $0 } == "xa")
        #expect(trip("a\n") { "x" + $0 } == "xa\n")
        // Also of an editor that adds none.
        #expect(trip("a") { _ in "b" } == "b")
        #expect(trip("a") { $0 + "\n" } == "a\n")
    }

    @Test func answers() {
        #expect(EditChoice(answer: "w") == .writeMine && EditChoice(answer: " Write\r") == .writeMine)
        #expect(EditChoice(answer: "e") == .editAgain && EditChoice(answer: "keep") == .keepTheirs)
        for answer in ["", " ", "y", "no", "wrote"] { #expect(EditChoice(answer: answer) == nil) }
    }
}
