import Glibc

/// What is to end the process, held back until what must not be left behind is tidied up.
struct PostponedSignals {
    private let numbers: [CInt]
    /// What others send, and Ctrl-\.
    private static let endings = [SIGTERM, SIGHUP, SIGQUIT]

    /// Those that would end it now; others are already taken care of.
    init() {
        numbers = PostponedSignals.endings.filter(Signals.hasDefault)
        for number in numbers { Signals.catchSignal(number) }
    }

    /// Whether one of them struck.
    static var isAnyPending: Bool { endings.contains(where: Signals.isPending) }

    /// Lets them do what they do.
    func deliver() {
        for number in numbers {
            Signals.restoreDefault(number)
            if Signals.take(number) { raise(number) }
        }
    }
}
