import Glibc
import Memcached
import MemcachedShell
import NIOCore

/// Runs the statements of a script many at a time: they go to their servers in batches, and their answers are printed in
/// the order of the lines.
///
/// A few pieces of the script are under way at any time, as many as their text and their answers leave room for. When
/// there is nothing to read, nothing that could be sent stays here, and nothing that came stays unprinted. What has to wait for all before it, waits; and so does all that
/// follows a failure, until that has been dealt with.
@ShellActor
final class ScriptPipeline {
    /// How a script went, for its last line.
    struct Tally {
        var statements = 0
        var failed = 0
        var firstFailure: Int?
    }

    private let session: Session
    private let name: String
    private let stopsOnError: Bool
    private let input: ScriptInput
    private let progress: Progress
    private var lanes: ScriptLanes
    private var binder: ScriptBinder
    private var chunks: [ScriptChunk] = []
    private var printer: AnswerPrinter
    /// What was gathered of a statement with several keys.
    private var items: [ItemOutcome] = []
    /// After a failure: in which line each key is changed last, of those that are under way.
    private var lastChanges: [Key: Int]?
    /// How many statements were bound since servers were last asked what they understand.
    private var sinceLearning = 0
    private(set) var tally = Tally()
    private(set) var isInterrupted = false

    /// Bytes of the script that may be under way at the same time.
    private static let window = 512 << 10
    /// Bytes of answers that may be expected at the same time.
    private static let answerWindow = 8 << 20
    /// How often to look for answers of which nobody tells, in milliseconds.
    private static let glance: CInt = 10
    /// After so many statements it pays to ask servers what else they understand.
    private static let longScript = 256
    /// And after so many more, those that were not used before.
    private static let nextLearning = 4096

    init(session: Session, input: ScriptInput, name: String, stopsOnError: Bool, progress: Progress) {
        self.session = session
        self.input = input
        self.name = name
        self.stopsOnError = stopsOnError
        self.progress = progress
        (lanes, binder, printer) = ScriptPipeline.lanes(of: session)
    }

    /// Lanes to the servers that there are now. What is still said on old ones is said to nobody.
    private static func lanes(of session: Session) -> (ScriptLanes, ScriptBinder, AnswerPrinter) {
        let lanes = ScriptLanes(client: session.client, perServer: session.connectionsPerServer)
        let binder = session.scriptBinder()
        return (lanes, binder, session.printer(binder, lanes.servers))
    }

    // MARK: Reading

    /// Runs a script to its end, or to whatever ends it before.
    func run() async -> ExitStatus {
        var status = ExitStatus.success
        var line = 1
        while !isOver {
            lanes.collect()
            await print()
            if isOver { break }
            guard hasRoom else {
                waitForAnswers()
                continue
            }
            if session.clusterMayHaveChanged {
                await drain()
                await session.renewCluster(at: .script(name: name, line: line))
                await followSession()
            }
            switch input.next() {
            case .text(let text):
                chunks.append(ScriptChunk(text: text, firstLine: line))
                line = await bind()
            case .nothingYet:
                session.output.flush()
                // Of a few answers among many nobody wakes us.
                wait(forInput: input.descriptor, atMost: chunks.isEmpty ? -1 : ScriptPipeline.glance)
            case .tooLong:
                await drain()
                if isOver { break }
                session.notice(
                    "a line of more than \(ScriptInput.longestLine >> 20) MiB was skipped",
                    at: .script(name: name, line: line)
                )
                status = .failed
                count(failed: true, at: line)
                line += 1
            case .failed(let reason):
                await drain()
                if isInterrupted { return ended(status) }
                session.notice("\(name) cannot be read: \(reason)", at: .commandLine)
                return max(status, .failed)
            case .interrupted:
                isInterrupted = true
            case .end:
                await drain()
                return ended(status)
            }
        }
        return ended(status)
    }

    private func ended(_ status: ExitStatus) -> ExitStatus {
        guard isInterrupted else { return status }
        let open = chunks.reduce(0) { $0 + $1.statementsUnderWay }
        if open > 0 {
            lanes.interrupt()
            let what = open == 1 ? "1 statement was" : "\(open) statements were"
            session.notice("interrupted: \(what) under way, and may or may not have been carried out", at: .commandLine)
        }
        return .interrupted
    }

