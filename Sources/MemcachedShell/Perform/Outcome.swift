package import Memcached
import MemcachedValues
package import NIOCore

/// How one key, one server or one statement fared. The raw value is its word in JSON.
package enum Status: String, CaseIterable, Sendable {
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

    /// The same on a line of its own.
    var wordLine: StaticString {
        switch self {
        case .stored: "STORED\n"
        case .notStored: "NOT_STORED\n"
        case .exists: "EXISTS\n"
        case .notFound: "NOT_FOUND\n"
        case .deleted: "DELETED\n"
        case .touched: "TOUCHED\n"
        case .ok: "OK\n"
        case .hit: "HIT\n"
        case .miss: "MISS\n"
        case .error: "ERROR\n"
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
    /// Whether what was asked for may have been done all the same.
    package var mayHaveHappened = false

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
    /// When it expires, for who asked for nothing else.
    package var timeLeft: TimeLeft?
    /// Everything that is known of the item, for `inspect`.
    package var facts: [ItemFact] = []
    /// Where the item comes from, for `copy` and `move`.
    package var origin: Origin?
    package var failure: Failure?
    /// What a person needs to know besides the word.
    package var note: String?
    /// How the key comes to its server, for `where`: by each distribution that was asked for.
    package var routes: [KeyRoute] = []

    package init(key: [UInt8], server: ServerAddress? = nil, status: Status) {
        self.key = key
        self.server = server
        self.status = status
    }

    /// Whether all distributions that were asked for name the same server.
    var agrees: Bool { Set(routes.map(\.server)).count <= 1 }
}

/// The item that another one is a copy of.
package struct Origin: Sendable {
    /// As it was typed.
    package let key: [UInt8]
    package let server: ServerAddress
    /// Whether it is deleted by now, if it was to be.
    package var isDeleted: Bool?
}

/// How a key comes to its server by one distribution.
package struct KeyRoute: Sendable {
    /// The distribution as it was named with `--as`; `nil` for the session's own.
    package let distribution: String?
    package let server: ServerAddress?
    /// Whether that one is down, and the client looks nowhere else.
    package let isDown: Bool
    /// The arithmetic, a step a line.
    package let steps: [String]
}

/// Rows about servers, and what there is to say of all of them together.
package struct ServerTable: Sendable {
    /// The key that all is about, as it was typed, if it is about one.
    package var key: [UInt8]?
    /// What is told before the rows; in JSON, keys beside them.
    package var facts: [ServerOutcome.Field] = []
    /// What may be told of a server, in order.
    package let columns: [String]
    package var rows: [ServerOutcome]
    /// What a person needs to know besides.
    package var notes: [String] = []
    /// Whether the answer is a no.
    package var isNegative = false

    init(columns: [String], rows: [ServerOutcome]) {
        self.columns = columns
        self.rows = rows
    }
}

/// How a server fared.
package struct ServerOutcome: Sendable {
    package let number: Int
    package let server: ServerAddress
    package var status: Status
    package var fields: [Field] = []
    package var failure: Failure?

    /// What is told under a name; empty if nothing is.
    func text(_ name: String) -> String {
        fields.first { $0.name.elementsEqual(name.utf8) }?.text ?? ""
    }

    package struct Field: Sendable {
        package enum Value: Sendable {
            case bytes([UInt8])
            /// A part of 1.
            case share(Double)
            case seconds(Int64)
            /// A number of bytes.
            case size(UInt64)
            case count(UInt64)
            case flag(Bool)
            /// Whether it is so, and what is shown to people in either case.
            case mark(Bool, String)
            /// Seconds until an item expires, negative for never.
            case expiry(Int64)
            /// For people, who do not see the status.
            case word(String)
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
            case .size(let bytes): ByteCount.words(bytes)
            case .count(let count): "\(count)"
            case .flag(let isSo): isSo ? "yes" : "no"
            case .mark(_, let text), .word(let text): text
            case .expiry(let seconds): seconds < 0 ? "never" : TimeText.words(seconds: seconds)
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
        case table(ServerTable)
        /// Bytes as a server sent them, and what went wrong after them.
        case bytes([UInt8], server: ServerAddress, Failure?)
        /// The shell's own words.
        case text(String)
        case failure(Failure)
        case nothing
    }

    package let command: String
    package var body: Body
    /// How its values are to be shown.
    package var view = ViewRequest()
    /// The server that was named with `@`, an index into the servers.
    package var target: Int?

    package init(command: String, body: Body) {
        self.command = command
        self.body = body
    }

    package init(_ statement: Statement, body: Body) {
        self.init(command: statement.command.name, body: body)
        view = statement.view
        target = statement.target
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
        case .table(let table):
            table.rows.compactMap { row in row.failure.map { (nil, $0) } }
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
        case .table(let table): table.isNegative
        case .servers, .bytes, .text, .failure, .nothing: false
        }
    }
}
