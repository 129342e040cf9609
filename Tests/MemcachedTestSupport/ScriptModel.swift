/// memcached as a script sees it: what may be answered to each statement, and what each answer makes of the items.
///
/// A key can be in several states at once where it cannot be known what the server did: an answer that comes later
/// decides between them.
package struct ScriptModel {
    package struct Item: Sendable, Equatable {
        package var value: [UInt8]
        package var flags: UInt32
        /// Stands for the token: another one whenever the item is written.
        package var version: Int
    }

    package enum Word: String, Sendable {
        case stored, notStored = "not_stored", exists, notFound = "not_found", deleted, touched, miss

        package var spelled: String { rawValue.uppercased() }
    }

    package enum Answer: Sendable {
        case word(Word)
        case number(UInt64)
        case value(Item, withToken: Bool)
        /// An error, on standard error.
        case failed
    }

    /// One of the things that can happen.
    package struct Possibility: Sendable {
        package let answer: Answer
        /// What the key holds afterwards.
        package let state: Item?

        init(_ answer: Answer, _ state: Item?) {
            self.answer = answer
            self.state = state
        }
    }

    private struct Remembered {
        let version: Int
        let server: Int
    }

    package let keys: [[UInt8]]
    package let serverCount: Int
    /// The server that each key belongs to.
    package let homes: [Int]
    private var states: [[Item?]]
    private var remembered: [Remembered?]
    private var lastVersion = 0

    /// python-memcached's rule, reckoned here by itself: the middle 15 bits of the CRC-32, modulo the sum of weights.
    package init(keys: [[UInt8]], weights: [Int]) {
        self.keys = keys
        serverCount = weights.count
        let buckets = weights.indices.flatMap { Array(repeating: $0, count: weights[$0]) }
        homes = keys.map { buckets[Int((Self.checksum($0) >> 16) & 0x7fff) % buckets.count] }
        states = Array(repeating: [nil], count: keys.count * weights.count)
        remembered = Array(repeating: nil, count: keys.count)
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in (sum >> 1) ^ (sum & 1 == 1 ? 0xedb8_8320 : 0) }
        }
    }

    /// The server that a request goes to.
    package func server(of request: ItemRequest, target: Int?) -> Int { target ?? homes[request.key] }

    private func slot(_ key: Int, _ server: Int) -> Int { server * keys.count + key }

    /// What can be answered to a request now. Must be followed by ``settle(_:_:server:)``.
    package mutating func possibilities(_ request: ItemRequest, server: Int) -> [Possibility] {
        lastVersion += 1
        let states = states[slot(request.key, server)]
        if states.count == 1 { return outcomes(request, states[0], server) }
        return states.flatMap { outcomes(request, $0, server) }
    }

    /// Notes which of the possibilities were seen to have happened: those that agree with the answer.
    package mutating func settle(_ request: ItemRequest, _ happened: [Possibility], server: Int) {
        let slot = slot(request.key, server)
        if happened.count == 1 {
            states[slot] = [happened[0].state]
        } else {
            states[slot] = happened.reduce(into: []) { if !$0.contains($1.state) { $0.append($1.state) } }
        }
        // The token that counts is that of the last `gets`.
        guard case .get(withToken: true, _) = request.action, let first = happened.first else { return }
        switch first.answer {
        case .value(let item, _):
            remembered[request.key] = Remembered(version: item.version, server: server)
        default:
            // A server that does not hold a key has no token of it.
            if remembered[request.key]?.server == server { remembered[request.key] = nil }
        }
    }

    package mutating func flush(server: Int?) {
        for server in server.map({ $0..<$0 + 1 }) ?? 0..<serverCount {
            for key in keys.indices { states[slot(key, server)] = [nil] }
        }
    }

    // MARK: One state

    private func outcomes(_ request: ItemRequest, _ item: Item?, _ server: Int) -> [Possibility] {
        switch request.action {
        case .get(let withToken, let expiry):
            guard let item else { return [.init(.word(.miss), nil)] }
            return [.init(.value(item, withToken: withToken), expiry == .atOnce ? nil : item)]
        case .store(let mode, let value, let flags, let expiry):
            return [store(mode, value, flags, expiry, item)]
        case .compareAndStore(let value, let flags, let expiry, let token):
            return [compareAndStore(value, flags, expiry, token, request.key, item, server)]
        case .count(let isUp, let delta):
            return count(isUp, delta, item)
        case .touch(let expiry):
            guard let item else { return [.init(.word(.notFound), nil)] }
            return [.init(.word(.touched), expiry == .atOnce ? nil : item)]
        case .delete:
            return [.init(.word(item == nil ? .notFound : .deleted), nil)]
        }
    }

    private func made(_ value: [UInt8], _ flags: UInt32, _ expiry: ItemExpiry) -> Item? {
        expiry == .atOnce ? nil : Item(value: value, flags: flags, version: lastVersion)
    }

    private func store(
        _ mode: ItemRequest.Mode,
        _ value: [UInt8],
        _ flags: UInt32,
        _ expiry: ItemExpiry,
        _ item: Item?
    ) -> Possibility {
        // A set that fails deletes, so that nothing outdated stays; what else fails leaves the item alone.
        if value.count >= RandomScript.tooLarge { return .init(.failed, mode == .set ? nil : item) }
        switch mode {
        case .set: break
        case .add: if item != nil { return .init(.word(.notStored), item) }
        case .replace: if item == nil { return .init(.word(.notStored), nil) }
        case .append, .prepend:
            guard let item else { return .init(.word(.notStored), nil) }
            let joined = mode == .append ? item.value + value : value + item.value
            return .init(.word(.stored), made(joined, item.flags, .muchLater))
        }
        return .init(.word(.stored), made(value, flags, expiry))
    }

    private func compareAndStore(
        _ value: [UInt8],
        _ flags: UInt32,
        _ expiry: ItemExpiry,
        _ token: ItemRequest.Token,
        _ key: Int,
        _ item: Item?,
        _ server: Int
    ) -> Possibility {
        var expected = -1
        if token == .remembered {
            // None, or one of another server, is an error that comes before anything else.
            guard let known = remembered[key], known.server == server else { return .init(.failed, item) }
            expected = known.version
        }
        if value.count >= RandomScript.tooLarge { return .init(.failed, item) }
        guard let item else { return .init(.word(.notFound), nil) }
        guard item.version == expected else { return .init(.word(.exists), item) }
        return .init(.word(.stored), made(value, flags, expiry))
    }

    private func count(_ isUp: Bool, _ delta: UInt64, _ item: Item?) -> [Possibility] {
        guard let item else { return [.init(.word(.notFound), nil)] }
        guard let old = Self.number(item.value) else { return [.init(.failed, item)] }
        let number = isUp ? old &+ delta : old > delta ? old - delta : 0
        let digits = Array(String(number).utf8)
        let exact = Possibility(.number(number), made(digits, item.flags, .muchLater))
        if digits.count >= item.value.count { return [exact] }
        // A shorter number is written over the old one, with blanks behind it; but if the item is in use at that
        // moment (a get whose answer is not yet gone), a new one is made, which has none.
        let padded = digits + Array(repeating: 0x20, count: item.value.count - digits.count)
        return [.init(.number(number), made(padded, item.flags, .muchLater)), exact]
    }

    /// As the server reads it, for the values that there are here: digits, and then the end or a blank.
    private static func number(_ value: [UInt8]) -> UInt64? {
        let digits = value.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, digits.count == value.count || value[digits.endIndex] == 0x20 else { return nil }
        var number: UInt64 = 0
        for digit in digits {
            let (product, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isToo) = product.addingReportingOverflow(UInt64(digit - 0x30))
            if isTooLarge || isToo { return nil }
            number = sum
        }
        return number
    }
}