    private var isOver: Bool {
        if session.wasInterrupted || Signals.takeInterrupt() { isInterrupted = true }
        return isInterrupted || session.hasQuit || session.output.state != .open
            || (stopsOnError && tally.failed > 0)
    }

    private var hasRoom: Bool {
        if !lanes.broken.isEmpty { return false }
        return chunks.isEmpty || chunks.reduce(0) { $0 + $1.text.count } < ScriptPipeline.window
    }

    // MARK: Binding

    /// Puts the lines of the last chunk on their way. Returns the number of the line behind them.
    private func bind() async -> Int {
        var next = 1
        while let last = chunks.indices.last, !chunks[last].isBound, !isOver {
            let room = answerRoom
            guard room > 0 else {
                send()
                await makeRoom()
                continue
            }
            let places = chunks[last].places.count
            let stop = binder.bind(
                &chunks[last],
                client: lanes.client,
                performer: session.performer,
                limit: stopsOnError ? 1 : min(room, statementsToLearning)
            )
            sinceLearning += chunks[last].places.count - places
            if case .alone = stop, let outcome = session.outOfReach(chunks[last].upcomingLine) {
                chunks[last].settleLine(outcome)
                next = chunks[last].nextLine
                if stopsOnError { await drain() }
                continue
            }
            next = chunks[last].nextLine
            send()
            switch stop {
            case .end:
                if stopsOnError { await drain() }
                if statementsToLearning == 0 { await learnUnknown() }
            case .afterAnswers:
                await drain()
            case .unknownDialect(let lane):
                let asked = lanes
                await drain()
                // The line is bound again in any case.
                if lanes === asked { await learn([lane], quiet: !binder.wantsTokens) }
            case .alone:
                await drain()
                await runAlone()
                next += 1
            }
        }
        send()
        return next
    }

    /// After how many statements it is time to ask those of whom nothing is known yet; in a short script it never is.
    private var statementsToLearning: Int { max(0, ScriptPipeline.longScript - sinceLearning) }

    private func isUnknown(_ lane: Int) -> Bool { binder.speech[lane] == .unknown && binder.isUsed[lane] }

    private func learnUnknown() async {
        sinceLearning = -ScriptPipeline.nextLearning
        guard lanes.indices.contains(where: isUnknown) else { return }
        await drain()
        // Meanwhile there may be other servers.
        await learn(lanes.indices.filter(isUnknown), quiet: !binder.wantsTokens)
    }

    /// For how many more answers there is room.
    private var answerRoom: Int {
        let underWay = chunks.reduce(0) { $0 + $1.places.count - $1.printed }
        return max(underWay == 0 ? 1 : 0, ScriptPipeline.answerWindow / lanes.expectedAnswer - underWay)
    }

    /// Waits until there is room for more answers.
    private func makeRoom() async {
        lanes.collect()
        await print()
        if !isOver, answerRoom == 0 { waitForAnswers() }
    }

    private func send() { lanes.send(binder.takeBatches(expectedAnswer: lanes.expectedAnswer)) }

    /// Finds out how servers may be spoken to.
    private func learn(_ unknown: [Int], quiet: Bool) async {
        for lane in unknown { binder.speech[lane] = .classic }
        guard !unknown.isEmpty, !isOver else { return }
        let learned = await session.interruptibly { [lanes] in await lanes.speech(of: unknown, quiet: quiet) }
        for (lane, speech) in learned { binder.speech[lane] = speech }
    }

    /// Runs the next line of the last chunk by itself.
    private func runAlone() async {
        guard let last = chunks.indices.last, !isOver else { return }
        let (line, number) = chunks[last].takeLine()
        let isFine = await session.run(.line(line), at: .script(name: name, line: number))
        count(failed: !isFine, at: number)
        await followSession()
    }

    /// The session may have got other servers, or another format.
    private func followSession() async {
        if session.client !== lanes.client {
            await lanes.close()
            (lanes, binder, printer) = ScriptPipeline.lanes(of: session)
        } else {
            session.configure(&binder)
            printer.renderer = session.preferences.renderer
        }
    }

    // MARK: Waiting

    private func waitForAnswers() {
        // To write a little costs more than to wait for more, but nobody is kept waiting for long.
        if !wait(forInput: nil, atMost: ScriptPipeline.glance) { session.output.flush() }
    }

