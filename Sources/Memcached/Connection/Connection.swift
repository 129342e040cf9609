import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Synchronization

/// The line to one server: opened when first needed, reopened after a loss, never trusted after a doubt.
///
/// An actor on its event loop, so that a caller hops once to get in and the answer hops once to get out. Requests of
/// one tick of the loop leave in one write. Answers come in the order of the requests; whoever no longer waits for one
/// keeps its place in line, so that the neighbours get theirs.
package actor Connection {
    /// Time limits and sizes.
    package struct Settings: Sendable {
        package var connectTimeout: Duration
        package var replyTimeout: Duration
        package var limits: ReplyParser.Limits
    }

    private enum Phase {
        case closed
        case connecting
        case open(any Channel)
    }

    package nonisolated let server: ServerAddress
    nonisolated let eventLoop: any EventLoop
    nonisolated let settings: Settings
    nonisolated let reachability: Reachability
    private var phase = Phase.closed
    /// Counts the channels, so that the last words of an old one are not taken for the new one's.
    private var generation = 0
    /// How many channels were closed so far: whoever answers on the next one need not be the same server process.
    nonisolated let closedChannels = Atomic(0)
    private let intake = NIOLockedValueBox(Intake())
    private var spareOrders: [Intake.Order] = []
    /// What was asked for after an interruption whose turn has not come.
    private var heldBack: [Intake.Order] = []
    private var waiting: [Intake.Entry] = []
    private var state: ConnectionState<Waiter>
    private var outgoing = ByteBuffer()
    /// Whether the channel holds bytes that were written and not yet flushed.
    private var hasUnflushed = false
    private var isTimerRunning = false
    /// Whether the channel is not read from, because whoever waits has enough for now.
    private var isPaused = false
    private var isShutDown = false
    /// What this channel's server speaks, once asked.
    private var dialect: Dialect?
    /// Some proxies close the connection at what they do not know; they are not asked twice.
    private var isPlainProxy = false
    /// How often in a row the connection was lost at the question for the version; the oldest proxies do that.
    private var unansweredVersions = 0
    /// Whether this channel has brought one.
    private var hasAnswered = false

    package nonisolated var unownedExecutor: UnownedSerialExecutor {
        eventLoop.executor.asUnownedSerialExecutor()
    }

    init(server: ServerAddress, eventLoop: any EventLoop, settings: Settings, reachability: Reachability) {
        self.server = server
        self.eventLoop = eventLoop
        self.settings = settings
        self.reachability = reachability
        self.state = ConnectionState(limits: settings.limits)
    }

    // MARK: For callers on any thread

    /// The reply to a request. Whoever is cancelled meanwhile gives up its place in line, and the reply is dropped.
    ///
    /// - Throws: ``MemcachedError``, or a `CancellationError`.
    nonisolated func reply(to request: Request) async throws -> Reply {
        let pending = PendingReply()
        return try await withTaskCancellationHandler {
            try await withUnsafeThrowingContinuation { continuation in
                guard pending.wait(continuation, server: server) else { return }
                post { $0.append(.ask(Intake.Entry(question: .request(request), waiter: .one(pending)))) }
            }
        } onCancel: {
            pending.fail(CancellationError())
        }
    }

    /// Sends requests in one write; `pending` is told of the reply to the first of them at `place`, and so on.
    nonisolated func send(_ requests: [Request], for pending: PendingReplies, from place: Int) {
        post { orders in
            for (index, request) in requests.enumerated() {
                let waiter = Waiter.among(pending, place: place + index)
                orders.append(.ask(Intake.Entry(question: .request(request), waiter: waiter)))
            }
        }
    }

    /// Leaves something for the loop, which is called once a tick however many leave something.
    private nonisolated func post(_ add: (inout [Intake.Order]) -> Void) {
        let isFirst = intake.withLockedValue { intake in
            add(&intake.orders)
            defer { intake.isExpected = true }
            return !intake.isExpected
        }
        if isFirst { eventLoop.execute { self.assumeIsolated { $0.takeIn() } } }
    }

    private func takeIn() {
        // The two lists take turns, so that none has to grow again at every tick.
        var orders = spareOrders
        spareOrders = []
        intake.withLockedValue { intake in
            swap(&intake.orders, &orders)
            intake.isExpected = false
        }
        follow(orders)
        // What a large batch needed is not kept for ever.
        if orders.capacity <= 4096 {
            orders.removeAll(keepingCapacity: true)
            spareOrders = orders
        }
    }

    /// Follows orders up to an interruption; that one and those behind it have to wait until its own turn comes.
    private func follow(_ orders: [Intake.Order]) {
        var gathering = Intake.Gathering(expecting: orders.count)
        for order in orders {
            if case .ask(let entry) = order, heldBack.isEmpty {
                gathering.add(entry)
            } else {
                heldBack.append(order)
            }
        }
        gathering.endLine()
        enqueue(gathering.entries)
    }

    /// Sends a batch in one write, on the event loop; the lane is told how it fares.
    func submit(_ batch: RequestBatch, for lane: Lane) {
        enqueue([Intake.Entry(question: .batch(batch), waiter: .lane(lane))])
    }

    /// Finds out what the server speaks, unless that is known.
    ///
    /// A version is not enough: twemproxy passes on that of a server behind it, and closes the connection at a meta
    /// command. So a meta command that does nothing is tried, once.
    package func learnDialect() async throws -> Dialect {
        if let dialect { return dialect }
        if isPlainProxy || unansweredVersions >= 2 { return .classic }
        do {
            guard case .version(let text) = try await reply(to: .version) else {
                return note(.classic, of: generation)
            }
            unansweredVersions = 0
            // What one channel's server understands says nothing of the next one's.
            let asked = generation
            let claimed = Dialect(version: text)
            guard case .meta = claimed else { return note(.classic, of: asked) }
            return note(try await understandsMeta() ? claimed : .classic, of: asked)
        } catch let error as MemcachedError
            where error.code == .connectionLost && error.mayHaveHappened && !error.answerHadBegun
        {
            // A connection that was long idle may have been gone before it was asked.
            unansweredVersions += 1
            return .classic
        }
    }

    private func understandsMeta() async throws -> Bool {
        do {
            if case .meta = try await reply(to: .metaNoop) { return true }
        } catch let error as MemcachedError
            where error.code == .connectionLost && error.mayHaveHappened && !error.answerHadBegun
        {
            isPlainProxy = true
        }
        return false
    }

    private func note(_ dialect: Dialect, of generation: Int) -> Dialect {
        if generation == self.generation { self.dialect = dialect }
        return dialect
    }

    /// Drops the connection if anybody waits on it; they are told so. It takes effect before whatever is submitted
    /// afterwards.
    package nonisolated func interrupt() {
        intake.withLockedValue { $0.orders.append(.interrupt) }
        eventLoop.execute { self.assumeIsolated { $0.interruptInTurn() } }
    }

    private func interruptInTurn() {
        takeIn()
        let orders = heldBack
        heldBack = []
        interruptNow()
        follow(Array(orders.dropFirst()))
    }

    private func interruptNow() {
        if state.isIdle, waiting.isEmpty { return }
        failWaiting(MemcachedError(.cancelled, "interrupted before it was sent", server: server))
        perform(state.giveUp(.cancelled))
    }

    /// Closes the connection for good.
    package func shutDown() {
        isShutDown = true
        failWaiting(MemcachedError(.shutDown, "the client was shut down", server: server))
        perform(state.giveUp(.shutDown))
    }

    // MARK: Opening

    private func enqueue(_ entries: [Intake.Entry]) {
        guard !entries.isEmpty else { return }
        if isShutDown {
            fail(entries, MemcachedError(.shutDown, "the client was shut down", server: server))
            return
        }
        switch phase {
        case .open:
            transmit(entries)
        case .connecting:
            waiting += entries
        case .closed:
            if let error = reachability.refusal { return fail(entries, error) }
            waiting += entries
            connect()
        }
    }

    private func connect() {
        phase = .connecting
        generation += 1
        let generation = generation
        let bootstrap = bootstrap.channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let handler = ConnectionHandler(connection: self, generation: generation)
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }
        connect(with: bootstrap).hop(to: eventLoop).whenComplete { result in
            self.assumeIsolated { $0.connected(result, generation: generation) }
        }
    }

    nonisolated var bootstrap: ClientBootstrap {
        ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(settings.connectTimeout))
            .channelOption(.socketOption(.so_keepalive), value: 1)
    }

    nonisolated func connect(with bootstrap: ClientBootstrap) -> EventLoopFuture<any Channel> {
        switch server.endpoint {
        case .unixSocket(let path):
            return bootstrap.connect(unixDomainSocketPath: path)
        case .host(let host, let port):
            // A numeric address needs no resolver, nor the threads that one starts.
            if let address = try? SocketAddress(ipAddress: server.numericHost ?? host, port: port) {
                return bootstrap.connect(to: address)
            }
            return bootstrap.connect(host: host, port: port)
        }
    }

    private func connected(_ result: Result<any Channel, any Error>, generation: Int) {
        switch result {
        case .success(let channel):
            guard generation == self.generation, case .connecting = phase else {
                channel.close(promise: nil)
                return
            }
            guard channel.isActive else {
                // Closed before we could speak: its last word came too early to be heard.
                phase = .closed
                let error = MemcachedError(
                    .connectionLost,
                    "the server closed the connection at once",
                    server: server
                )
                reachability.channelEndedUnanswered(error)
                failWaiting(error)
                return
            }
            phase = .open(channel)
            let entries = waiting
            waiting = []
            transmit(entries)
        case .failure(let error):
            guard generation == self.generation, case .connecting = phase else { return }
            phase = .closed
            let error = ConnectFailure.error(error, server: server)
            reachability.failed(error)
            failWaiting(error)
        }
    }

    private func failWaiting(_ error: MemcachedError) {
        let entries = waiting
        waiting = []
        fail(entries, error)
    }

    /// What was not sent.
    private func fail(_ entries: [Intake.Entry], _ error: MemcachedError) {
        for entry in entries { entry.waiter.fail(error) }
    }

    // MARK: Sending

    private func transmit(_ entries: [Intake.Entry]) {
        let deadline = NIODeadline.now() + TimeAmount(settings.replyTimeout)
        for entry in entries {
            switch entry.question {
            case .request(let question):
                let request = inDialect(question)
                RequestWriter.write(request, into: &outgoing)
                state.sent(request, deadline: deadline, completion: entry.waiter)
                // A buffer ends at 4 GiB, and is copied as it grows.
                if outgoing.readableBytes > 1 << 20 { writeOutgoing() }
            case .batch(let batch):
                // It may have waited for the connection behind one that has just failed.
                if case .lane(let lane) = entry.waiter, lane.refusesBatch() { continue }
                guard isUnderstood(batch) else {
                    let reason = "not sent: the server was not asked yet which commands it understands"
                    fail([entry], MemcachedError(.connectionLost, reason, server: server))
                    continue
                }
                // It is as large as a write should be, and goes without a copy.
                writeOutgoing()
                outgoing = batch.bytes
                state.sent(batch, deadline: deadline, completion: entry.waiter)
                writeOutgoing()
            }
        }
        flush()
        startTimer()
    }

    private func writeOutgoing() {
        guard case .open(let channel) = phase, outgoing.readableBytes > 0 else { return }
        channel.write(outgoing, promise: nil)
        outgoing = ByteBuffer()
        hasUnflushed = true
    }

    private func isUnderstood(_ batch: RequestBatch) -> Bool {
        guard batch.speaksMeta else { return true }
        if case .meta = dialect { return true }
        return false
    }

    /// The request as this server understands it, decided at the last moment: a value whose meta command line is not
    /// understood would be read as commands.
    private func inDialect(_ request: Request) -> Request {
        if case .meta = dialect { return request }
        switch request {
        case .setReturningToken(let key, let value, let flags, let exptime, _),
            .setIfUnchanged(let key, let value, let flags, let exptime, _, _):
            return .store(.set, key: key, value: value, flags: flags, exptime: exptime)
        default:
            return request
        }
    }

    private func flush() {
        guard case .open(let channel) = phase, outgoing.readableBytes > 0 || hasUnflushed else { return }
        channel.writeAndFlush(outgoing, promise: nil)
        hasUnflushed = false
        // The channel owns those bytes now; a large buffer is not kept for the sake of one large value.
        outgoing = ByteBuffer()
    }

    /// One timer for the oldest question; it looks again when it fires, instead of being moved at every answer.
    private func startTimer() {
        guard !isTimerRunning, let deadline = state.nextDeadline else { return }
        isTimerRunning = true
        eventLoop.scheduleTask(deadline: deadline) { self.assumeIsolated { $0.timerFired() } }
    }

    private func timerFired() {
        isTimerRunning = false
        // While we do not listen, no answer can be late.
        if isPaused { state.extendDeadline(to: NIODeadline.now() + TimeAmount(settings.replyTimeout)) }
        perform(state.tick(.now()))
        startTimer()
    }

    // MARK: Receiving

    func received(_ bytes: ByteBuffer, generation: Int) {
        guard generation == self.generation else { return }
        let actions = state.received(bytes, deadline: .now() + TimeAmount(settings.replyTimeout))
        if !hasAnswered, state.hasAnswered {
            hasAnswered = true
            reachability.channelAnswered()
        }
        perform(actions)
    }

    /// Stops reading from the server, or goes on with it.
    func setPaused(_ isPaused: Bool) {
        guard isPaused != self.isPaused else { return }
        self.isPaused = isPaused
        guard case .open(let channel) = phase else { return }
        channel.setOption(.autoRead, value: !isPaused).whenComplete { _ in }
        if !isPaused {
            state.extendDeadline(to: NIODeadline.now() + TimeAmount(settings.replyTimeout))
            channel.read()
        }
    }

    func becameInactive(reason: String?, generation: Int) {
        guard generation == self.generation, case .open = phase else { return }
        perform(state.closed(), closeReason: reason)
    }

    private func perform(_ actions: [ConnectionState<Waiter>.Action], closeReason: String? = nil) {
        for action in actions {
            switch action {
            case .answer(let waiter, let reply):
                waiter.succeed(reply)
            case .fail(let waiter, let failure):
                // A connection that closes while a line is answered has failed one of its keys; the others, which may
                // be asked for again, were not behind it in any way that tasks would know of.
                var others: MemcachedError?
                if case .closed(answerHadBegun: true) = failure {
                    others = error(.closed(answerHadBegun: false), closeReason: closeReason)
                }
                waiter.fail(error(failure, closeReason: closeReason), others: others)
            case .answerBatch(.lane(let lane), let replies, let isComplete):
                lane.received(replies, isComplete: isComplete)
            case .failBatch(.lane(let lane), let first, let others, let track):
                lane.failed(
                    error(first, closeReason: closeReason),
                    error(others, closeReason: closeReason),
                    track: track
                )
            case .close(let surplus):
                close(surplus)
            case .answerBatch, .failBatch:
                // Lanes send batches, and nobody else does.
                break
            }
        }
    }

    private func close(_ surplus: ProtocolViolation?) {
        let before = phase
        phase = .closed
        generation += 1
        closedChannels.add(1, ordering: .relaxed)
        // It says at once that it is closed, to somebody who must not listen any longer.
        if case .open(let channel) = before { channel.close(promise: nil) }
        if hasAnswered {
            reachability.answeringChannelClosed()
        } else if let failure = state.unansweredEnd {
            reachability.channelEndedUnanswered(error(failure, closeReason: nil))
        }
        hasAnswered = false
        dialect = nil
        isPaused = false
        outgoing = ByteBuffer()
        hasUnflushed = false
        state = ConnectionState(limits: settings.limits)
        let reason = surplus.map { "\($0); the connection was closed" } ?? "the connection was closed at once"
        failWaiting(MemcachedError(.connectionLost, reason, server: server))
    }

    private func error(
        _ failure: ConnectionState<Waiter>.Failure,
        closeReason: String?
    ) -> MemcachedError {
        func lost(_ message: String, answerHadBegun: Bool = false) -> MemcachedError {
            MemcachedError(
                .connectionLost,
                message,
                server: server,
                mayHaveHappened: true,
                answerHadBegun: answerHadBegun
            )
        }
        switch failure {
        case .violation(let violation):
            return lost("\(violation); the connection was closed", answerHadBegun: true)
        case .closed(let answerHadBegun):
            let how = closeReason ?? "the server closed the connection"
            return lost(how + (answerHadBegun ? " in the middle of a reply" : ""), answerHadBegun: answerHadBegun)
        case .outOfStep:
            return lost(
                "the connection was closed because an earlier reply did not come or could not be trusted",
                answerHadBegun: true
            )
        case .timeout:
            return MemcachedError(
                .timeout,
                "no answer within \(DurationText.short(settings.replyTimeout))",
                server: server,
                mayHaveHappened: true,
                tookLong: true
            )
        case .serverFull:
            return MemcachedError(.connectionLost, "the server is full: Too many open connections", server: server)
        case .cancelled:
            return MemcachedError(.cancelled, "interrupted", server: server, mayHaveHappened: true)
        case .shutDown:
            return MemcachedError(.shutDown, "the client was shut down", server: server, mayHaveHappened: true)
        }
    }
}
