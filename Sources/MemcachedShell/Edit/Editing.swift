package import Memcached

/// What comes next while somebody edits a value: it is told what happened and says what to do, and does nothing itself.
///
/// An item is only ever written over the one that the person has seen. If another one lies there, they are asked; and what
/// they typed is either stored or handed back to be kept.
package struct Editing: Sendable {
    package enum Step: Sendable {
        /// To look at the item as it is now; on this server, if one is named.
        case look(server: Int?)
        /// To let a person edit this, with what others made of the item beside it.
        case edit([UInt8], theirs: [UInt8]?)
        case write(EditWriting)
        case ask(EditConflict)
        /// To ask about a value that its application could not read any more, for this reason.
        case doubt(String)
        case end(EditEnding)
    }

    package enum Event: Sendable {
        case seen(Result<EditedItem?, Failure>)
        /// The editor ended well and left this.
        case edited([UInt8])
        /// There is no editor, or it ended with an error; and what it left, if anything.
        case editorFailed(String, left: [UInt8]?)
        case written(ItemOutcome)
        case chosen(EditChoice)
        /// Somebody ended the program, or does not want to go on.
        case stopped(left: [UInt8]?)
    }

    private enum Stage {
        case reading, editing, checking, writing, asking, doubting
    }

    /// As it was typed.
    private let key: [UInt8]
    private let ttl: Expiry?
    private let form: EditableForm
    private var stage = Stage.reading
    /// What the person began with.
    private var base: EditedItem?
    private var text = EditableForm.Text([]) { bytes throws(Failure) in bytes }
    /// What they have typed so far.
    private var mine: [UInt8] = []
    private var hasTyped = false
    /// What may be written over: `nil` where nothing may lie there.
    private var expected: EditedItem?
    /// What lies there in place of it.
    private var theirs: EditedItem?
    /// What the person wants to store although their application could not read it.
    private var insisted: [UInt8]?
    /// Whether they edit again because of that, and not because of others.
    private var isMending = false
    /// Whether a write was refused since the person was last asked.
    private var wasRefused = false
    /// Why only the expiry is set, if that is all there is to do.
    private var onlyExpiry: String?

    package init(key: [UInt8], ttl: Expiry?, form: EditableForm = .stored) {
        self.key = key
        self.ttl = ttl
        self.form = form
    }

    package var first: Step { .look(server: nil) }

    package mutating func next(_ event: Event, at now: ContinuousClock.Instant) -> Step {
        switch (event, stage) {
        case (.seen(let result), .reading): return begin(result)
        case (.seen(let result), _): return compare(result, at: now)
        case (.edited(let text), _): return take(text)
        case (.editorFailed(let reason, let left), _):
            keep(left)
            return end(.failure(Failure(.usage, "\(reason), so \(Literal.word(key)) stays as it is")))
        case (.written(let outcome), _): return note(outcome)
        case (.chosen(.writeMine), .doubting):
            insisted = mine
            return check()
        case (.chosen(.editAgain), .doubting):
            isMending = true
            stage = .editing
            return .edit(mine, theirs: nil)
        case (.chosen(.keepTheirs), .doubting):
            return end(.text("nothing was written\n"))
        case (.chosen(.writeMine), _):
            expected = theirs
            wasRefused = false
            return check()
        case (.chosen(.editAgain), _):
            stage = .editing
            return .edit(mine, theirs: theirs.map { form.text($0.value, $0.flags).bytes })
        case (.chosen(.keepTheirs), _):
            return end(.item(item(theirs == nil ? .notFound : .exists, "nothing was written")))
        case (.stopped(let left), _):
            keep(left)
            return end(.nothing)
        }
    }

    // MARK: The beginning

    private mutating func begin(_ result: Result<EditedItem?, Failure>) -> Step {
        let shown = Literal.word(key)
        switch result {
        case .failure(let failure): return end(.failure(failure))
        case .success(nil): return end(.item(item(.notFound, "there is no \(shown); add creates it")))
        case .success(let item?):
            if item.token == 0 {
                let reason =
                    "its server hands out no tokens (memcached -C), by which a change of others would be noticed"
                return end(.failure(Failure(.usage, "\(shown) cannot be edited: \(reason)")))
            }
            if item.end == nil, ttl == nil {
                let reason = "its server does not tell when it expires; --ttl says when it shall (0 for never)"
                return end(.failure(Failure(.usage, "\(shown) cannot be edited as it is: \(reason)")))
            }
            base = item
            expected = item
            text = form.text(item.value, item.flags)
            mine = text.bytes
            stage = .editing
            return .edit(mine, theirs: nil)
        }
    }

    // MARK: What the editor left

    private mutating func take(_ edited: [UInt8]) -> Step {
        if !hasTyped {
            if edited == text.bytes { return leave(because: "unchanged") }
            mine = edited
            hasTyped = true
            return approve()
        }
        if isMending {
            isMending = false
            if edited == text.bytes, theirs == nil {
                hasTyped = false
                return leave(because: "unchanged")
            }
            mine = edited
            return approve()
        }
        // Nobody has changed their mind, so they still have to be asked.
        if edited == mine { return ask() }
        mine = edited
        expected = theirs
        wasRefused = false
        return approve()
    }

    /// Goes on, unless the application could not read what was typed, and the person has not said that they want it.
    private mutating func approve() -> Step {
        guard insisted != mine, let stored = try? text.value(mine), let reason = text.objection(stored) else {
            return check()
        }
        stage = .doubting
        return .doubt(reason)
    }

    private mutating func keep(_ left: [UInt8]?) {
        guard let left, left != mine else { return }
        mine = left
        hasTyped = true
    }

    // MARK: Before and after a write

    private mutating func check() -> Step {
        stage = .checking
        return .look(server: base?.server)
    }

    private mutating func compare(_ result: Result<EditedItem?, Failure>, at now: ContinuousClock.Instant) -> Step {
        guard let base else { return end(.nothing) }
        if onlyExpiry != nil { return compareForExpiry(result, base) }
        switch result {
        case .failure(let failure): return end(.failure(failure))
        case .success(nil):
            theirs = nil
            if ttl == nil, case .at(let instant) = (expected ?? base).end, instant <= now {
                let reason =
                    "it has expired while it was edited, so nothing was written; 'edit --ttl' or set stores anew"
                return end(.item(item(.notFound, reason)))
            }
            return expected == nil && !wasRefused ? write(over: nil, at: now) : ask()
        case .success(let item?):
            theirs = item
            if form.text(item.value, item.flags).bytes == mine, item.flags == base.flags {
                expected = item
                return leave(because: "somebody else has stored the very same meanwhile")
            }
            // The value and the flags decide, and not the token: a server that was started again counts its tokens from the
            // beginning, so that another item may have this one; and what was stored again as it was is nobody's change.
            // The write names the token of this look. If the server is started again between the two, and the new item has
            // this very token, that goes unseen: no command names the value that it expects.
            if let expected, item.value == expected.value, item.flags == expected.flags, !wasRefused {
                self.expected = item
                return write(over: item, at: now)
            }
            return ask()
        }
    }

    private mutating func write(over item: EditedItem?, at now: ContinuousClock.Instant) -> Step {
        guard let base else { return end(.nothing) }
        do throws(Failure) {
            let expiry: Expiry
            if let ttl { expiry = ttl } else { expiry = try Editing.expiry((item ?? base).end, at: now) }
            stage = .writing
            let value = try text.value(mine)
            return .write(
                EditWriting(server: base.server, value: value, flags: base.flags, expiry: expiry, token: item?.token)
            )
        } catch {
            return end(.failure(error))
        }
    }

    private static func expiry(_ end: ItemEnd?, at now: ContinuousClock.Instant) throws(Failure) -> Expiry {
        guard let end else {
            throw Failure(.usage, "its server does not tell when it expires; --ttl says when it shall")
        }
        if let expiry = end.expiry(at: now) { return expiry }
        throw Failure(.usage, "it would have expired by now, so nothing was written; --ttl says when it shall")
    }

    private mutating func note(_ outcome: ItemOutcome) -> Step {
        if let failure = outcome.failure { return end(.failure(failure)) }
        if outcome.status.isNegative {
            // Somebody was faster.
            wasRefused = true
            return check()
        }
        var outcome = outcome
        if let onlyExpiry { outcome.note = "\(onlyExpiry), and only its expiry was set" }
        return .end(EditEnding(body: .item(outcome), kept: nil))
    }

    /// The value is what it shall be. Its expiry is too, unless one was asked for; then it is stored once more as it is,
    /// over the item that was seen and no other.
    private mutating func leave(because reason: String) -> Step {
        guard ttl != nil else { return end(.text("\(reason), so nothing was written\n")) }
        onlyExpiry = reason
        return check()
    }

    private mutating func compareForExpiry(_ result: Result<EditedItem?, Failure>, _ base: EditedItem) -> Step {
        switch result {
        case .failure(let failure): return end(.failure(failure))
        case .success(nil): return end(.item(item(.notFound, "it is gone meanwhile")))
        case .success(let item?):
            guard let ttl, let expected, item.value == expected.value, item.flags == expected.flags else {
                let reason = "somebody else has changed it meanwhile, so its expiry was left alone"
                return end(.item(self.item(.exists, reason)))
            }
            stage = .writing
            return .write(
                EditWriting(server: base.server, value: item.value, flags: item.flags, expiry: ttl, token: item.token)
            )
        }
    }

    private mutating func ask() -> Step {
        stage = .asking
        let other = theirs.map { (text: form.text($0.value, $0.flags).bytes, flags: $0.flags) }
        return .ask(EditConflict(mine: mine, theirs: other?.text, flags: (base?.flags ?? 0, other?.flags)))
    }

    // MARK: The end

    private func item(_ status: Status, _ note: String) -> ItemOutcome {
        var outcome = ItemOutcome(key: key, status: status)
        outcome.note = note
        return outcome
    }

    /// What was typed and not stored is handed back.
    private func end(_ body: Outcome.Body) -> Step {
        let isStored = theirs.map { form.text($0.value, $0.flags).bytes == mine } ?? false
        return .end(EditEnding(body: body, kept: hasTyped && !isStored ? mine : nil))
    }
}

/// What is to be stored, and over what.
package struct EditWriting: Sendable {
    package let server: Int
    package let value: [UInt8]
    package let flags: UInt32
    package let expiry: Expiry
    /// The token of the item that it takes the place of; `nil` if there may be none.
    package let token: UInt64?

    package init(server: Int, value: [UInt8], flags: UInt32, expiry: Expiry, token: UInt64?) {
        self.server = server
        self.value = value
        self.flags = flags
        self.expiry = expiry
        self.token = token
    }
}

/// What somebody typed, and what others have made of the item meanwhile.
package struct EditConflict: Sendable {
    package let mine: [UInt8]
    /// `nil` if the item is gone.
    package let theirs: [UInt8]?
    package let flags: (mine: UInt32, theirs: UInt32?)
}

/// How it ended.
package struct EditEnding: Sendable {
    package let body: Outcome.Body
    /// What was typed and stored nowhere; `nil` if there is nothing of that kind.
    package let kept: [UInt8]?
}