    /// Waits until something came in, from a server or from `descriptor`. Returns whether it did.
    @discardableResult
    private func wait(forInput descriptor: CInt?, atMost milliseconds: CInt = -1) -> Bool {
        showProgress()
        // Whoever waited before may have been woken in our place.
        guard lanes.hasNoNews else { return true }
        readOn()
        let limits = [milliseconds, progress.millisecondsToNext].filter { $0 >= 0 }
        let isReady = Signals.wait(forInput: descriptor, milliseconds: limits.min() ?? -1)
        if Signals.takeInterrupt() { isInterrupted = true }
        return isReady || !lanes.hasNoNews
    }

    private func showProgress() {
        // It must not take away what was printed without a line end.
        guard !session.outputIsTerminal || session.output.isAtLineStart else { return }
        progress.show(lines: tally.statements, errors: tally.failed, bytesRead: input.bytesRead)
    }

    /// Waits until all that is under way is printed, and nothing more is to be heard of it.
    private func drain() async {
        while !isOver {
            lanes.collect()
            await print()
            if chunks.allSatisfy(\.isPrinted), lanes.isSettled {
                binder.noteAllAnswered()
                break
            }
            waitForAnswers()
        }
    }

    /// Waits until it is known of all that is under way whether it will be answered.
    private func settle() {
        lanes.takeAll()
        lanes.collect()
        while !isOver, !lanes.isSettled {
            waitForAnswers()
            lanes.collect()
        }
    }

    private func removePrinted() {
        chunks.removeAll { $0.isBound && $0.isPrinted }
    }

    /// Nothing is under way: lanes on which something failed may be used again.
    private func mend() async {
        guard !lanes.broken.isEmpty, chunks.allSatisfy(\.isPrinted), !isOver else { return }
        // Whoever answers next need not be the same.
        for lane in lanes.mend() { binder.speech[lane] = .unknown }
        lastChanges = nil
        await session.renewCluster(at: .script(name: name, line: chunks.last?.nextLine ?? 0))
        await followSession()
    }

    // MARK: Printing

    /// Prints what is due, as far as it has come.
    private func print() async {
        var index = 0
        printing: while index < chunks.count, session.output.state == .open, !isOver {
            switch printBrief(index) {
            case .done: index += 1
            case .waiting: break printing
            case .full: session.output.flush()
            case .unusual: guard await printUnusual(index) else { break printing }
            }
        }
        lanes.tellTaken()
        await mend()
        removePrinted()
        showProgress()
    }

    /// The answer that is due next may stand behind much that is due later.
    private func readOn() {
        guard let chunk = chunks.first(where: { !$0.isPrinted }) else { return }
        let lane = Int(chunk.places[chunk.printed].lane)
        if lane >= 0 { lanes.readOn(lane) }
    }

    /// Prints answers like nearly all are, until one is not.
    private func printBrief(_ index: Int) -> AnswerPrinter.Pause {
        let before = chunks[index].printed
        let performer = session.performer
        let pause = session.output.write {
            printer.print(
                &chunks[index],
                &lanes.answers,
                isRemembered: { performer.mayRememberToken(ofTyped: $0) },
                into: &$0,
                capacity: OutputSink.capacity
            )
        }
        tally.statements += chunks[index].printed - before
        return pause
    }

    /// Prints the answer that is due by way of an outcome. Returns whether it was there.
    private func printUnusual(_ index: Int) async -> Bool {
        let chunk = chunks[index]
        let place = chunk.places[chunk.printed]
        let statement: Statement
        let key: Key
        switch chunk.aside(of: place) {
        case .outcome(let outcome):
            chunks[index].advance()
            count(failed: !session.print(outcome, at: at(place)), at: place.line)
            return true
        case .statement(let known, let its):
            (statement, key) = (known, its)
        case nil:
            guard let bound = session.statement(chunk.line(of: place)), let first = bound.keys.first else {
                // It was understood before. Its answer is taken all the same, or the next statement would get it.
                if case .waiting = lanes.answers[Int(place.lane)].next(place.track) { return false }
                lanes.answers[Int(place.lane)].advance(place.track)
                chunks[index].advance()
                let failure = Failure(.usage, "sent, but not understood when it was answered")
                count(failed: !session.print(.failure(failure, command: ""), at: at(place)), at: place.line)
                return true
            }
            (statement, key) = (bound, first)
        }
        let lane = Int(place.lane)
        let outcome: ItemOutcome?
        switch lanes.answers[lane].next(place.track) {
        case .waiting:
            return false
        case .answer(let record):
            if case .unattributed = record.kind, case .meta = binder.speech[lane] {
                // From now on the server shall say which of them it means.
                binder.speech[lane] = .meta(quietLimit: -1)
            }
            let result = record.result(
                text: lanes.answers[lane].text(place.track),
                hasToken: statement.readsTokens,
                server: lanes.client.servers[lanes.server(of: lane)]
            )
            outcome = await self.outcome(result, key, statement, place)
        case .failed(let error):
            // What follows must not overtake what is done about it.
            settle()
            if isOver { return false }
            outcome = await self.outcome(error, key, statement, place)
        }
        // What Ctrl-C kept from being answered is not told line by line.
        guard let outcome, !isOver else { return false }
        lanes.answers[lane].advance(place.track)
        chunks[index].advance()
        print(outcome, statement, place)
        return true
    }

