import MemcachedShell

/// What the process says at its end. The highest that applies wins, except that an interruption is always told.
struct ExitStatus: Comparable {
    let code: Int32

    static let success = ExitStatus(code: 0)
    /// A one-shot command was answered with no.
    static let negative = ExitStatus(code: 1)
    /// A statement was wrong, or a server refused one.
    static let failed = ExitStatus(code: 2)
    /// A server could not be reached, or did not answer.
    static let unreachable = ExitStatus(code: 3)
    /// The command line was wrong (`EX_USAGE`).
    static let commandLine = ExitStatus(code: 64)
    static let interrupted = ExitStatus(code: 130)

    static func < (first: ExitStatus, second: ExitStatus) -> Bool { first.code < second.code }

    init(code: Int32) {
        self.code = code
    }

    /// What an outcome amounts to. In a script, an answer that says no is an answer.
    init(_ outcome: Outcome, negativesCount: Bool) {
        let worst = outcome.failures.map { ExitStatus($0.failure) }.max() ?? .success
        self = max(worst, negativesCount && outcome.isNegative ? .negative : .success)
    }

    private init(_ failure: Failure) {
        switch failure.kind {
        case .usage, .client, .server: self = .failed
        case .connection, .timeout: self = .unreachable
        }
    }
}
