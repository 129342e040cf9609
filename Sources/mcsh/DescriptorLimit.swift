import Glibc

/// How many files the process may have open.
enum DescriptorLimit {
    /// Asks for as many as are allowed; says whether that will do. A connection for which there is none left says so by
    /// itself; many statements need few connections, or none.
    static func isEnough() -> Bool {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return true }
        if limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        // The event loop has some of its own, and ends the process if it cannot have them.
        return limit.rlim_cur >= 32
    }
}
