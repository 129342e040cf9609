/// What comes out, and how the program is used by others.
extension HelpTopic {
    static var output: String {
        let width = OutputFormat.allCases.map(\.rawValue.count).max() ?? 0
        let formats = OutputFormat.allCases.map { format in
            "  \(Columns.padded(format.rawValue, to: width))  \(format.summary)\n"
        }.joined()
        return """
            --output FORMAT, the setting output, or ':set output FORMAT' in a session:
            \(formats)Without it, pretty where the output is a terminal, and else plain. At a terminal
            nothing from a server is shown raw: control characters become escapes.
            In JSON each statement is an object on one line, with command, status and what
            there is of key, server, value (value_base64 where it is no text), flags, cas,
            number, items (one for each key), servers, error (kind and message), and line
            in a script. A status is one of
            \(statuses)
            Errors and what else is to be said go to standard error.

            """
    }

    /// The words of JSON, two lines of them.
    private static var statuses: String {
        let words = Status.allCases.map(\.rawValue)
        let half = words.count / 2
        return "  \(words.prefix(half).joined(separator: ", ")),\n  \(words.dropFirst(half).joined(separator: ", "))"
    }

    static let scripts = """
          mcsh < FILE              a statement a line
          mcsh -f FILE -f FILE     scripts, one after the other; - is standard input
          mcsh -e TEXT             statements
          mcsh get KEY             one statement; its words are the arguments
          mcsh -x set KEY < FILE   the value from standard input, byte for byte
          mcsh -r 0 -i 1 get KEY   again and again
        A line that is wrong is told with NAME:LINE:, and the rest still runs; with
        --stop-on-error it is the last. Answers come in the order of the lines, each as
        soon as it is there. Statements of one key are carried out in their order, those
        of different keys on different servers at the same time. What may have been done
        but was not confirmed is said to be so, and never sent again by itself.
        --read-only refuses whatever can change data; --yes answers all questions.

        """

    static let status = """
          0    all well
          1    a single statement was answered with no: a miss, NOT_STORED, EXISTS,
               NOT_FOUND; in a script these are answers like any other
          2    a statement was wrong, or a server refused one
          3    a server could not be reached, or did not answer in time, or the
               connection was lost before it did
          64   the command line, the settings file or a profile was wrong
          130  ended by Ctrl-C
        The highest that applies is given.

        """
}
