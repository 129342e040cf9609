#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

// The typed calls: each asks one thing, and says what the reply means.

extension MemcachedClient {
    // MARK: Reading

    /// The item of a key, or `nil` if there is none.
    ///
    /// - Throws: ``MemcachedError``.
    public func get(_ key: Key) async throws -> Item? {
        try await item(key, exptime: nil, tokens: false)
    }

    /// The items of several keys, those that exist: one round trip to each server, all at once.
    ///
    /// - Throws: ``MemcachedError`` of the first server that failed; ``results(of:)`` keeps what the others said.
    public func get(_ keys: [Key]) async throws -> [Key: Item] {
        try await items(keys, exptime: nil, tokens: false)
    }

    /// The item of a key with its token, or `nil` if there is none.
    ///
    /// - Throws: ``MemcachedError``.
    public func gets(_ key: Key) async throws -> Item? {
        try await item(key, exptime: nil, tokens: true)
    }

    /// The items of several keys with their tokens, those that exist.
    ///
    /// - Throws: ``MemcachedError`` of the first server that failed.
    public func gets(_ keys: [Key]) async throws -> [Key: Item] {
        try await items(keys, exptime: nil, tokens: true)
    }

    /// The item of a key, whose expiry is set at the same time (memcached 1.5.3 and later).
    ///
    /// - Throws: ``MemcachedError``.
    public func getAndTouch(_ key: Key, expires expiry: Expiry) async throws -> Item? {
        try await item(key, exptime: exptime(expiry), tokens: false)
    }

    /// The items of several keys, each with its own result: a server that is down does not hide what others said.
    public func results(of keys: [Key]) async -> [Key: Result<Item?, MemcachedError>] {
        let retrieval = await retrieve(keys, exptime: nil, tokens: false)
        var results: [Key: Result<Item?, MemcachedError>] = [:]
        results.reserveCapacity(keys.count)
        for (place, key) in keys.enumerated() {
            results[key] = Result { () throws(MemcachedError) in try item(at: place, of: retrieval) }
        }
        return results
    }

    // MARK: Storing

    /// Stores a value, whatever was there. A `set` that fails because the value is too large, or memory short, has
    /// deleted what was there before: memcached does not keep an old value that somebody tried to replace.
    ///
    /// - Throws: ``MemcachedError``.
    public func set(
        _ key: Key,
        to value: some ItemValue,
        flags: UInt32 = 0,
        expires expiry: Expiry = .never
    ) async throws {
        _ = try await store(.set, key, value, flags, expiry)
    }

    /// Stores several values, one round trip to each server, all at once.
    ///
    /// - Returns: The keys that failed, with the reason; empty when all are stored.
    public func set(
        _ values: [Key: some ItemValue],
        flags: UInt32 = 0,
        expires expiry: Expiry = .never
    ) async throws -> [Key: MemcachedError] {
        let exptime = try exptime(expiry)
        let keys = Array(values.keys)
        let requests = values.map { key, value in
            Request.store(.set, key: key, value: value.buffer, flags: flags, exptime: exptime)
        }
        var failures: [Key: MemcachedError] = [:]
        for (key, answer) in zip(keys, await perform(requests)) {
            do { _ = try word(in: answer) } catch { failures[key] = error }
        }
        return failures
    }

    /// Stores a value if there is none.
    ///
    /// - Throws: ``MemcachedError``.
    public func add(
        _ key: Key,
        _ value: some ItemValue,
        flags: UInt32 = 0,
        expires expiry: Expiry = .never
    ) async throws -> StoreOutcome {
        try await store(.add, key, value, flags, expiry)
    }

    /// Stores a value if there is one already.
    ///
    /// - Throws: ``MemcachedError``.
    public func replace(
        _ key: Key,
        _ value: some ItemValue,
        flags: UInt32 = 0,
        expires expiry: Expiry = .never
    ) async throws -> StoreOutcome {
        try await store(.replace, key, value, flags, expiry)
    }

    /// Puts bytes behind those that are there. Flags and expiry stay.
    ///
    /// - Throws: ``MemcachedError``.
    public func append(_ key: Key, _ value: some ItemValue) async throws -> StoreOutcome {
        try await store(.append, key, value, 0, .never)
    }

    /// Puts bytes before those that are there. Flags and expiry stay.
    ///
    /// - Throws: ``MemcachedError``.
    public func prepend(_ key: Key, _ value: some ItemValue) async throws -> StoreOutcome {
        try await store(.prepend, key, value, 0, .never)
    }

    /// Stores a value if nobody changed the item since its token was read with ``gets(_:)``.
    ///
    /// - Throws: ``MemcachedError``.
    public func compareAndSet(
        _ key: Key,
        to value: some ItemValue,
        flags: UInt32 = 0,
        expires expiry: Expiry = .never,
        token: UInt64
    ) async throws -> CompareAndSetOutcome {
        let request = Request.compareAndStore(
            key: key,
            value: value.buffer,
            flags: flags,
            exptime: try exptime(expiry),
            token: token
        )
        switch try word(in: await perform(request)) {
        case .exists: return .exists
        case .notFound: return .notFound
        default: return .stored
        }
    }

