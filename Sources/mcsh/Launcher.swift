import Glibc
import Memcached
import MemcachedShell

/// Makes what a session needs, and starts the kind of work that was asked for.
@ShellActor
struct Launcher {
    let settings: Settings
    /// The servers, unless an endpoint has to be asked for them.
    let members: ClusterMembers?
    let isLocal: Bool

    static func showVersion() -> ExitStatus {
        let output = OutputSink()
        output.write { $0 += Array("mcsh \(Settings.version)\n".utf8) }
        output.flush()
        return output.state == .open ? .success : .failed
    }

    func run() async -> ExitStatus {
        guard DescriptorLimit.isEnough() else {
            StandardError.print("mcsh: this process may open too few files (ulimit -n)\n")
            return .failed
        }
        Signals.catchSignal(SIGINT)
        do {
            return await work(try await Cluster(settings: settings, members: members, isLocal: isLocal))
        } catch {
            switch error {
            case .commandLine(let message):
                StandardError.print("mcsh: \(message)\nTry 'mcsh --help'.\n")
                return .commandLine
            case .interrupted:
                return .interrupted
            case .unreachable(let message):
                StandardError.print("mcsh: \(message)\n")
                return .unreachable
            }
        }
    }

    private func work(_ cluster: Cluster) async -> ExitStatus {
        let confirmation = Confirmation()
        func session(history: @escaping () -> [String] = { [] }) -> Session {
            Session(
                settings: settings,
                cluster: cluster,
                confirm: { confirmation.ask($0) },
                history: history
            )
        }
        switch settings.work {
        case .showVersion:
            return .success
        case .interactive:
            let shell = InteractiveShell(
                settings: settings,
                prompt: Prompt(cluster: cluster, settings: settings)
            )
            return await shell.run { session(history: $0) }
        case .standardInput:
            let session = session()
            let runner = ScriptRunner(
                session: session,
                stopsOnError: settings.stopsOnError,
                environment: settings.environment
            )
            return session.finalStatus(at: await runner.run(ScriptInput(descriptor: 0), name: "stdin"))
        case .texts(let texts, let files):
            let session = session()
            let runner = ScriptRunner(
                session: session,
                stopsOnError: settings.stopsOnError,
                environment: settings.environment
            )
            return session.finalStatus(at: await runner.run(texts: texts, files: files))
        case .command(let words, let appendsInput, let repetitions, let pause):
            let command = OneShot(session: session(), words: words, appendsInput: appendsInput)
            return await command.run(repetitions: repetitions, pause: pause)
        }
    }
}
