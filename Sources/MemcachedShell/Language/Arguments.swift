package import Memcached

/// The words of a statement, each of its kind.
package struct Arguments: Sendable {
    package var positional: [Argument] = []
    /// What was given behind each option that is there: for a switch, nothing.
    package var options: [String: [Argument]] = [:]
    package var isList = false
}

package enum Argument: Sendable {
    case key(Key)
    case bytes(ArraySlice<UInt8>)
    case expiry(Expiry)
    case number(UInt64)
    case choice(String)
    case server(Int)
    case address(ServerAddress)
    case distribution(DistributionChoice)
    case keySource(Simulation.Keys)
    case signedNumber(Int)
    case duration(Duration)
    /// What comes on standard input.
    case standardInput
}

extension Arguments {
    package var keys: [Key] {
        positional.compactMap { if case .key(let key) = $0 { key } else { nil } }
    }

    package var bytes: [ArraySlice<UInt8>] {
        positional.compactMap { if case .bytes(let bytes) = $0 { bytes } else { nil } }
    }

    package var pairs: [(key: Key, value: ArraySlice<UInt8>)] {
        zip(keys, bytes).map { (key: $0, value: $1) }
    }

    package var number: UInt64? {
        positional.lazy.compactMap { if case .number(let number) = $0 { number } else { nil } }.first
    }

    package var choice: String? {
        positional.lazy.compactMap { if case .choice(let choice) = $0 { choice } else { nil } }.first
    }

    /// What decides whether something is destroyed: a choice, or the first word of a text.
    var deed: String {
        if let choice { return choice }
        let word = bytes.first?.drop { $0 == 0x20 }.prefix { $0 != 0x20 } ?? []
        return String(decoding: word, as: UTF8.self)
    }

    package var expiry: Expiry? {
        positional.lazy.compactMap { if case .expiry(let expiry) = $0 { expiry } else { nil } }.first
    }

    /// Whether an option is there.
    package func has(option: String) -> Bool { options[option] != nil }

    package func choice(option: String) -> String? {
        if case .choice(let choice)? = options[option]?.first { choice } else { nil }
    }

    package func number(option: String) -> UInt64? {
        if case .number(let number)? = options[option]?.first { number } else { nil }
    }

    package func expiry(option: String) -> Expiry? {
        if case .expiry(let expiry)? = options[option]?.first { expiry } else { nil }
    }

    package func duration(option: String) -> Duration? {
        if case .duration(let duration)? = options[option]?.first { duration } else { nil }
    }

    package var addresses: [ServerAddress] {
        positional.compactMap { if case .address(let address) = $0 { address } else { nil } }
    }

    package var readsInput: Bool {
        positional.contains { if case .standardInput = $0 { true } else { false } }
    }

    package func distributions(option: String) -> [DistributionChoice] {
        (options[option] ?? []).compactMap { if case .distribution(let choice) = $0 { choice } else { nil } }
    }

    package func keySource(option: String) -> Simulation.Keys? {
        if case .keySource(let keys)? = options[option]?.first { keys } else { nil }
    }

    package func signedNumber(option: String) -> Int? {
        if case .signedNumber(let number)? = options[option]?.first { number } else { nil }
    }

    package func servers(option: String) -> [Int] {
        (options[option] ?? []).compactMap { if case .server(let server) = $0 { server } else { nil } }
    }
}
