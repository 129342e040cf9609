import Glibc
import Synchronization

/// The shell's own actor: everything that a person or a script sees happens here, on the main thread, which blocks
/// where it must (in the line editor, reading a script) because nothing else needs it.
@globalActor
actor ShellActor {
    static let shared = ShellActor()

    nonisolated var unownedExecutor: UnownedSerialExecutor { MainThread.executor.asUnownedSerialExecutor() }
}

/// Runs the shell's tasks on the main thread. Swift's own main actor would hand that thread over to Dispatch, which
/// ends it; servers started by it would end with it.
enum MainThread {
    static let executor = MainThreadExecutor()
    /// Called when there is nothing to do for a while. Touched on the main thread only.
    nonisolated(unsafe) static var onIdle: (@ShellActor @Sendable () -> Void)?

    /// Runs `body` and what it awaits on the calling thread, until it is done.
    static func run(_ body: @escaping @ShellActor @Sendable () async -> ExitStatus) -> ExitStatus {
        let result = Result()
        Task(executorPreference: executor) {
            let status = await body()
            result.status.withLock { $0 = status }
        }
        while true {
            executor.runPendingJobs()
            if let status = result.status.withLock({ $0 }) { return status }
            // What is due is written before a wait that is longer than an answer takes.
            if !Signals.wait(milliseconds: 20) {
                if let onIdle {
                    Task(executorPreference: executor) { await onIdle() }
                    executor.runPendingJobs()
                    // Those may have been the last.
                    if let status = result.status.withLock({ $0 }) { return status }
                }
                Signals.wait()
            }
            Signals.deliverInterrupt()
        }
    }

    private final class Result: Sendable {
        let status = Mutex<ExitStatus?>(nil)
    }
}

/// Also the preferred executor of the shell's tasks: a continuation resumes on that one, where it would otherwise go
/// by way of a thread pool, which would have to be started first.
final class MainThreadExecutor: SerialExecutor, TaskExecutor {
    private let jobs = Mutex<[UnownedJob]>([])
    private let thread = pthread_self()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        if pthread_equal(pthread_self(), thread) == 0 { Signals.wake() }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }

    func checkIsolated() {
        precondition(pthread_equal(pthread_self(), thread) != 0, "not on the main thread")
    }

    fileprivate func runPendingJobs() {
        while true {
            let batch = jobs.withLock { jobs in
                defer { jobs.removeAll(keepingCapacity: true) }
                return jobs
            }
            if batch.isEmpty { return }
            for job in batch {
                job.runSynchronously(isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
            }
        }
    }
}
