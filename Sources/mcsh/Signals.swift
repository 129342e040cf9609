import Glibc
import Synchronization

/// Signals, taken note of where they strike and acted upon where it is safe.
enum Signals {
    /// A bit for each signal that struck and was not yet acted upon.
    private static let pending = Atomic<UInt64>(0)
    /// Wakes the main thread, from other threads and from signal handlers: writing to a pipe is allowed in both.
    private static let wakeup = Pipe()
    /// What an interrupt stops, if something is running; it is told once. Touched on the main thread only.
    nonisolated(unsafe) private static var onInterrupt: (() -> Void)?

    /// Takes note of a signal from now on, instead of what it would do by itself.
    static func catchSignal(_ number: CInt) {
        // Made before a handler can need them.
        _ = pending.load(ordering: .relaxed)
        _ = wakeup
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { number in
            let saved = errno
            Signals.pending.bitwiseOr(1 << UInt64(number), ordering: .relaxed)
            Signals.wake()
            errno = saved
        }
        // No SA_RESTART: a blocking read must come back.
        sigaction(number, &action, nil)
        // Whoever started us may have blocked it.
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, number)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// Whether a signal does what it does by itself.
    static func hasDefault(_ number: CInt) -> Bool {
        var action = sigaction()
        sigaction(number, nil, &action)
        return action.__sigaction_handler.sa_handler == nil
    }

    static func restoreDefault(_ number: CInt) {
        signal(number, SIG_DFL)
    }

    /// Whether the signal struck; asking takes it away.
    static func take(_ number: CInt) -> Bool {
        let bit = UInt64(1) << UInt64(number)
        return pending.bitwiseAnd(~bit, ordering: .relaxed).oldValue & bit != 0
    }

    /// Whether Ctrl-C was pressed; asking takes it away.
    static func takeInterrupt() -> Bool { take(SIGINT) }

    /// Whether Ctrl-C was pressed and nobody has acted upon it yet.
    static var isInterrupted: Bool { isPending(SIGINT) }

    /// Whether a signal struck that nobody has acted upon yet.
    static func isPending(_ number: CInt) -> Bool {
        pending.load(ordering: .relaxed) & (1 << UInt64(number)) != 0
    }

    static func wake() {
        var one: UInt8 = 1
        _ = write(wakeup.writeEnd, &one, 1)
    }

    /// Blocks until there is something to do, or to read from `descriptor`. Returns whether there is something to read
    /// or, without a descriptor, to do.
    @discardableResult
    static func wait(forInput descriptor: CInt? = nil, milliseconds: CInt = -1) -> Bool {
        errno = 0
        var polled = [pollfd(fd: wakeup.readEnd, events: Int16(POLLIN), revents: 0)]
        if let descriptor { polled.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)) }
        guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return descriptor == nil && errno == EINTR }
        if polled[0].revents != 0 {
            var bytes = (UInt64(0), UInt64(0))
            _ = read(wakeup.readEnd, &bytes, 16)
        }
        return polled.count == 1 || polled[1].revents != 0
    }

    /// Whether there is something to read right now.
    static func hasInput(_ descriptor: CInt) -> Bool {
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&polled, 1, 0) > 0
    }

    // MARK: Interrupts while something runs

    /// Runs `body`; Ctrl-C meanwhile calls `stop`.
    @ShellActor
    static func whileInterruptible<Value>(stop: @escaping () -> Void, _ body: () async -> Value) async -> Value {
        onInterrupt = stop
        defer { onInterrupt = nil }
        return await body()
    }

    /// Called by the main thread's loop.
    static func deliverInterrupt() {
        guard isInterrupted else { return }
        let stop = onInterrupt
        onInterrupt = nil
        stop?()
    }
}
