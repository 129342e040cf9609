/// A way to print outcomes. One renderer is one file, and one line in ``OutputFormat``.
package protocol Renderer: Sendable {
    /// Appends what a statement's outcome prints. `line` is its number in a script.
    func render(_ outcome: Outcome, line: Int?, into output: inout [UInt8])

    /// The same for an answer that needs no outcome to be made of it first. Returns `false`, and appends nothing, if it
    /// does.
    func render(_ answer: BriefAnswer, key: Span<UInt8>, value: Span<UInt8>, into output: inout [UInt8]) -> Bool

    /// Whether each key of a statement is printed without regard to the others, so that nothing has to wait for them.
    var printsItemsAlone: Bool { get }
}

extension Renderer {
    package var printsItemsAlone: Bool { false }

    package func render(
        _ answer: BriefAnswer,
        key: Span<UInt8>,
        value: Span<UInt8>,
        into output: inout [UInt8]
    ) -> Bool {
        false
    }
}

/// The known formats.
package enum OutputFormat: String, CaseIterable, Sendable {
    case pretty, plain, raw, json

    /// A renderer of this format; `viewing` says how it shows values.
    package func renderer(_ style: Style, isTerminal: Bool, viewing: Viewing = Viewing()) -> any Renderer {
        switch self {
        case .pretty: PrettyRenderer(style: style, viewing: viewing)
        case .plain: PlainRenderer(isTerminal: isTerminal)
        case .raw: RawRenderer(isTerminal: isTerminal)
        case .json: JSONRenderer(viewing: viewing)
        }
    }

    package var summary: String {
        switch self {
        case .pretty: "for people: values quoted, so that they can be typed back, and what else is known"
        case .plain: "a line for each answer, values as they are"
        case .raw: "the bytes of the value and nothing else; nothing for a miss"
        case .json: "an object a line for each statement"
        }
    }

    /// Whether the token of a value just stored is shown.
    package var showsTokens: Bool { self == .pretty || self == .json }
    /// Whether the time that an item has left is shown.
    package var showsTimeLeft: Bool { self == .pretty }
}
