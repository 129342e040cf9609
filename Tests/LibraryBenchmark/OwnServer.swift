import CProcess
import Glibc
import Memcached

/// A memcached on a port of loopback that the kernel chose; it ends with this process.
struct OwnServer {
    let port: Int
    private let process: pid_t

    struct Problem: Error {
        let reason: String
    }

    /// On the main thread: the server lives as long as the thread that starts it.
    init() throws(Problem) {
        let path = "/usr/bin:/usr/local/bin:/usr/sbin:" + (getenv("PATH").map { String(cString: $0) } ?? "")
        let programs = path.split(separator: ":").map { "\($0)/memcached" }
        guard let program = programs.first(where: { access($0, X_OK) == 0 }) else {
            throw Problem(reason: "memcached is not installed")
        }
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/library-benchmark-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Problem(reason: "no folder for temporary files") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let portFile = "\(folder)/port"
        defer {
            unlink(portFile)
            rmdir(folder)
        }
        let user = getuid() == 0 ? ["-u", "root"] : []
        let words = ["memcached", "-l", "127.0.0.1", "-p", "-1", "-U", "0", "-t", "1", "-m", "256"] + user
        let arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        let environment: [UnsafeMutablePointer<CChar>?] = [strdup("MEMCACHED_PORT_FILENAME=\(portFile)"), nil]
        process = mcsh_spawn_bound_to_parent(program, arguments, environment, STDERR_FILENO)
        for text in arguments + environment { free(text) }
        guard process > 0 else { throw Problem(reason: String(cString: strerror(errno))) }
        for _ in 0..<2500 {
            if let port = OwnServer.port(in: portFile) {
                self.port = port
                return
            }
            usleep(2000)
        }
        kill(process, SIGKILL)
        throw Problem(reason: "memcached does not start")
    }

    func stop() {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// The processor time that it has used so far, in seconds.
    var processorTime: Double {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else { return 0 }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// From `TCP INET: 40123`.
    private static func port(in path: String) -> Int? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var text = [UInt8](repeating: 0, count: 200)
        let count = fread(&text, 1, text.count, file)
        for line in text.prefix(count).split(separator: ASCII.lineFeed) where line.starts(with: "TCP INET: ".utf8) {
            return ASCII.unsigned(line.dropFirst(10)).flatMap { Int(exactly: $0) }
        }
        return nil
    }
}
