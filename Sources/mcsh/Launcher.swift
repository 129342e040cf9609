import Glibc
import Memcached
import MemcachedShell
import NIOPosix

/// Makes what a session needs, and starts the kind of work that was asked for.
@ShellActor
struct Launcher {
    let settings: Settings
    let servers: [ServerAddress]
    let isLocal: Bool

    func run() async -> ExitStatus {
        if case .showVersion = settings.work {
            let output = OutputSink()
            output.write { $0 += Array("mcsh \(Settings.version)\n".utf8) }
            output.flush()
            return output.state == .open ? .success : .failed
        }
        guard DescriptorLimit.isEnough(for: servers.count) else {
            StandardError.print("mcsh: this process may open too few files (ulimit -n)\n")
            return .failed
        }
        Signals.catchSignal(SIGINT)
        let events = ServerEvents()
        var configuration = MemcachedConfiguration(servers: servers)
        configuration.distribution = settings.distribution
        configuration.timeout = settings.timeout
        configuration.connectTimeout = settings.connectTimeout
        // One thread moves more than a server can; the shared group would start one for each core.
        configuration.eventLoopGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        // With one server, its own error says it all.
        if servers.count > 1 { configuration.onServerEvent = { events.add($0) } }
        let client: MemcachedClient
        do {
            client = try MemcachedClient(configuration)
        } catch {
            StandardError.print("mcsh: \(error.message)\n")
            return .commandLine
        }
        return await work(client, events)
    }

    private func work(_ client: MemcachedClient, _ events: ServerEvents) async -> ExitStatus {
        let confirmation = Confirmation(environment: settings.environment)
        func session(history: @escaping () -> [String] = { [] }) -> Session {
            Session(
                settings: settings,
                client: client,
                events: events,
                confirm: { confirmation.ask($0, servers: client.servers) },
                history: history
            )
        }
        switch settings.work {
        case .showVersion:
            return .success
        case .interactive:
            let prompt = Prompt(client: client, isLocal: isLocal, style: settings.style)
            let shell = InteractiveShell(settings: settings, prompt: prompt)
            return await shell.run { session(history: $0) }
        case .standardInput:
            let session = session()
            let runner = ScriptRunner(session: session, stopsOnError: settings.stopsOnError)
            return session.finalStatus(at: await runner.run(ScriptInput(descriptor: 0), name: "stdin"))
        case .texts(let texts, let files):
            let session = session()
            let runner = ScriptRunner(session: session, stopsOnError: settings.stopsOnError)
            return session.finalStatus(at: await runner.run(texts: texts, files: files))
        case .command(let words, let appendsInput, let repetitions, let pause):
            let command = OneShot(session: session(), words: words, appendsInput: appendsInput)
            return await command.run(repetitions: repetitions, pause: pause)
        }
    }
}
