import Memcached
import MemcachedShell
import Synchronization

/// Asks the servers for some of their keys, in the background and once in a while.
///
/// Each server is asked on a connection of its own, which is closed as soon as enough has come; one that does not answer
/// delays nobody, and nothing is said about it.
final class KeySampler: Sendable {
    private struct State {
        var isOn: Bool
        var client: MemcachedClient?
        var prefix = KeyPrefix()
        var isRunning = false
        /// When it is time again.
        var nextStart: ContinuousClock.Instant?
        /// Whether somebody has waited for what is under way; nobody does so twice.
        var hasBeenWaitedFor = false
        var gathered: [[UInt8]] = []
        var sample: [[UInt8]]?
    }

    private let state: Mutex<State>
    private static let pause = Duration.seconds(300)
    /// How much of each server's list is read.
    private static let bytesPerServer = 1 << 20
    private static let mostKeys = 50_000

    init(isOn: Bool) {
        state = Mutex(State(isOn: isOn))
    }

    var isOn: Bool { state.withLock { $0.isOn } }

    /// Turned off, what was asked for already is not told either.
    func turn(on isOn: Bool) {
        state.withLock { state in
            state.isOn = isOn
            state.sample = isOn ? state.sample : []
            state.nextStart = nil
        }
    }

    /// Whose keys are asked for. Other servers have other keys, and so has another prefix. Returns whether they are others
    /// than those before.
    func follow(_ client: MemcachedClient, prefix: KeyPrefix) -> Bool {
        state.withLock { state in
            let areOthers = state.client != nil && (state.client !== client || state.prefix.bytes != prefix.bytes)
            if areOthers {
                state.nextStart = nil
                state.sample = []
            }
            state.client = client
            state.prefix = prefix
            return areOthers
        }
    }

    /// Begins, unless that was done a while ago.
    func start() {
        let now = ContinuousClock.now
        let work: (client: MemcachedClient, prefix: KeyPrefix)? = state.withLock { state in
            guard state.isOn, !state.isRunning, let client = state.client else { return nil }
            if let next = state.nextStart, now < next { return nil }
            state.isRunning = true
            state.hasBeenWaitedFor = false
            state.gathered = []
            state.nextStart = now + KeySampler.pause
            return (client, state.prefix)
        }
        guard let work else { return }
        Task.detached {
            await withTaskGroup { group in
                for server in work.client.servers.indices {
                    group.addTask {
                        do throws(MemcachedError) {
                            self.add(
                                try await KeySampler.sample(of: work.client, server, prefix: work.prefix),
                                of: work.client
                            )
                        } catch {
                            self.state.withLock { $0.nextStart = now + KeySampler.pause(after: error) }
                        }
                    }
                }
            }
            self.state.withLock { $0.isRunning = false }
            Signals.wake()
        }
    }

    /// A server whose crawler is busy with something else is asked again soon; one that is not there, later.
    private static func pause(after error: MemcachedError) -> Duration {
        error.code == .refusedByServer ? .seconds(1) : .seconds(30)
    }

    /// What one server tells is known before another one has told anything.
    private func add(_ keys: [[UInt8]], of client: MemcachedClient) {
        var sorted = keys
        while true {
            // Sorted outside the lock, for which somebody may wait who has pressed a key.
            let before = state.withLock { state in
                defer { state.gathered = [] }
                return state.gathered
            }
            sorted += before
            sorted.sort(by: KnownKeys.precedes)
            var distinct: [[UInt8]] = []
            distinct.reserveCapacity(sorted.count)
            for key in sorted where key != distinct.last { distinct.append(key) }
            sorted = distinct
            let isDone = state.withLock { state in
                guard state.isOn, state.client === client else { return true }
                // Another server may have told its keys meanwhile.
                guard state.gathered.isEmpty else { return false }
                state.gathered = sorted
                state.sample = sorted
                return true
            }
            if isDone { return }
        }
    }

    /// What came since this was last asked.
    func take() -> [[UInt8]]? {
        state.withLock { state in
            defer { state.sample = nil }
            return state.sample
        }
    }

    /// Waits a moment for what is under way, so many milliseconds at most.
    func waitOnce(milliseconds: Int) {
        let end = ContinuousClock.now + .milliseconds(milliseconds)
        let isUnderWay = state.withLock { state in
            defer { state.hasBeenWaitedFor = true }
            return state.isRunning && !state.hasBeenWaitedFor
        }
        guard isUnderWay else { return }
        while state.withLock({ $0.isRunning }), !Signals.isInterrupted {
            let left = Int32((end - ContinuousClock.now) / .milliseconds(1))
            if left <= 0 { return }
            Signals.wait(milliseconds: left)
        }
    }

    private static func sample(of client: MemcachedClient, _ server: Int, prefix: KeyPrefix)
        async throws(MemcachedError) -> [[UInt8]]
    {
        let beginning = prefix.bytes
        let most = mostKeys / max(1, client.servers.count)
        let fold = try await client.foldKeys(of: server, into: [[UInt8]](), atMost: bytesPerServer) { keys, key in
            guard keys.count < most else { return }
            let bytes = key.withUnsafeBufferPointer { Array($0) }
            guard bytes.starts(with: beginning), bytes.count > beginning.count else { return }
            // Whatever calls itself a server may name what is no key.
            guard Key.fault(of: key) == nil else { return }
            keys.append(Array(bytes.dropFirst(beginning.count)))
        }
        return fold.result
    }
}