    private func outcome(
        _ result: Result<Reply, MemcachedError>,
        _ key: Key,
        _ statement: Statement,
        _ place: ScriptChunk.Place
    ) async -> ItemOutcome {
        let answer = Answer(server: lanes.server(of: Int(place.lane)), isRerouted: place.isRerouted, result: result)
        guard case .success(.refused) = result else {
            return await session.performer.outcome(of: answer, key: key, statement)
        }
        // To explain a refusal, the server may be asked.
        return await session.explained(answer, key, statement)
    }

    /// What is to be said of a statement that was not answered; it is done after all if it surely was not, or if it does no
    /// harm. `nil` if Ctrl-C ends that.
    private func outcome(
        _ error: MemcachedError,
        _ key: Key,
        _ statement: Statement,
        _ place: ScriptChunk.Place
    ) async -> ItemOutcome? {
        lanes.client.note(error, of: lanes.server(of: Int(place.lane)))
        let isHarmless = statement.isSafeToRepeat && !isChanged(key, behind: place)
        if error.isWorthAnotherTry(harmless: isHarmless), session.performer.outOfReach(statement) == nil {
            let again = await session.perform(statement)
            if isOver { return nil }
            if case .item(let item) = again.body { return item }
        }
        return await outcome(.failure(error), key, statement, place)
    }

    /// Whether changes of a key that stand behind a place in the script are under way, and may have been carried out: what
    /// is read now need not be what was to be read there.
    private func isChanged(_ key: Key, behind place: ScriptChunk.Place) -> Bool {
        if lastChanges == nil {
            var changes: [Key: Int] = [:]
            for chunk in chunks { chunk.noteChanges(in: &changes, prefix: session.performer.settings.prefix) }
            lastChanges = changes
        }
        return lastChanges?[key, default: 0] ?? 0 > place.line
    }

    private func print(_ outcome: ItemOutcome, _ statement: Statement, _ place: ScriptChunk.Place) {
        guard place.kind == .part || place.kind == .lastPart else {
            return print(.item(outcome), statement, place)
        }
        var outcome = outcome
        let isRendered = printer.renderer.printsItemsAlone
        // Only formats for programs print keys alone.
        if isRendered, let view = statement.view.view { outcome = outcome.fitted(as: view) }
        if isRendered {
            let alone = Outcome(statement, body: .items([outcome]))
            session.output.write { printer.renderer.render(alone, line: place.line, into: &$0) }
            // What is to be said of all together is said without it.
            outcome.value = nil
        }
        items.append(outcome)
        guard place.kind == .lastPart else { return }
        print(.items(items), statement, place, isRendered: isRendered)
        items = []
    }

    private func print(
        _ body: Outcome.Body,
        _ statement: Statement,
        _ place: ScriptChunk.Place,
        isRendered: Bool = false
    ) {
        let outcome = Outcome(statement, body: body)
        count(failed: !session.print(outcome, at: at(place), isRendered: isRendered), at: place.line)
    }

    private func at(_ place: ScriptChunk.Place) -> Session.Place { .script(name: name, line: place.line) }

    private func count(failed: Bool, at line: Int) {
        tally.statements += 1
        guard failed else { return }
        tally.failed += 1
        if tally.firstFailure == nil { tally.firstFailure = line }
    }
}
