import Glibc

/// Programs that have the terminal for a while: what somebody types behind `|`, a pager, an editor.
///
/// They stay in this process's own group, so that Ctrl-C is theirs too, and Ctrl-Z stops both as one job.
enum ForegroundProgram {
    enum Ending: Equatable {
        case exited(CInt)
        case killed(CInt)

        /// What there is to say of it, if anything: that somebody pressed Ctrl-C they know themselves.
        var text: String? {
            switch self {
            case .exited(0), .killed(SIGINT), .killed(SIGPIPE): nil
            case .exited(let status): "ended with status \(status)"
            case .killed(let signal): "was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
            }
        }
    }

    struct Problem: Error {
        let message: String
    }

    /// What somebody has named a program with, in a variable or a setting, as a command line for `/bin/sh`: its quotes and
    /// variables are the shell's to read. One program takes the place of the shell, so that a signal that is passed on
    /// reaches it.
    static func commandLine(_ program: String) -> String {
        let isOne = !program.contains { "|&;<>()\n".contains($0) }
        // `exec` takes no variables in front of a program.
        let setsVariables = program.split { $0 == " " || $0 == "\t" }.first?.contains("=") ?? false
        return isOne && !setsVariables ? "exec \(program)" : program
    }

    /// Runs a command line of `/bin/sh` that reads `input`, as far as it likes.
    static func run(_ command: String, reading input: [UInt8]) -> Result<Ending, Problem> {
        var ends: [CInt] = [-1, -1]
        // Blocking, unlike our own pipes: other programs do not expect less.
        guard pipe(&ends) == 0 else { return .failure(Problem(message: String(cString: strerror(errno)))) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let result = run(["sh", "-c", command], input: ends[0]) {
            close(ends[0])
            feed(input, to: ends[1])
            close(ends[1])
        }
        if case .failure = result { for end in ends { close(end) } }
        return result
    }

    /// Runs `/bin/sh` with these arguments, calls `whileItRuns` as soon as it does, and puts the terminal back in order.
    static func run(
        _ arguments: [String],
        input: CInt? = nil,
        output: CInt? = nil,
        whileItRuns: () -> Void = {}
    ) -> Result<Ending, Problem> {
        var modes = termios()
        let hasTerminal = tcgetattr(0, &modes) == 0
        defer {
            if hasTerminal { takeTerminal(&modes) }
        }
        // Ctrl-\ is theirs.
        var quit = sigaction()
        var ignored = sigaction()
        ignored.__sigaction_handler.sa_handler = SIG_IGN
        sigaction(SIGQUIT, &ignored, &quit)
        defer { sigaction(SIGQUIT, &quit, nil) }
        // What is to end us ends the program first: left behind, it would fight for the terminal with whoever comes next.
        let endings = PostponedSignals()
        Signals.catchSignal(SIGCHLD)
        defer {
            Signals.restoreDefault(SIGCHLD)
            _ = Signals.take(SIGCHLD)
            endings.deliver()
        }
        switch start(arguments, input: input, output: output) {
        case .failure(let problem): return .failure(problem)
        case .success(let child):
            whileItRuns()
            return .success(ending(of: child))
        }
    }

    private static func start(_ words: [String], input: CInt?, output: CInt?) -> Result<pid_t, Problem> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input { posix_spawn_file_actions_adddup2(&actions, input, 0) }
        if let output { posix_spawn_file_actions_adddup2(&actions, output, 1) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for number in [SIGINT, SIGQUIT, SIGTSTP, SIGPIPE, SIGWINCH, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        arguments.append(nil)
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        let failure = posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments, environ)
        return failure == 0 ? .success(child) : .failure(Problem(message: String(cString: strerror(failure))))
    }

    /// Writes until all is written, nobody reads any longer, or somebody has had enough.
    private static func feed(_ input: [UInt8], to descriptor: CInt) {
        var rest = input[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { rest = rest.dropFirst(count) }
            if count < 0, errno != EINTR { return }
            if Signals.isInterrupted { return }
        }
    }

    private static func ending(of child: pid_t) -> Ending {
        var status: CInt = 0
        while true {
            let changed = waitpid(child, &status, WNOHANG | WUNTRACED)
            if changed < 0, errno != EINTR { return .exited(0) }
            if changed == child {
                guard status & 0xff == 0x7f else { break }
                // It has stopped, and we have not: nobody but us could let it go on, or end it.
                if Signals.isInterrupted { kill(child, SIGTERM) }
                kill(child, SIGCONT)
                Signals.wait(milliseconds: 50)
                continue
            }
            for number in [SIGTERM, SIGHUP] where Signals.isPending(number) { kill(child, number) }
            // What strikes before we wait wakes us as well.
            Signals.wait()
        }
        let signal = status & 0x7f
        return signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal)
    }

    /// Whatever the program did to the terminal, or forgot to undo. If another job has the terminal by now, it is its own.
    private static func takeTerminal(_ modes: inout termios) {
        let holder = tcgetpgrp(0)
        if holder != getpgrp(), holder > 0, kill(-holder, 0) == 0 || errno == EPERM { return }
        // Who is not in the foreground any more would be stopped for saying that they are.
        var own = sigset_t()
        var before = sigset_t()
        sigemptyset(&own)
        sigaddset(&own, SIGTTOU)
        pthread_sigmask(SIG_BLOCK, &own, &before)
        if tcgetpgrp(0) != getpgrp() { tcsetpgrp(0, getpgrp()) }
        tcsetattr(0, TCSADRAIN, &modes)
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }
}
