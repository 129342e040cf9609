/// What callers on other threads have asked a connection for since its loop last looked.
struct Intake {
    enum Order {
        case ask(Entry)
        case interrupt
    }

    /// What is asked, and who waits for the reply.
    struct Entry {
        let question: Question
        let waiter: Waiter
    }

    enum Question {
        case request(Request)
        case batch(RequestBatch)
    }

    var orders: [Order] = []
    /// Whether the loop was called, and will look.
    var isExpected = false
}

extension Intake {
    /// The requests in the order in which they came, but those of neighbours who each ask for one key in one line.
    ///
    /// A server answers every `get` line with a write of its own, which costs it eight times as much as finding the
    /// item does: one line of sixteen keys is answered in a fifth of the time of sixteen lines.
    struct Gathering {
        /// Not so many that the first is kept waiting.
        private static let mostKeys = 64

        private(set) var entries: [Entry] = []
        private var keys: [Key] = []
        private var tasks: [PendingReply] = []
        private var tokens = false
        private var length = 0

        init(expecting count: Int) {
            keys.reserveCapacity(min(count, Gathering.mostKeys))
            tasks.reserveCapacity(min(count, Gathering.mostKeys))
        }

        mutating func add(_ entry: Entry) {
            guard case .one(let pending) = entry.waiter,
                case .request(.retrieve(let own, nil, let tokens)) = entry.question, own.count == 1
            else {
                endLine()
                entries.append(entry)
                return
            }
            if tokens != self.tokens || keys.count == Gathering.mostKeys
                || length + own[0].bytes.count >= RequestWriter.longestRetrieval(nil)
            {
                endLine()
            }
            self.tokens = tokens
            keys.append(own[0])
            tasks.append(pending)
            length += own[0].bytes.count + 1
        }

        mutating func endLine() {
            guard !keys.isEmpty else { return }
            let waiter = tasks.count == 1 ? Waiter.one(tasks[0]) : .sharing(tasks)
            let request = Request.retrieve(keys: keys, exptime: nil, tokens: tokens)
            entries.append(Entry(question: .request(request), waiter: waiter))
            keys.removeAll()
            tasks.removeAll()
            length = 0
        }
    }
}
