import ArgumentParser
import Glibc
import MemcachedShell

/// The command line as it was written. What it means is decided in ``Settings``.
struct Invocation {
    var profile: String?
    var servers: [String] = []
    var distribution: String?
    var cluster: String?
    var discover: String?
    var local: Int?
    var output: String?
    var color: String?
    var stdinValue = false
    var texts: [String] = []
    var files: [String] = []
    var stopOnError = false
    var repetitions: Int?
    var interval: String?
    var prefix: String?
    var timeout: String?
    var connectTimeout: String?
    var connections: Int?
    var yes = false
    var readOnly = false
    var version = false
    /// The words of the statement: bytes, as keys and values are.
    var command: [[UInt8]] = []

    /// Reads the arguments; ends the process for `--help`, and for what cannot be read.
    static func parse(_ words: [[UInt8]]) throws(Settings.Problem) -> Invocation {
        if let invocation = plain(words) { return invocation }
        let texts = words.map { String(decoding: $0, as: UTF8.self) }
        if let document = try Documents.text(for: texts) {
            print(document, terminator: "")
            exit(ExitStatus.success.code)
        }
        let (options, commandCount) = parse(texts)
        var invocation = options.invocation
        // The command is what stands last; the parser has only its text, which need not be its bytes.
        let (own, command) = (words.dropLast(commandCount), words.suffix(commandCount))
        invocation.command = Array(command)
        if let index = own.indices.first(where: { !texts[$0].utf8.elementsEqual(own[$0]) }) {
            throw Settings.Problem("the option '\(Escaping.text(words[index]))' is not UTF-8")
        }
        // A command takes whatever follows it, so the parser leaves these to us.
        if let first = options.command.first, ["-h", "--help"].contains(first) {
            print(Options.helpMessage())
            exit(ExitStatus.success.code)
        }
        return invocation
    }

    /// The options, and how many words the command behind them has.
    ///
    /// The parser's time grows with the square of the number of words, and a command may have thousands of keys. Once it
    /// has begun, all that follows is its own, so the parser need not see that.
    private static func parse(_ texts: [String]) -> (Options, commandCount: Int) {
        let head = texts.prefix(50)
        if head.count < texts.count, let options = try? Options.parse(Array(head)), !options.command.isEmpty {
            return (options, options.command.count + texts.count - head.count)
        }
        let options = Options.parseOrExit(texts)
        return (options, options.command.count)
    }

    /// An invocation with no options before its command, or only the few that nearly every one-shot command has, each
    /// with its value: what a general parser would make of it is plain, and it would take as long as all the rest of
    /// the start. `nil` for anything else, which is the parser's.
    private static func plain(_ words: [[UInt8]]) -> Invocation? {
        var invocation = Invocation()
        var rest = words[...]
        while let option = rest.first, option.first == UInt8(ascii: "-") {
            guard let value = rest.dropFirst().first, value.first != UInt8(ascii: "-"),
                let text = String(validating: value, as: UTF8.self)
            else { return nil }
            switch String(decoding: option, as: UTF8.self) {
            case "-s", "--server": invocation.servers.append(text)
            case "--profile": invocation.profile = text
            case "-o", "--output": invocation.output = text
            default: return nil
            }
            rest = rest.dropFirst(2)
        }
        invocation.command = Array(rest)
        return invocation
    }
}

/// The process's arguments as they are: Swift's own list has repaired what is not UTF-8.
enum CommandLineArguments {
    static var process: [[UInt8]] {
        (1..<max(1, Int(CommandLine.argc))).compactMap { index in
            CommandLine.unsafeArgv[index].map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) }
        }
    }
}
