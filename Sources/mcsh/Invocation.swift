import ArgumentParser
import Glibc

/// The command line as it was written. What it means is decided in ``Settings``.
struct Invocation {
    var servers: [String] = []
    var distribution: String?
    var local: Int?
    var output: String?
    var color: String?
    var stdinValue = false
    var texts: [String] = []
    var file: String?
    var stopOnError = false
    var repetitions: Int?
    var interval: String?
    var prefix: String?
    var timeout: String?
    var connectTimeout: String?
    var yes = false
    var readOnly = false
    var version = false
    var command: [String] = []

    /// Reads the arguments; ends the process for `--help`, and for what cannot be read.
    static func parse(_ arguments: [String]) -> Invocation {
        let words = Array(arguments.dropFirst())
        // With a command first there is nothing to read here, and a parser that costs more than all the rest of the
        // start stays asleep.
        guard let first = words.first, first.hasPrefix("-") else {
            var invocation = Invocation()
            invocation.command = words
            return invocation
        }
        let invocation = Options.parseOrExit(words).invocation
        // A command takes whatever follows it, so the parser leaves these to us.
        if let first = invocation.command.first, ["-h", "--help"].contains(first) {
            print(Options.helpMessage())
            exit(ExitStatus.success.code)
        }
        return invocation
    }
}
