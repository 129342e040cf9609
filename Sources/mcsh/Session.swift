import Memcached
import MemcachedShell

/// Read, bind, perform, print: one statement after the other. It knows these steps and nothing else.
@ShellActor
final class Session {
    /// Where a statement stands, for messages.
    enum Place {
        case prompt
        case commandLine
        /// The so-manieth statement of `-e`.
        case expression(number: Int)
        case script(name: String, line: Int)
    }

    /// What a statement was given as.
    enum Source {
        case line([UInt8])
        /// Words that need no more splitting.
        case words([Token])
    }

    private let settings: Settings
    private let cluster: Cluster
    private(set) var performer: Performer
    private(set) var binder: Binder {
        didSet { binder.suspectsOptions = isInteractive }
    }
    private let isInteractive: Bool
    let confirm: (Warning) -> Bool
    private let history: () -> [String]
    let output = OutputSink()
    /// Called before something is said on standard error.
    var beforeMessage: () -> Void = {}
    var preferences: Preferences
    /// Told every key that a statement names, as it was typed.
    var onKey: ([UInt8]) -> Void = { _ in }
    private(set) var status = ExitStatus.success
    private(set) var hasQuit = false
    private(set) var wasInterrupted = false
    private var hasLostServer = false
    /// How long the last statement took, without the time in which a person was asked.
    var elapsed: Duration?

    init(
        settings: Settings,
        cluster: Cluster,
        confirm: @escaping (Warning) -> Bool,
        history: @escaping () -> [String] = { [] }
    ) {
        self.settings = settings
        self.cluster = cluster
        self.confirm = confirm
        self.history = history
        preferences = Preferences(settings)
        var performing = Performer.Settings()
        performing.prefix = KeyPrefix(settings.prefix, distribution: cluster.client.distribution)
        performing.follow(preferences)
        if case .interactive = settings.work { isInteractive = true } else { isInteractive = false }
        performing.remembersOldItems = isInteractive
        let limit = settings.connectTimeout
        performing.resolve = { HostNames.resolved($0, within: limit) }
        binder = Binder(servers: cluster.client.servers, prefix: performing.prefix)
        binder.suspectsOptions = isInteractive
        performer = Performer(client: cluster.client, settings: performing)
        MainThread.onIdle = { [output] in output.flush() }
    }

    /// Runs one statement. Returns whether it went well: `false` for what counts as an error in a script.
    @discardableResult
    func run(_ source: Source, at place: Place) async -> Bool {
        // Also a statement that waits for nothing can be the one at which Ctrl-C is pressed.
        defer { wasInterrupted = Signals.takeInterrupt() || wasInterrupted }
        do throws(UsageError) {
            let tokens: [Token]
            switch source {
            case .words(let words): tokens = words
            case .line(let line):
                if line.first(where: { $0 != 0x20 && $0 != 0x09 }) == UInt8(ascii: ":") {
                    return print(await changePreferences(line, at: place), at: place)
                }
                if case .prompt = place { return try await runTyped(line) }
                tokens = try Tokenizer.tokens(of: line)
            }
            guard let statement = try binder.statement(tokens) else { return true }
            if case .locate(let location) = statement.operation, location.readsInput, case .commandLine = place {
                return locateInput(location)
            }
            let isFine: Bool
            if let isDone = await converse(statement, at: place) {
                isFine = isDone
            } else {
                isFine = print(await perform(statement), at: place)
            }
            await renewCluster(at: place)
            return isFine
        } catch {
            switch source {
            case .line(let line): return print(error.outcome(of: line), at: place)
            case .words(let words): return print(error.outcome(of: words), at: place)
            }
        }
    }

    func noteKeys(of statement: Statement) {
        switch statement.operation {
        case .locate(let location): for key in location.keys { onKey(key) }
        default: for key in statement.namedKeys { onKey(performer.settings.prefix.typed(key)) }
        }
    }

    /// Says something about the session that no statement asked for.
    func notice(_ text: String, at place: Place) {
        output.flush()
        beforeMessage()
        if case .prompt = place {
            StandardError.print(settings.errorStyle.refused(text) + "\n")
        } else {
            StandardError.print("\(prefix(at: place))\(text)\n")
        }
    }

    /// Says what somebody may like to know of what does not appear on the screen.
    func remark(_ text: String) {
        output.flush()
        StandardError.print(settings.errorStyle.quiet(text) + "\n")
    }

    // MARK: Perform

    func perform(_ statement: Statement) async -> Outcome {
        let command = statement.command
        switch statement.operation {
        case .quit:
            hasQuit = true
            return Outcome(command: command.name, body: .nothing)
        case .history(let filter):
            return Outcome(command: command.name, body: .text(HistoryListing.text(history(), filter)))
        default:
            if let objection = await objection(to: statement) { return .failure(objection, command: command.name) }
            return await performInterruptibly(statement)
        }
    }

