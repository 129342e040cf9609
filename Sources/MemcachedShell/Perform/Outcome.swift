package import Memcached
package import NIOCore

/// How one key, one server or one statement fared. The raw value is its word in JSON.
package enum Status: String, Sendable {
    case stored, notStored = "not_stored", exists, notFound = "not_found", deleted, touched, ok, hit, miss, error

    /// An answer that says no: not an error, but not what was wished for either.
    package var isNegative: Bool {
        switch self {
        case .notStored, .exists, .notFound, .miss: true
        case .stored, .deleted, .touched, .ok, .hit, .error: false
        }
    }

    /// The reply word of the protocol.
    package var word: String {
        switch self {
        case .ok: "OK"
        default: rawValue.uppercased()
        }
    }
}

/// Why there is no answer.
package struct Failure: Error, Sendable, Equatable {
    package enum Kind: String, Sendable {
        /// The statement is wrong; nothing was sent.
        case usage
        /// The server calls the request wrong, or does not know it.
        case client
        /// The server could not do it.
        case server
        /// The server could not be reached, or the connection was lost.
        case connection
        case timeout
    }

    package let kind: Kind
    package let message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

/// How a key fared.
package struct ItemOutcome: Sendable {
    /// As it was typed, without the session's prefix.
    package let key: [UInt8]
    package var server: ServerAddress?
    package var status: Status
    package var value: ByteBuffer?
    package var flags: UInt32?
    package var token: UInt64?
    package var number: UInt64?
    package var isRerouted = false
    /// Seconds until it expires, -1 for never; only where the server told.
    package var secondsLeft: Int64?
    package var failure: Failure?
    /// What a person needs to know besides the word.
    package var note: String?
    /// How the key comes to its server, for `where`.
    package var arithmetic: [String] = []

    package init(key: [UInt8], server: ServerAddress? = nil, status: Status) {
        self.key = key
        self.server = server
        self.status = status
    }
}

/// How a server fared.
package struct ServerOutcome: Sendable {
    package let number: Int
    package let server: ServerAddress
    package var status: Status
    package var fields: [Field] = []
    package var failure: Failure?

    package struct Field: Sendable {
        package enum Value: Sendable {
            case bytes([UInt8])
            /// A part of 1.
            case share(Double)
            case seconds(Int64)
        }

        package let name: [UInt8]
        package let value: Value

        init(_ name: String, _ value: Value) {
            self.name = Array(name.utf8)
            self.value = value
        }

        init(_ name: String, _ text: String) {
            self.init(name, .bytes(Array(text.utf8)))
        }

        init(_ stat: Stat) {
            self.name = stat.name
            self.value = .bytes(stat.value)
        }

        /// The value for people.
        package var text: String {
            switch value {
            case .bytes(let bytes): Escaping.text(bytes)
            case .share(let share): Percent.text(share)
            case .seconds(let seconds): TimeText.words(seconds: seconds)
            }
        }
    }
}

/// How a statement fared: all that there is to print about it.
package struct Outcome: Sendable {
    package enum Body: Sendable {
        case item(ItemOutcome)
        case items([ItemOutcome])
        case servers([ServerOutcome])
        /// Bytes as a server sent them, and what went wrong after them.
        case bytes([UInt8], server: ServerAddress, Failure?)
        /// The shell's own words.
        case text(String)
        case failure(Failure)
        case nothing
    }

    package let command: String
    package var body: Body

    package init(command: String, body: Body) {
        self.command = command
        self.body = body
    }

    package static func failure(_ failure: Failure, command: String) -> Outcome {
        Outcome(command: command, body: .failure(failure))
    }

    /// Everything that went wrong, each with the key or server it concerns.
    package var failures: [(subject: String?, failure: Failure)] {
        switch body {
        case .item(let item): item.failure.map { [(nil, $0)] } ?? []
        case .items(let items):
            items.compactMap { item in item.failure.map { (Literal.word(item.key), $0) } }
        case .servers(let servers):
            servers.compactMap { server in server.failure.map { (nil, $0) } }
        case .failure(let failure): [(nil, failure)]
        case .bytes(_, _, let failure): failure.map { [(nil, $0)] } ?? []
        case .text, .nothing: []
        }
    }

    /// Whether some answer said no.
    package var isNegative: Bool {
        switch body {
        case .item(let item): item.status.isNegative
        case .items(let items): items.contains { $0.status.isNegative }
        case .servers, .bytes, .text, .failure, .nothing: false
        }
    }
}
