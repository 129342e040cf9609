package import Memcached

/// How a statement of one key and nothing unusual goes into a batch, without being made a ``Statement`` first.
///
/// It derives from the command's row: what the row makes of sample words tells which of these it is.
package enum LaneForm: Sendable {
    /// `KEY`
    case retrieve(tokens: Bool)
    /// `KEY`
    case delete
    /// `KEY VALUE`, and a TTL behind it if `takesExpiry`.
    case store(StoreMode, takesExpiry: Bool)
    /// `KEY [N]`
    case count(CountDirection)
    /// `KEY TTL`
    case touch

    init?(_ command: CommandSpec) {
        var arguments = Arguments()
        for parameter in command.parameters where !parameter.isOptional {
            switch parameter.kind {
            case .key: arguments.positional.append(.key("k"))
            case .value: arguments.positional.append(.bytes([0x76]))
            case .expiry: arguments.positional.append(.expiry(.never))
            default: return nil
            }
        }
        let kinds = command.parameters.map(\.kind)
        guard case .key? = kinds.first, let operation = try? command.operation(arguments) else { return nil }
        switch operation {
        case .retrieve(_, nil, let tokens) where kinds.count == 1: self = .retrieve(tokens: tokens)
        case .delete where kinds.count == 1: self = .delete
        case .store(let mode, _, flags: 0, _): self = .store(mode, takesExpiry: kinds.count > 2)
        case .count(let direction, _, _): self = .count(direction)
        case .touch: self = .touch
        default: return nil
        }
    }
}

/// The commands that have a ``LaneForm``, found by the bytes of their name.
struct LaneForms: Sendable {
    struct Entry: Sendable {
        let name: UInt64
        let command: CommandSpec
        let form: LaneForm
    }

    private let entries: [Entry]

    init() {
        entries = CommandTable.all.compactMap { command in
            guard let form = LaneForm(command) else { return nil }
            let bytes = Array(command.name.utf8)
            return LaneForms.packed(bytes.span, bytes.indices).map { Entry(name: $0, command: command, form: form) }
        }
    }

    var all: [(name: String, form: LaneForm)] { entries.map { ($0.command.name, $0.form) } }

    subscript(index: Int) -> Entry { entries[index] }

    /// The command of a name, in whatever case.
    func index(of line: Span<UInt8>, _ range: Range<Int>) -> Int? {
        guard let name = LaneForms.packed(line, range) else { return nil }
        return entries.firstIndex { $0.name == name }
    }

    /// Up to eight letters in one number, in lower case.
    private static func packed(_ line: Span<UInt8>, _ range: Range<Int>) -> UInt64? {
        guard range.count <= 8 else { return nil }
        var name: UInt64 = 0
        for index in range {
            // Only letters become small letters by this.
            let letter = line[index] | 0x20
            guard letter >= 0x61, letter <= 0x7a else { return nil }
            name = name << 8 | UInt64(letter)
        }
        return name
    }
}
