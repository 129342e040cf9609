import Memcached

/// Goes through a configuration string, option by option.
struct LibmemcachedReader {
    private(set) var servers: [ListedServer] = []
    /// In the order in which they take effect, with a mark where a server joins.
    private(set) var options: [DistributionOption] = []
    private(set) var warnings = ClusterWarnings()

    private var words: LibmemcachedWords
    private var hasHash = false
    private var hasNamespace = false

    init(_ text: String) {
        words = LibmemcachedWords(text)
    }

    mutating func read() throws(ClusterFileError) {
        while let word = try words.next() {
            guard word.text.hasPrefix("--") else {
                guard try readBareWord(word) else { return }
                continue
            }
            try readOption(word)
        }
    }

    private mutating func add(_ key: String, _ value: String) {
        options.append(DistributionOption(key: key, value: value))
    }

    /// `false` when nothing behind it counts.
    private mutating func readBareWord(_ word: LibmemcachedWord) throws(ClusterFileError) -> Bool {
        switch word.text.uppercased() {
        case "END": return false
        case "DEBUG": return true
        case "RESET":
            // Everything but the memory of a hash: the parser's, not the client's.
            servers = []
            options = []
            hasNamespace = false
            return true
        case "INCLUDE": throw ClusterFileError(line: word.line, "INCLUDE: other files are not read")
        case "ERROR", "CSL_ERROR": throw ClusterFileError(line: word.line, "the configuration itself says ERROR")
        default:
            throw ClusterFileError(line: word.line, "\(Quoted(word.text)) is no option: options begin with --")
        }
    }

    private mutating func readOption(_ word: LibmemcachedWord) throws(ClusterFileError) {
        let written = word.text.prefix { $0 != "=" }
        let hasValue = written.endIndex < word.text.endIndex
        let value = String(word.text[written.endIndex...].dropFirst())
        let name = written.uppercased()
        guard let kind = LibmemcachedOption.kinds[name] else {
            let hint = LibmemcachedOption.misspelled[name].map { "; it is spelled \($0)" } ?? ""
            warnings.add(word.line, "unknown option \(Quoted(name))\(hint)")
            return
        }
        switch kind {
        case .flag:
            guard !hasValue else { throw ClusterFileError(line: word.line, "\(name) takes no value") }
        default:
            guard hasValue else { throw ClusterFileError(line: word.line, "\(name) wants '=' and a value") }
        }
        switch kind {
        case .server:
            servers.append(try LibmemcachedServer.host(value, line: word.line))
            add("server", "")
        case .socket:
            servers.append(try LibmemcachedServer.socket(value, line: word.line))
            add("server", "")
        case .hash:
            guard !hasHash else { throw ClusterFileError(line: word.line, "--HASH can only be set once") }
            hasHash = true
            add("hash", try LibmemcachedOption.hash(value, line: word.line))
        case .distribution: try readDistribution(value, line: word.line)
        case .namespace: try readNamespace(value, line: word.line)
        case .flag: readFlag(name, line: word.line)
        case .number: try readNumber(name, value, line: word.line)
        case .otherFile: throw ClusterFileError(line: word.line, "\(name): other files are not read")
        }
    }

    /// A hash behind a comma is set, and never asked for: libmemcached 1.1.4 makes ring and key with `--HASH`.
    private mutating func readDistribution(_ value: String, line: Int) throws(ClusterFileError) {
        let parts = value.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        switch parts[0].uppercased() {
        case "CONSISTENT": add("distribution", "consistent")
        case "MODULA": add("distribution", "modula")
        case "RANDOM":
            throw ClusterFileError(
                line: line,
                "with the distribution RANDOM keys have no home: any server may hold one"
            )
        default:
            throw ClusterFileError(
                line: line,
                "--DISTRIBUTION knows CONSISTENT, MODULA and RANDOM, not \(Quoted(parts[0]))"
            )
        }
        if parts.count > 1 {
            let hash = try LibmemcachedOption.hash(parts[1], line: line).uppercased()
            warnings.add(
                line,
                "libmemcached does not use ',\(hash)' behind --DISTRIBUTION; --HASH=\(hash) is what counts"
            )
        }
    }

    private mutating func readNamespace(_ value: String, line: Int) throws(ClusterFileError) {
        guard !hasNamespace else { throw ClusterFileError(line: line, "--NAMESPACE can only be set once") }
        hasNamespace = true
        let text = LibmemcachedWords.unquoted(value)
        guard let text = text ?? (LibmemcachedWords.isBareString(value) ? value : nil) else {
            throw ClusterFileError(line: line, "--NAMESPACE is a text in quotes: --NAMESPACE=\"app:\"")
        }
        // What memcached_set_namespace takes.
        guard (1...127).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else {
            throw ClusterFileError(line: line, "a namespace has 1 to 127 characters of ASCII and no blanks")
        }
        add("namespace", text)
    }

    private mutating func readFlag(_ name: String, line: Int) {
        switch name {
        case "--HASH-WITH-NAMESPACE": add("hash_with_prefix_key", "true")
        case "--SORT-HOSTS": add("sort_hosts", "true")
        case "--USE-UDP": warnings.add(line, "--USE-UDP is not followed: mcsh speaks TCP")
        default: break
        }
    }

    private mutating func readNumber(_ name: String, _ value: String, line: Int) throws(ClusterFileError) {
        guard let number = Digits.number(value, 0...Int(Int32.max)) else {
            throw ClusterFileError(line: line, "\(name) wants a number, not \(Quoted(value))")
        }
        switch name {
        case "--REMOVE-FAILED-SERVERS": add("auto_eject_hosts", number == 0 ? "false" : "true")
        // Longer than a day is longer than any session.
        case "--RETRY-TIMEOUT": add("retry_timeout", "\(min(number, 86_400))")
        case "--NUMBER-OF-REPLICAS" where number > 0:
            warnings.add(line, "--NUMBER-OF-REPLICAS is not followed: mcsh sees the first copy only")
        default: break
        }
    }
}
