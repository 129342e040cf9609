package import Memcached
package import NIOCore

// What a packed answer says.

extension PackedReplies.Record {
    /// Its word, if it is not a refusal.
    package var status: Status? {
        switch kind {
        case .stored, .storedWithToken: .stored
        case .notStored: .notStored
        case .exists: .exists
        case .notFound: .notFound
        case .deleted: .deleted
        case .touched: .touched
        case .number: .ok
        case .hit: .hit
        case .miss: .miss
        case .refused, .unattributed: nil
        }
    }

    /// The same as a reply. `text` is what belongs to it: the value, or the refusal's words.
    package func result(
        text: ByteBuffer,
        hasToken: Bool,
        server: ServerAddress
    ) -> Result<Reply, MemcachedError> {
        switch kind {
        case .stored: return .success(.word(.stored))
        case .storedWithToken: return .success(.meta(MetaReply(code: .done, token: number)))
        case .notStored: return .success(.word(.notStored))
        case .exists: return .success(.word(.exists))
        case .notFound: return .success(.word(.notFound))
        case .deleted: return .success(.word(.deleted))
        case .touched: return .success(.word(.touched))
        case .number: return .success(.number(number))
        case .hit: return .success(.values([Item(value: text, flags: flags, token: hasToken ? number : nil)]))
        case .miss: return .success(.values([nil]))
        case .refused:
            return .success(.refused(PackedReplies.refusal(self, text: text.readableBytesUInt8Span)))
        case .unattributed:
            let refusal = PackedReplies.refusal(self, text: text.readableBytesUInt8Span)
            return .failure(MemcachedError(unattributed: refusal, server: server))
        }
    }
}
