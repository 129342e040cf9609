package import MemcachedValues

/// How a value is shown.
package enum ValueView: Sendable {
    /// As what its flags and bytes mean.
    case auto
    /// As JSON, indented.
    case json
    /// As text in quotes, unpacked.
    case text
    /// The stored bytes: offset, hexadecimal, characters.
    case hex
    /// The stored bytes in base64.
    case base64
    /// The stored bytes, and nothing else.
    case raw
    /// As this client reads it.
    case client(any ClientLibrary)

    private static let named: KeyValuePairs<String, ValueView> = [
        "auto": .auto, "json": .json, "text": .text, "hex": .hex, "base64": .base64, "raw": .raw,
    ]

    /// All words that name one.
    package static var words: [String] { named.map(\.key) + ClientLibraries.all.map(\.name) }

    package init?(word: String) {
        if let view = ValueView.named.first(where: { $0.key == word })?.value {
            self = view
        } else if let client = ClientLibraries.named(word) {
            self = .client(client)
        } else {
            return nil
        }
    }
}

/// What a statement says of how its values are shown.
package struct ViewRequest: Sendable {
    /// `nil` for the session's own.
    package var view: ValueView?
    private var word: String?
    /// Whether nothing is cut.
    package var isFull = false
    /// Whether JSON tells what a value means.
    package var decodes = false

    package init() {}

    /// The words that ask for it, but for those that ask for all.
    var words: String { word.map { " --as \($0)" } ?? "" }

    package init(_ arguments: Arguments) {
        word = arguments.choice(option: "as")
        view = arguments.choice(option: "as").flatMap { ValueView(word: $0) }
        isFull = arguments.has(option: "full")
        decodes = arguments.has(option: "decode")
    }
}

/// What holds for all values of a session.
package struct Viewing: Sendable {
    package var view: ValueView
    package var decodes: Bool
    /// The client that the session's keys are spread like, if somebody chose it: what its programs read is worth a word.
    package var reader: (any ClientLibrary)?
    /// The columns of the screen, now.
    package var columns: @Sendable () -> Int
    /// Its rows, or as many as somebody looks at.
    package var rows: @Sendable () -> Int

    package init(
        view: ValueView = .auto,
        decodes: Bool = false,
        reader: (any ClientLibrary)? = nil,
        columns: @escaping @Sendable () -> Int = { 80 },
        rows: @escaping @Sendable () -> Int = { Int.max }
    ) {
        self.view = view
        self.decodes = decodes
        self.reader = reader
        self.columns = columns
        self.rows = rows
    }
}
