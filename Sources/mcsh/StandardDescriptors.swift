import Glibc

/// Descriptors 0 to 2, which a caller may have closed: without them the first socket would become standard output.
enum StandardDescriptors {
    static func ensureOpen() {
        for descriptor in CInt(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
            // Readable only: what is written to a closed output fails, as it should.
            _ = open("/dev/null", O_RDONLY)
        }
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
