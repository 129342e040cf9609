import Memcached
import NIOCore

/// What the statements of this session replaced, so that they can be taken back, the last one first. Bounded: the oldest
/// are forgotten.
struct UndoMemory {
    /// What lay under a key before a statement.
    enum Before: Sendable {
        case absent
        case item(OldItem)
        /// Nobody knows, for this reason.
        case unknown(String)
    }

    struct OldItem: Sendable {
        let value: ByteBuffer
        let flags: UInt32
        let end: ItemEnd
        var token: UInt64
    }

    /// One key of a statement.
    struct Change: Sendable {
        let key: Key
        let server: Int
        var before: Before
        /// What the statement left there.
        var after: ItemState
        /// The item that it left; `nil` if it left none.
        var trace: ItemTrace?
    }

    /// One statement that changed something.
    struct Step: Sendable {
        let command: String
        var changes: [Change]
        let isList: Bool
        /// Why it can never be taken back.
        var obstacle: String?
        /// Whether each change is taken back only if those before it were.
        var isChain = false
    }

    private let mostSteps: Int
    private let mostBytes: Int
    private var steps: [Step] = []
    private var bytes = 0

    init(mostSteps: Int = 100, mostBytes: Int = 16 << 20) {
        self.mostSteps = mostSteps
        self.mostBytes = mostBytes
    }

    /// The value of an item larger than this is not kept.
    static let largestValue = 4 << 20
    /// A statement with more keys than this is not looked at key by key.
    static let mostKeys = 100

    var last: Step? { steps.last }

    mutating func remember(_ step: Step) {
        var step = step
        if step.size > mostBytes {
            step.changes = []
            step.obstacle = "what was there is too large to be kept"
        }
        steps.append(step)
        bytes += step.size
        while steps.count > mostSteps || bytes > mostBytes { bytes -= steps.removeFirst().size }
    }

    @discardableResult
    mutating func removeLast() -> Step? {
        guard let step = steps.popLast() else { return nil }
        bytes -= step.size
        return step
    }

    /// An item that had one token has another: it was put back as it was, with the time that it had left.
    mutating func follow(_ key: Key, on server: Int, from old: UInt64, to new: UInt64, end: ItemEnd? = nil) {
        for step in steps.indices {
            for index in steps[step].changes.indices
            where steps[step].changes[index].key == key && steps[step].changes[index].server == server {
                steps[step].changes[index].follow(from: old, to: new, end: end)
            }
        }
    }
}

extension UndoMemory.Change {
    fileprivate mutating func follow(from old: UInt64, to new: UInt64, end: ItemEnd?) {
        // What only the time was changed of had the token before, too.
        if case .item(var item) = before, item.token == old {
            item.token = new
            before = .item(item)
        }
        guard after == .token(old) else { return }
        after = .token(new)
        // What is lost in whole seconds does not add up.
        if let end, trace?.end?.isAbout(end) == true { trace?.end = end }
    }
}

extension UndoMemory.Step {
    /// What it takes to keep it, in bytes, about.
    fileprivate var size: Int {
        changes.reduce(100) { size, change in
            guard case .item(let item) = change.before else { return size + change.key.bytes.count + 100 }
            return size + change.key.bytes.count + item.value.readableBytes + 100
        }
    }
}
