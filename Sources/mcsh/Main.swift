import Glibc
import Memcached
import MemcachedShell

/// Wires the rooms together, and nothing more.
@main
enum Main {
    static func main() {
        StandardDescriptors.ensureOpen()
        signal(SIGPIPE, SIG_IGN)
        let settings: Settings
        do {
            settings = try Settings(Invocation.parse(CommandLineArguments.process), environment: .process)
        } catch {
            StandardError.print("mcsh: \(error.message)\nTry 'mcsh --help'.\n")
            exit(ExitStatus.commandLine.code)
        }
        for notice in settings.notices { StandardError.print("mcsh: \(notice)\n") }
        if case .showVersion = settings.work {
            let status = MainThread.run { Launcher.showVersion() }
            _exit(status.code)
        }
        // The servers are children of the main thread, which lives as long as the process.
        var local: LocalCluster?
        var members: ClusterMembers?
        let distribution = settings.distribution ?? .standard
        do {
            switch settings.source {
            case .list(let servers):
                members = ClusterMembers(servers, distribution, within: settings.connectTimeout)
            case .file(let file):
                members = try ClusterConfiguration.members(
                    file,
                    distribution: settings.distribution,
                    within: settings.connectTimeout
                )
            case .local(let count):
                do throws(LocalCluster.Problem) {
                    local = try LocalCluster(count: count)
                } catch {
                    StandardError.print("mcsh: \(error.message)\n")
                    exit(ExitStatus.unreachable.code)
                }
                members = local.map { ClusterMembers($0.servers, distribution, within: settings.connectTimeout) }
            case .endpoint:
                break
            }
        } catch {
            StandardError.print("mcsh: \(error.message)\nTry 'mcsh --help'.\n")
            exit(ExitStatus.commandLine.code)
        }
        let launcher = Launcher(settings: settings, members: members, isLocal: local != nil)
        let status = MainThread.run { await launcher.run() }
        local?.stop()
        // Nothing is left to be tidied up, and the event loop's thread is still running: exit's handlers would race it.
        fflush(nil)
        _exit(status.code)
    }
}
