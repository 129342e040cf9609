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
