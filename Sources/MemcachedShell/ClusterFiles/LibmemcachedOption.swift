/// The options of libmemcached's configuration string, and what stands behind them.
enum LibmemcachedOption {
    enum Kind {
        case server, socket, hash, distribution, namespace
        /// Takes effect by being there.
        case flag
        case number
        case otherFile
    }

    /// All that `scanner.l` and `parser.yy` of libmemcached 1.1.4 know.
    static let kinds: [String: Kind] = [
        "--SERVER": .server, "--SOCKET": .socket, "--HASH": .hash, "--DISTRIBUTION": .distribution,
        "--NAMESPACE": .namespace, "--CONFIGURE-FILE": .otherFile,
        "--BINARY-PROTOCOL": .flag, "--BUFFER-REQUESTS": .flag, "--FETCH-VERSION": .flag,
        "--HASH-WITH-NAMESPACE": .flag, "--NOREPLY": .flag, "--RANDOMIZE-REPLICA-READ": .flag, "--SORT-HOSTS": .flag,
        "--SUPPORT-CAS": .flag, "--TCP-KEEPALIVE": .flag, "--TCP-KEEPIDLE": .flag, "--TCP-NODELAY": .flag,
        "--USE-UDP": .flag, "--USER-DATA": .flag, "--VERIFY-KEY": .flag,
        "--CONNECT-TIMEOUT": .number, "--IO-BYTES-WATERMARK": .number, "--IO-KEY-PREFETCH": .number,
        "--IO-MSG-WATERMARK": .number, "--NUMBER-OF-REPLICAS": .number, "--POLL-TIMEOUT": .number,
        "--POOL-MAX": .number, "--POOL-MIN": .number, "--RCV-TIMEOUT": .number, "--REMOVE-FAILED-SERVERS": .number,
        "--RETRY-TIMEOUT": .number, "--SND-TIMEOUT": .number, "--SOCKET-RECV-SIZE": .number,
        "--SOCKET-SEND-SIZE": .number,
    ]

    /// As the manual page has it, and the parser does not.
    static let misspelled = ["--REMOVE_FAILED_SERVERS": "--REMOVE-FAILED-SERVERS=1"]

    private static let hashes = [
        "MD5", "CRC", "FNV1_64", "FNV1A_64", "FNV1_32", "FNV1A_32", "HSIEH", "MURMUR", "JENKINS",
    ]

    /// A hash as the distribution `libmemcached` names it.
    static func hash(_ text: some StringProtocol, line: Int) throws(ClusterFileError) -> String {
        guard hashes.contains(text.uppercased()) else {
            throw ClusterFileError(
                line: line,
                "there is no hash \(Quoted(text)); there are \(hashes.joined(separator: ", "))"
            )
        }
        return text.lowercased()
    }
}
