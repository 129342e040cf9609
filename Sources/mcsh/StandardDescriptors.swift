import Glibc

/// Descriptors 0 to 2, which a caller may have closed: without them the first socket would become standard output.
enum StandardDescriptors {
    static func ensureOpen() {
        for descriptor in CInt(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
            // The wrong way round: what is read from a closed input or written to a closed output fails, as it should.
            _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
        }
    }
}

/// How many files the process may have open.
enum Descriptors {
    /// Asks for as many as are allowed; says whether those will do.
    static func areEnough(for servers: Int) -> Bool {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return true }
        if limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        // The event loop has some of its own, and ends the process if it cannot have them.
        return limit.rlim_cur >= rlim_t(servers + 16)
    }
}

/// What goes to standard error, at once.
enum StandardError {
    static func print(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
            if written < 0 {
                if errno == EINTR { continue }
                return
            }
            bytes = bytes.dropFirst(written)
        }
    }
}
