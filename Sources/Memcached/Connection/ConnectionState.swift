package import NIOCore

/// The questions that wait for their answers on one connection, and what its bytes mean to them.
///
/// Without sockets, clocks or promises: events go in, actions come out, so that a test can talk with it. `Completion`
/// stands for whoever waits.
package struct ConnectionState<Completion> {
    /// What the owner of the connection has to do, in order.
    package enum Action {
        case answer(Completion, Reply)
        /// Part of an answer or nothing came, and nothing more will.
        case fail(Completion, Failure)
        /// Some of the answers to a batch, and whether it is complete with them; none, if only the end was missing.
        case answerBatch(Completion, PackedReplies, isComplete: Bool)
        /// The answers to a batch that have not come will not come. What is said of the first of them, which is on `track`,
        /// need not hold for the others.
        case failBatch(Completion, first: Failure, others: Failure, track: PackedReplies.Track)
        /// Close the connection: what it still brings belongs to nobody. The violation is what came unasked.
        case close(ProtocolViolation?)
    }

    /// Why an answer will not come.
    package enum Failure: Error, Equatable {
        case violation(ProtocolViolation)
        /// The server closed the connection, or it broke.
        case closed(answerHadBegun: Bool)
        /// An earlier reply on the same connection could not be trusted.
        case outOfStep
        case timeout
        case serverFull
        /// Nobody wants to wait any longer.
        case cancelled
        case shutDown
    }

    private struct Pending {
        let question: Question
        let deadline: NIODeadline
        let completion: Completion
    }

    private enum Question {
        case request(ReplyShape, carriesData: Bool, isPlainRetrieval: Bool)
        case batch(RequestBatch)

        var isPlainRetrieval: Bool {
            switch self {
            case .request(_, _, let isPlain): isPlain
            case .batch(let batch): batch.runs.first?.kind.track == .retrievals
            }
        }
    }

    private var pending = CircularBuffer<Pending>()
    /// How far the oldest question, if it is a batch, has been answered.
    private var answers: BatchAnswers?
    /// Whether anything was answered. A server that is full says so at once, or means something else.
    package private(set) var hasAnswered = false
    /// How it ended, if that was without any answer to something at which nobody who is well is silent or hangs up.
    package private(set) var unansweredEnd: Failure?
    /// Until when the next answer to that batch may take: its time begins when the one before it came.
    private var batchDeadline: NIODeadline?
    private var parser: ReplyParser

    package init(limits: ReplyParser.Limits = .init()) {
        parser = ReplyParser(limits: limits)
    }

    /// When the oldest question has waited long enough.
    package var nextDeadline: NIODeadline? {
        guard let head = pending.first else { return nil }
        return max(head.deadline, batchDeadline ?? head.deadline)
    }

    package var isIdle: Bool { pending.isEmpty }

    /// Notes that a request was written.
    package mutating func sent(_ request: Request, deadline: NIODeadline, completion: Completion) {
        pending.append(
            Pending(
                question: .request(
                    request.replyShape,
                    carriesData: request.carriesData,
                    isPlainRetrieval: request.isPlainRetrieval
                ),
                deadline: deadline,
                completion: completion
            )
        )
    }

    /// Notes that a batch was written.
    package mutating func sent(_ batch: RequestBatch, deadline: NIODeadline, completion: Completion) {
        pending.append(Pending(question: .batch(batch), deadline: deadline, completion: completion))
    }

    /// The time before `deadline` does not count: we did not listen.
    package mutating func extendDeadline(to deadline: NIODeadline) {
        batchDeadline = deadline
    }

    /// Bytes came from the server. If some of them answer a batch, the next answer to it may take until `deadline`.
    package mutating func received(_ bytes: ByteBuffer, deadline: NIODeadline = .distantFuture) -> [Action] {
        var actions: [Action] = []
        parser.feed(bytes)
        defer { parser.releaseEmptyBuffer() }
        do throws(ProtocolViolation) {
            while let head = pending.first {
                guard case .request(let shape, let carriesData, _) = head.question else {
                    guard try answerBatch(head, deadline, &actions) else { return actions }
                    continue
                }
                guard let reply = try parser.next(shape) else { return actions }
                pending.removeFirst()
                if case .refused(let refusal) = reply, refusal.isFullServer, !hasAnswered {
                    actions.append(.fail(head.completion, .serverFull))
                    return actions + giveUp(.outOfStep)
                }
                hasAnswered = true
                actions.append(.answer(head.completion, reply))
                if ConnectionState.mayBeOutOfStep(after: reply, carriedData: carriesData) {
                    return actions + giveUp(.outOfStep)
                }
            }
            try parser.skipBlankLines()
            if parser.hasUnclaimedBytes { actions.append(.close(parser.surplus)) }
        } catch {
            actions += giveUp(first: .violation(error), others: .outOfStep)
        }
        return actions
    }

    /// Answers the batch that stands first. Returns whether the next question is to be looked at.
    private mutating func answerBatch(
        _ head: Pending,
        _ deadline: NIODeadline,
        _ actions: inout [Action]
    ) throws(ProtocolViolation) -> Bool {
        guard case .batch(let batch) = head.question else { return false }
        var answers = self.answers ?? BatchAnswers(batch)
        var replies = PackedReplies()
        let step: ReplyParser.BatchStep
        do throws(ProtocolViolation) {
            step = try parser.take(&answers, into: &replies, mayBeFull: !hasAnswered)
        } catch {
            // How far it came tells which answer it was that cannot be understood.
            self.answers = answers
            if !replies.isEmpty { actions.append(.answerBatch(head.completion, replies, isComplete: false)) }
            throw error
        }
        // The end of the last line may come after all that it brings.
        if !replies.isEmpty || answers.isComplete {
            batchDeadline = deadline
            hasAnswered = true
            actions.append(.answerBatch(head.completion, replies, isComplete: answers.isComplete))
        }
        if answers.isComplete {
            pending.removeFirst()
            self.answers = nil
            // The last answer may have been a refusal.
            if case .outOfStep = step {
                actions += giveUp(.outOfStep)
                return false
            }
            return true
        }
        self.answers = answers
        switch step {
        case .needsMore, .complete:
            break
        case .outOfStep:
            actions += giveUp(.outOfStep)
        case .serverFull:
            actions += giveUp(first: .serverFull, others: .serverFull)
        }
        return false
    }

    /// The connection is gone.
    package mutating func closed() -> [Action] {
        let failure = parser.violation.map { Failure.violation($0) } ?? .closed(answerHadBegun: isWithinReply)
        return giveUp(first: failure, others: .closed(answerHadBegun: false))
    }

    private var isWithinReply: Bool { parser.isWithinReply || answers?.isWithinReply ?? false }

    /// The time is `now`.
    package mutating func tick(_ now: NIODeadline) -> [Action] {
        guard let deadline = nextDeadline, deadline <= now else { return [] }
        var violation = parser.violation
        return giveUp { entry in
            defer { violation = nil }
            if let violation { return .violation(violation) }
            return entry.deadline <= now ? .timeout : .outOfStep
        }
    }

    /// All who wait are told why they need not.
    package mutating func giveUp(_ failure: Failure) -> [Action] {
        giveUp(first: failure, others: failure)
    }

    /// The one place that decides whether a connection survives a refusal: a server that refuses a command line with
    /// data behind it may have read those data as commands. `SERVER_ERROR` comes only after they were swallowed.
    private static func mayBeOutOfStep(after reply: Reply, carriedData: Bool) -> Bool {
        guard carriedData, case .refused(let refusal) = reply else { return false }
        return refusal.kind != .server
    }

    private mutating func giveUp(first: Failure, others: Failure) -> [Action] {
        var isFirst = true
        return giveUp { _ in
            defer { isFirst = false }
            return isFirst ? first : others
        }
    }

    private mutating func noteUnansweredEnd(_ failure: Failure, _ question: Question) {
        switch failure {
        case .timeout: unansweredEnd = failure
        case .closed where question.isPlainRetrieval: unansweredEnd = failure
        default: break
        }
    }

    private mutating func giveUp(_ failure: (Pending) -> Failure) -> [Action] {
        var actions: [Action] = []
        for entry in pending {
            let first = failure(entry)
            if actions.isEmpty, !hasAnswered { noteUnansweredEnd(first, entry.question) }
            guard case .batch(let batch) = entry.question else {
                actions.append(.fail(entry.completion, first))
                continue
            }
            // Only the oldest may have been answered in part.
            let track = (answers ?? BatchAnswers(batch)).track
            answers = nil
            actions.append(.failBatch(entry.completion, first: first, others: first.ofThoseBehind, track: track))
        }
        pending.removeAll()
        answers = nil
        batchDeadline = nil
        return actions + [.close(nil)]
    }
}

extension ConnectionState.Failure {
    /// What it means for the answers that were due behind the one that failed so.
    fileprivate var ofThoseBehind: Self {
        switch self {
        case .violation, .outOfStep: .outOfStep
        case .closed: .closed(answerHadBegun: false)
        case .timeout, .serverFull, .cancelled, .shutDown: self
        }
    }
}
