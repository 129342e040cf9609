@testable import Memcached
import NIOCore

/// A request of one key, to be put into a batch, and to be compared with what a server reads.
struct Ask: Sendable, Equatable {
    enum Verb: Equatable, Sendable {
        case get(exptime: Int64?, tokens: Bool)
        case store(StoreMode)
        case setQuietly, setReturningToken
        case compareAndStore(UInt64)
        case count(CountDirection, UInt64)
        case touch, delete
    }

    var verb: Verb
    var key: [UInt8]
    var value: [UInt8] = []
    var flags: UInt32 = 0
    var exptime: Int64 = 0

    init(_ verb: Verb, _ key: String, _ value: String = "", flags: UInt32 = 0, exptime: Int64 = 0) {
        self.init(verb, Array(key.utf8), Array(value.utf8), flags: flags, exptime: exptime)
    }

    init(_ verb: Verb, _ key: [UInt8], _ value: [UInt8], flags: UInt32 = 0, exptime: Int64 = 0) {
        self.verb = verb
        self.key = key
        self.value = value
        self.flags = flags
        self.exptime = exptime
    }

    static func set(_ key: String, _ value: String = "v") -> Ask { Ask(.store(.set), key, value) }
    static func quiet(_ key: String, _ value: String = "v") -> Ask { Ask(.setQuietly, key, value) }
    static func get(_ key: String) -> Ask { Ask(.get(exptime: nil, tokens: false), key) }
    static func gets(_ key: String) -> Ask { Ask(.get(exptime: nil, tokens: true), key) }

    func add(to batch: inout RequestBatch, sharesLines: Bool = true) {
        let key = key.span
        let value = value.span
        switch verb {
        case .get(let exptime, let tokens):
            batch.get(key, exptime: exptime, tokens: tokens, sharesLine: sharesLines)
        case .store(let mode): batch.store(mode, key, value, flags: flags, exptime: exptime)
        case .setQuietly: batch.setQuietly(key, value, flags: flags, exptime: exptime)
        case .setReturningToken: batch.setReturningToken(key, value, flags: flags, exptime: exptime)
        case .compareAndStore(let token):
            batch.compareAndStore(key, value, flags: flags, exptime: exptime, token: token)
        case .count(let direction, let delta): batch.count(direction, key, by: delta)
        case .touch: batch.touch(key, exptime: exptime)
        case .delete: batch.delete(key)
        }
    }

    static func batch(_ asks: [Ask], sharesLines: Bool = true, answeredSets: Int = 0) -> RequestBatch {
        var batch = RequestBatch(answeredSets: answeredSets)
        for ask in asks { ask.add(to: &batch, sharesLines: sharesLines) }
        batch.seal()
        return batch
    }
}

extension RequestBatch {
    /// What goes out, line ends and all.
    var text: String { String(decoding: bytes.readableBytesView, as: UTF8.self) }
}

extension PackedReplies {
    /// The answers, in words.
    var spoken: [String] {
        var offset = 0
        return records.map { record in
            let own = bytes.getBytes(at: offset, length: Int(record.length)) ?? []
            offset += own.count
            let refusal = PackedReplies.refusal(record, text: own.span)
            switch record.kind {
            case .hit: return Spoken.hit(own, flags: record.flags, token: record.number)
            case .refused: return Spoken.refused(refusal)
            case .unattributed: return "one of several " + Spoken.refused(refusal)
            case .number: return "\(record.number)"
            case .storedWithToken: return "stored #\(record.number)"
            default: return "\(record.kind)"
            }
        }
    }
}

/// Answers, in words.
enum Spoken {
    static func hit(_ value: [UInt8], flags: UInt32 = 0, token: UInt64 = 0) -> String {
        "hit '\(Excerpt(value, limit: .max))' \(flags) #\(token)"
    }

    static func refused(_ refusal: Refusal) -> String {
        "refused \(refusal.kind) '\(Excerpt(refusal.text, limit: .max))'"
    }
}
