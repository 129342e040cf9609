package import Memcached

/// What stands before every key that is typed, and is taken off every key that is shown: the namespace of the client
/// whose distribution is followed, and behind it the session's own prefix.
package struct KeyPrefix: Sendable {
    private let own: [UInt8]
    private let distribution: (any Distribution)?
    /// How long both are.
    package let length: Int

    package init(_ text: String = "", distribution: (any Distribution)? = nil) {
        own = Array(text.utf8)
        self.distribution = distribution
        length = own.count + (distribution?.namespace.count ?? 0)
    }

    package var isEmpty: Bool { length == 0 }

    /// All that stands before a key which is short enough to be sent as it is.
    package var bytes: [UInt8] { (distribution?.namespace ?? []) + own }

    /// The key that is meant by what was typed.
    package func key(typed: some Sequence<UInt8>) -> Key {
        let named = own + typed
        return Key(bytes: distribution?.sent(named) ?? named)
    }

    /// What the client sends in place of a key that is too long for it, as it can be typed; `nil` for one that is not.
    package func shortened(_ typed: some Sequence<UInt8>) -> [UInt8]? {
        let named = own + typed
        guard let distribution else { return nil }
        let sent = distribution.sent(named)
        return sent.count == distribution.namespace.count + named.count ? nil : Array(sent.dropFirst(length))
    }

    /// The key as it was typed.
    package func typed(_ key: Key) -> [UInt8] { isEmpty ? key.bytes : Array(key.bytes.dropFirst(length)) }

    /// The same with the namespace of another distribution.
    package func following(_ distribution: any Distribution) -> KeyPrefix {
        KeyPrefix(own: own, distribution: distribution)
    }

    private init(own: [UInt8], distribution: any Distribution) {
        self.own = own
        self.distribution = distribution
        length = own.count + distribution.namespace.count
    }
}
