import NIOCore

/// Requests that leave together: one write to each server, without a task or a call for each.
///
/// ```swift
/// var batch = cache.batch()
/// for (key, value) in rows { batch.set(key, to: value) }
/// for result in await batch.send() { ... }
/// ```
public struct Batch: Sendable {
    /// What a request of a batch came to.
    public enum Outcome: Sendable, Equatable {
        case stored, notStored, exists, notFound, deleted, touched, miss
        case item(Item)
        case number(UInt64)
    }

    private let client: MemcachedClient
    private var requests: [Request] = []
    /// What was wrong before anything was sent, by place.
    private var failures: [Int: MemcachedError] = [:]

    init(client: MemcachedClient) {
        self.client = client
    }

    /// How many requests there are.
    public var count: Int { requests.count }

    /// Adds a ``MemcachedClient/get(_:)-(Key)``.
    public mutating func get(_ key: Key) {
        requests.append(.retrieve(keys: [key], exptime: nil, tokens: false))
    }

    /// Adds a ``MemcachedClient/gets(_:)-(Key)``.
    public mutating func gets(_ key: Key) {
        requests.append(.retrieve(keys: [key], exptime: nil, tokens: true))
    }

    /// Adds a set.
    public mutating func set(_ key: Key, to value: some ItemValue, flags: UInt32 = 0, expires expiry: Expiry = .never) {
        store(.set, key, value, flags, expiry)
    }

    /// Adds an add.
    public mutating func add(_ key: Key, _ value: some ItemValue, flags: UInt32 = 0, expires expiry: Expiry = .never) {
        store(.add, key, value, flags, expiry)
    }

    /// Adds a delete.
    public mutating func delete(_ key: Key) {
        requests.append(.delete(key: key))
    }

    /// Adds an increment.
    public mutating func increment(_ key: Key, by delta: UInt64 = 1) {
        requests.append(.count(.increment, key: key, by: delta))
    }

    /// Adds a decrement.
    public mutating func decrement(_ key: Key, by delta: UInt64 = 1) {
        requests.append(.count(.decrement, key: key, by: delta))
    }

    /// Adds a touch.
    public mutating func touch(_ key: Key, expires expiry: Expiry) {
        do {
            requests.append(.touch(key: key, exptime: try client.exptime(expiry)))
        } catch {
            fail(key, error)
        }
    }

    /// Sends all, and returns what each came to, in the order in which they were added.
    public func send() async -> [Result<Outcome, MemcachedError>] {
        var results: [Result<Outcome, MemcachedError>] = []
        // A request that is wrong in itself stays here, and does not keep the others.
        let wrong = requests.map { $0.keys.lazy.compactMap(\.fault).first.map { MemcachedError(.invalidKey, "\($0)") } }
        let sound = requests.indices.filter { failures[$0] == nil && wrong[$0] == nil }
        var answers = await client.perform(sound.map { requests[$0] }).makeIterator()
        for index in requests.indices {
            if let failure = failures[index] ?? wrong[index] {
                results.append(.failure(failure))
            } else if let answer = answers.next() {
                results.append(outcome(of: answer))
            }
        }
        return results
    }

    private mutating func store(
        _ mode: StoreMode,
        _ key: Key,
        _ value: some ItemValue,
        _ flags: UInt32,
        _ expiry: Expiry
    ) {
        do {
            let exptime = try client.exptime(expiry)
            requests.append(.store(mode, key: key, value: value.buffer, flags: flags, exptime: exptime))
        } catch {
            fail(key, error)
        }
    }

    /// Keeps the place of a request that cannot be sent.
    private mutating func fail(_ key: Key, _ error: MemcachedError) {
        failures[requests.count] = error
        requests.append(.delete(key: key))
    }

    private func outcome(of answer: Answer) -> Result<Outcome, MemcachedError> {
        let server = client.servers[answer.server]
        switch answer.result {
        case .failure(let error): return .failure(error)
        case .success(.values(let items)): return .success(items.first.flatMap { $0 }.map { .item($0) } ?? .miss)
        case .success(.number(let number)): return .success(.number(number))
        case .success(.refused(let refusal)): return .failure(MemcachedError(refusal, server: server))
        case .success(.word(let word)):
            switch word {
            case .stored, .ok: return .success(.stored)
            case .notStored: return .success(.notStored)
            case .exists: return .success(.exists)
            case .notFound: return .success(.notFound)
            case .deleted: return .success(.deleted)
            case .touched: return .success(.touched)
            }
        case .success: return .failure(MemcachedError(.connectionLost, "an answer of another kind", server: server))
        }
    }
}

extension MemcachedClient {
    /// An empty batch.
    public func batch() -> Batch { Batch(client: self) }
}
