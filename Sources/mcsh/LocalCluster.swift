import CProcess
import Glibc
import Memcached
import MemcachedShell

/// Private memcached servers on loopback, which end with this process however it ends.
struct LocalCluster {
    let servers: [ServerAddress]
    private let processes: [pid_t]

    /// Why the servers did not start.
    struct Problem: Error {
        let message: String
    }

    /// Starts `count` servers, each on a port that the kernel chooses.
    init(count: Int) throws(Problem) {
        guard let program = ProgramPath.find("memcached") else {
            throw Problem(message: "--local needs memcached, which is not installed (apt install memcached)")
        }
        guard let folder = LocalCluster.makeFolder() else {
            throw Problem(message: "--local: no folder for temporary files")
        }
        var processes: [pid_t] = []
        var servers: [ServerAddress] = []
        var problem: Problem?
        for number in 1...count where problem == nil {
            do throws(Problem) {
                let process = try LocalCluster.start(program, folder: folder, number: number)
                servers.append(try process.address())
                processes.append(process.id)
            } catch {
                problem = error
            }
        }
        rmdir(folder)
        self.processes = processes
        self.servers = servers
        if let problem {
            stop()
            throw problem
        }
    }

    func stop() {
        // They hold nothing worth saving, and one that is stopped would not hear a gentler word.
        for process in processes { kill(process, SIGKILL) }
        for process in processes { waitpid(process, nil, 0) }
    }

    // MARK: One server

    private struct Started {
        let id: pid_t
        let portFile: String
        let errors: CInt

        /// Waits until the server has written its port, or has ended.
        func address() throws(Problem) -> ServerAddress {
            defer {
                unlink(portFile)
                close(errors)
            }
            // The write end of the pipe is the server's alone: the pipe closes when it ends.
            var polled = pollfd(fd: errors, events: Int16(POLLIN), revents: 0)
            var heard: [UInt8] = []
            let end = ContinuousClock.now + .seconds(5)
            while ContinuousClock.now < end {
                if let port = readPort(), let address = try? ServerAddress(.host("127.0.0.1", port: port)) {
                    return address
                }
                polled.revents = 0
                poll(&polled, 1, 2)
                var text = [UInt8](repeating: 0, count: 500)
                let count = polled.revents == 0 ? 0 : read(errors, &text, text.count)
                heard += text.prefix(max(0, count))
                if polled.revents != 0, count == 0 { break }
            }
            let said = Escaping.text(heard.split(separator: 0x0a).first ?? [])
            kill(id, SIGKILL)
            waitpid(id, nil, 0)
            throw Problem(message: "--local: memcached did not start" + (said.isEmpty ? "" : ": \(said)"))
        }

        private func readPort() -> Int? {
            let file = open(portFile, O_RDONLY | O_CLOEXEC)
            guard file >= 0 else { return nil }
            defer { close(file) }
            var text = [UInt8](repeating: 0, count: 200)
            let count = max(0, read(file, &text, text.count))
            // "TCP INET: 40123"
            for line in text.prefix(count).split(separator: 0x0a) where line.starts(with: "TCP INET: ".utf8) {
                return ASCII.unsigned(line.dropFirst(10)).flatMap { Int(exactly: $0) }
            }
            return nil
        }
    }

    private static func start(_ program: String, folder: String, number: Int) throws(Problem) -> Started {
        let portFile = "\(folder)/\(number)"
        let pipe = Pipe()
        defer { close(pipe.writeEnd) }
        // memcached does not run as root unless told so; -p -1 lets the kernel choose the port.
        let user = getuid() == 0 ? ["-u", "root"] : []
        let arguments = ["memcached", "-l", "127.0.0.1", "-p", "-1", "-U", "0", "-t", "1"] + user
        let id = withCStrings(arguments) { arguments in
            withCStrings(["MEMCACHED_PORT_FILENAME=\(portFile)", "PATH=/usr/bin:/bin"]) { environment in
                mcsh_spawn_bound_to_parent(program, arguments, environment, pipe.writeEnd)
            }
        }
        guard id > 0 else {
            close(pipe.readEnd)
            throw Problem(message: "--local: \(String(cString: strerror(errno)))")
        }
        return Started(id: id, portFile: portFile, errors: pipe.readEnd)
    }

    private static func makeFolder() -> String? {
        let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var template = Array("\(base)/mcsh-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func withCStrings<Result>(
        _ strings: [String],
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: strings.count + 1)
        for (index, string) in strings.enumerated() { pointers[index] = strdup(string) }
        pointers[strings.count] = nil
        defer {
            for index in strings.indices { free(pointers[index]) }
            pointers.deallocate()
        }
        return body(pointers)
    }
}