    private func performInterruptibly(_ statement: Statement) async -> Outcome {
        let start = ContinuousClock.now
        defer { elapsed = ContinuousClock.now - start }
        return await interruptibly { await self.performPlainly(statement) }
    }

    /// A person is told of what took long.
    func tellElapsed() {
        guard let elapsed, preferences.format == .pretty,
            preferences.showsTiming || elapsed >= ElapsedText.noticeable
        else { return }
        output.write { $0 += "\(preferences.style.quiet("(\(ElapsedText.words(elapsed)))"))\n".utf8 }
    }

    private func performPlainly(_ statement: Statement) async -> Outcome {
        await performer.perform(statement)
    }

    /// Waits for `body`; Ctrl-C gives up whatever servers are being waited for.
    func interruptibly<Value: Sendable>(_ body: @escaping @ShellActor @Sendable () async -> Value) async -> Value {
        let work = Task(executorPreference: MainThread.executor) { await body() }
        let client = cluster.client
        let stop = {
            work.cancel()
            client.interrupt()
        }
        return await Signals.whileInterruptible(stop: stop) { await work.value }
    }

    // MARK: For scripts

    var client: MemcachedClient { cluster.client }

    /// What happened to servers has been told otherwise.
    func dropServerEvents() { _ = cluster.events.take() }

    var environment: Environment { settings.environment }

    var inputIsTerminal: Bool { settings.environment.inputIsTerminal }

    var confirmsByItself: Bool { settings.confirmsByItself }

    /// What a person calls the cluster, as the prompt does.
    var clusterName: String { settings.clusterName ?? cluster.address }

    var outputIsTerminal: Bool { settings.environment.outputIsTerminal }

    var connectionsPerServer: Int { settings.connectionsPerServer }

    /// Whether there may be other servers now, so that it is time to ask.
    var clusterMayHaveChanged: Bool { cluster.isDueForRenewal }

    /// How a key fared by an answer for which the server may have to be asked more.
    func explained(_ answer: Answer, _ key: Key, _ statement: Statement) async -> ItemOutcome {
        await interruptibly { await self.performer.outcome(of: answer, key: key, statement) }
    }

    /// What binds the statements of a script for the lanes of ``client``.
    func scriptBinder() -> ScriptBinder {
        var script = ScriptBinder(
            binder: binder,
            performer: performer,
            lanes: client.servers.count * connectionsPerServer,
            lanesPerServer: connectionsPerServer
        )
        configure(&script)
        return script
    }

    func printer(_ script: ScriptBinder, _ servers: [ServerAddress]) -> AnswerPrinter {
        AnswerPrinter(
            binder: script,
            servers: servers,
            renderer: preferences.renderer
        )
    }

    /// Lets answers be asked for as much as the format shows.
    func configure(_ script: inout ScriptBinder) {
        script.wantsTokens = performer.settings.wantsTokens
        script.wantsTimeLeft = performer.settings.wantsTimeLeft
        script.isReadOnly = performer.settings.isReadOnly
    }

    /// The statement of a line that is known to be right.
    func statement(_ line: [UInt8]) -> Statement? {
        try? binder.statement(Tokenizer.tokens(of: line))
    }

    /// What there is to say of a line whose servers are known to be out of reach; `nil` if it has to be run.
    func outOfReach(_ line: [UInt8]) -> Outcome? { statement(line).flatMap { performer.outOfReach($0) } }

    /// Where the keys on standard input belong.
    private func locateInput(_ location: Location) -> Bool {
        do throws(Failure) {
            let locator = try performer.locator(location)
            let servers = cluster.client.servers
            let writer = LocationWriter(locator: locator, servers: servers, format: preferences.format)
            var count = 0
            let lines = KeyLines(writer: writer, output: output)
            let ending = lines.run { line, reason in
                count += 1
                notice(reason, at: .script(name: "stdin", line: line))
            }
            output.flush()
            if ending == .interrupted { wasInterrupted = true }
            if count > 0 { StandardError.print("mcsh: \(count) of the lines hold no key\n") }
            status = max(status, ending)
            return ending == .success
        } catch {
            return print(.failure(error, command: "where"), at: .commandLine)
        }
    }

    /// Goes on with the servers that there are now, if one was lost and somebody knows better.
    func renewCluster(at place: Place) async {
        let isNews = hasLostServer
        hasLostServer = false
        guard let news = await cluster.renew(afterLoss: isNews) else { return }
        notice(news, at: place)
        guard performer.client !== cluster.client else { return }
        binder = Binder(servers: cluster.client.servers, prefix: performer.settings.prefix)
        performer = Performer(client: cluster.client, settings: performer.settings)
    }