    // MARK: Counting, touching, deleting

    /// Adds to a number stored as decimal digits; above 2^64-1 it goes on from 0.
    ///
    /// - Returns: The new number, or `nil` if there is no such item.
    /// - Throws: ``MemcachedError``.
    public func increment(_ key: Key, by delta: UInt64 = 1) async throws -> UInt64? {
        try number(in: await perform(.count(.increment, key: key, by: delta)))
    }

    /// Takes from a number stored as decimal digits; it stops at 0.
    ///
    /// - Returns: The new number, or `nil` if there is no such item.
    /// - Throws: ``MemcachedError``.
    public func decrement(_ key: Key, by delta: UInt64 = 1) async throws -> UInt64? {
        try number(in: await perform(.count(.decrement, key: key, by: delta)))
    }

    /// Sets when an item ends.
    ///
    /// - Returns: Whether there was one.
    /// - Throws: ``MemcachedError``.
    public func touch(_ key: Key, expires expiry: Expiry) async throws -> Bool {
        try word(in: await perform(.touch(key: key, exptime: try exptime(expiry)))) == .touched
    }

    /// Deletes an item.
    ///
    /// - Returns: Whether there was one.
    /// - Throws: ``MemcachedError``.
    @discardableResult
    public func delete(_ key: Key) async throws -> Bool {
        try word(in: await perform(.delete(key: key))) == .deleted
    }

    /// Deletes several items, one round trip to each server, all at once.
    ///
    /// - Returns: The keys that existed.
    /// - Throws: ``MemcachedError`` of the first server that failed.
    @discardableResult
    public func delete(_ keys: [Key]) async throws -> Set<Key> {
        var deleted: Set<Key> = []
        for (key, answer) in zip(keys, await perform(keys.map { .delete(key: $0) }))
        where try word(in: answer) == .deleted {
            deleted.insert(key)
        }
        return deleted
    }

    // MARK: Servers

    /// Makes every item of every server end.
    ///
    /// - Throws: ``MemcachedError`` of the first server that failed.
    public func flushAll() async throws {
        for answer in await performEverywhere(.flushAll(delay: nil)) { _ = try word(in: answer) }
    }

    /// The version that each server names, or why it does not.
    public func versions() async -> [(server: ServerAddress, version: Result<String, MemcachedError>)] {
        await performEverywhere(.version).map { answer in
            (
                servers[answer.server],
                Result { () throws(MemcachedError) in
                    guard case .version(let text) = try reply(in: answer) else { throw unexpected(answer) }
                    return text
                }
            )
        }
    }

    // MARK: What replies mean

    private func item(_ key: Key, exptime: Int64?, tokens: Bool) async throws(MemcachedError) -> Item? {
        try item(in: await perform(.retrieve(keys: [key], exptime: exptime, tokens: tokens)))
    }

    private func items(_ keys: [Key], exptime: Int64?, tokens: Bool) async throws(MemcachedError) -> [Key: Item] {
        let retrieval = await retrieve(keys, exptime: exptime, tokens: tokens)
        var items: [Key: Item] = [:]
        items.reserveCapacity(keys.count)
        for (place, key) in keys.enumerated() { items[key] = try item(at: place, of: retrieval) }
        return items
    }

    private func item(at place: Int, of retrieval: Retrieval) throws(MemcachedError) -> Item? {
        if let answer = retrieval.exceptions[place] { return try item(in: answer) }
        return retrieval.items[place]
    }

    private func item(in answer: Answer) throws(MemcachedError) -> Item? {
        guard case .values(let items) = try reply(in: answer), let item = items.first else { throw unexpected(answer) }
        return item
    }

    private func store(
        _ mode: StoreMode,
        _ key: Key,
        _ value: some ItemValue,
        _ flags: UInt32,
        _ expiry: Expiry
    ) async throws(MemcachedError) -> StoreOutcome {
        let request = Request.store(mode, key: key, value: value.buffer, flags: flags, exptime: try exptime(expiry))
        return try word(in: await perform(request)) == .stored ? .stored : .notStored
    }

    private func number(in answer: Answer) throws(MemcachedError) -> UInt64? {
        switch try reply(in: answer) {
        case .number(let number): return number
        case .word(.notFound): return nil
        default: throw unexpected(answer)
        }
    }

    func word(in answer: Answer) throws(MemcachedError) -> ReplyWord {
        guard case .word(let word) = try reply(in: answer) else { throw unexpected(answer) }
        return word
    }

    private func reply(in answer: Answer) throws(MemcachedError) -> Reply {
        let reply = try answer.result.get()
        if case .refused(let refusal) = reply { throw MemcachedError(refusal, server: servers[answer.server]) }
        return reply
    }

    private func unexpected(_ answer: Answer) -> MemcachedError {
        MemcachedError(.connectionLost, "an answer of another kind", server: servers[answer.server])
    }

    func exptime(_ expiry: Expiry) throws(MemcachedError) -> Int64 {
        try expiry.exptime(now: Int64(time(nil)))
    }
}
