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
        // The servers are children of the main thread, which lives as long as the process.
        var local: LocalCluster?
        var members: ClusterMembers?
        do {
            switch settings.source {
            case .list(let servers):
                members = ClusterMembers(servers, settings.distribution ?? .standard)
            case .file(let file):
                members = try ClusterConfiguration.members(file, distribution: settings.distribution)
            case .local(let count):
                do throws(LocalCluster.Problem) {
                    local = try LocalCluster(count: count)
                } catch {
                    StandardError.print("mcsh: \(error.message)\n")
                    exit(ExitStatus.unreachable.code)
                }
                members = local.map { ClusterMembers($0.servers, settings.distribution ?? .standard) }
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