    private func changePreferences(_ line: [UInt8], at place: Place) async -> Outcome {
        do throws(UsageError) {
            var changed = preferences
            let isTyped = if case .prompt = place { true } else { false }
            let text = try changed.change(Tokenizer.tokens(of: line), isTyped: isTyped)
            if !changed.reaches(asMuchAs: preferences) { try await reconnect(as: changed.values) }
            preferences = changed
            performer.settings.follow(preferences)
            return Outcome(command: ":set", body: .text(text))
        } catch {
            return error.outcome(of: line)
        }
    }

    /// Goes on with connections that follow other settings.
    private func reconnect(as values: ShellSettings) async throws(UsageError) {
        do throws(MemcachedError) {
            try await cluster.follow(values)
        } catch {
            throw UsageError(Escaping.text(error.message.utf8))
        }
        let before = performer
        var performing = performer.settings
        performing.prefix = KeyPrefix(values.text(.prefix), distribution: cluster.client.distribution)
        binder = Binder(servers: cluster.client.servers, prefix: performing.prefix)
        performer = Performer(client: cluster.client, settings: performing)
        performer.keepUndo(of: before)
    }

    // MARK: Print

    func print(_ outcome: Outcome, at place: Place, isRendered: Bool = false) -> Bool {
        let outcome = isRendered ? outcome : outcome.fitted(to: preferences.format)
        for event in cluster.events.take() {
            if case .down = event { hasLostServer = true }
            // With one server, its own error says it all; so does a table, unless statements follow that are rerouted.
            let isTold = if case .commandLine = place { outcome.tells(of: event) } else { false }
            if cluster.client.servers.count > 1, !isTold {
                notice(event.text(of: cluster.client), at: place)
            }
        }
        var line: Int?
        var negativesCount = false
        switch place {
        case .prompt: break
        case .commandLine, .expression: negativesCount = true
        case .script(_, let number): line = number
        }
        if !isRendered {
            if case .prompt = place {
                show(outcome)
            } else {
                output.write { preferences.renderer.render(outcome, line: line, into: &$0) }
            }
        }
        let failures = outcome.failures
        if !failures.isEmpty {
            output.flushBeforeError()
            beforeMessage()
            if case .prompt = place, Signals.isInterrupted { StandardError.print("\n") }
            for text in Session.messages(failures) { StandardError.print("\(prefix(at: place))\(text)\n") }
        }
        status = max(status, ExitStatus(outcome, negativesCount: negativesCount))
        return failures.isEmpty
    }

    /// Shows an outcome to whoever sits at the prompt: by way of a pager, if it is too long for the screen.
    private func show(_ outcome: Outcome) {
        var bytes: [UInt8] = []
        preferences.renderer.render(outcome, line: nil, into: &bytes)
        output.flush()
        let isPaged = preferences.canPage && CommandTable.command(named: outcome.command)?.isPaged ?? true
        if isPaged, Pager.show(bytes, with: preferences.pager) { return }
        output.write { $0 += bytes }
    }

    /// A line for each thing that went wrong; what went wrong for many keys alike is said once.
    private static func messages(_ failures: [(subject: String?, failure: Failure)]) -> [String] {
        var subjects: [String: [String]] = [:]
        var order: [String] = []
        for (subject, failure) in failures {
            if subjects[failure.message] == nil { order.append(failure.message) }
            subjects[failure.message, default: []] += subject.map { [$0] } ?? []
        }
        return order.map { message in
            let names = subjects[message] ?? []
            if names.isEmpty { return message }
            let more = names.count > 5 ? " and \(names.count - 5) more" : ""
            return names.prefix(5).joined(separator: ", ") + more + ": " + message
        }
    }

    /// An interruption was acted upon.
    func forgetInterruption() { wasInterrupted = false }

    private func prefix(at place: Place) -> String {
        switch place {
        case .prompt: settings.errorStyle.bad("error: ")
        case .commandLine: "mcsh: "
        case .expression(let number): "-e:\(number): "
        case .script(let name, let line): "\(name):\(line): "
        }
    }
}

extension Performer.Settings {
    /// Asks the servers for as much as the format shows, and does no more than the mode allows.
    fileprivate mutating func follow(_ preferences: Preferences) {
        wantsTokens = preferences.format.showsTokens
        wantsTimeLeft = preferences.format.showsTimeLeft
        isReadOnly = preferences.mode == .readOnly
    }
}

extension Outcome {
    /// Whether its own errors say already that the server is down.
    fileprivate func tells(of event: ServerEvent) -> Bool {
        guard case .down(let server, _, _) = event else { return false }
        let rows: [ServerOutcome]
        switch body {
        case .servers(let servers): rows = servers
        case .table(let table): rows = table.rows
        default: return false
        }
        return rows.contains { $0.number == server + 1 && $0.failure != nil }
    }
}
