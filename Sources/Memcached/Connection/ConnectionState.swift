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
        let shape: ReplyShape
        let carriesData: Bool
        let deadline: NIODeadline
        let completion: Completion
    }

    private var pending = CircularBuffer<Pending>()
    private var parser: ReplyParser

    package init(limits: ReplyParser.Limits = .init()) {
        parser = ReplyParser(limits: limits)
    }

    /// When the oldest question has waited long enough.
    package var nextDeadline: NIODeadline? { pending.first?.deadline }

    package var isIdle: Bool { pending.isEmpty }

    /// Notes that a request was written.
    package mutating func sent(_ request: Request, deadline: NIODeadline, completion: Completion) {
        pending.append(
            Pending(
                shape: request.replyShape,
                carriesData: request.carriesData,
                deadline: deadline,
                completion: completion
            )
        )
    }

    /// Bytes came from the server.
    package mutating func received(_ bytes: ByteBuffer) -> [Action] {
        var actions: [Action] = []
        parser.feed(bytes)
        do throws(ProtocolViolation) {
            while let head = pending.first {
                guard let reply = try parser.next(head.shape) else { return actions }
                pending.removeFirst()
                if case .refused(let refusal) = reply, refusal.isFullServer {
                    actions.append(.fail(head.completion, .serverFull))
                    return actions + giveUp(.outOfStep)
                }
                actions.append(.answer(head.completion, reply))
                if ConnectionState.mayBeOutOfStep(after: reply, carriedData: head.carriesData) {
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

    /// The connection is gone.
    package mutating func closed() -> [Action] {
        let failure = parser.violation.map { Failure.violation($0) } ?? .closed(answerHadBegun: parser.isWithinReply)
        return giveUp(first: failure, others: .closed(answerHadBegun: false))
    }

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

    private mutating func giveUp(_ failure: (Pending) -> Failure) -> [Action] {
        let actions = pending.map { Action.fail($0.completion, failure($0)) }
        pending.removeAll()
        return actions + [.close(nil)]
    }
}
