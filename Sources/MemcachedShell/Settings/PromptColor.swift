/// The colours that a prompt can have, so that one cluster is not taken for another.
package enum PromptColor: String, CaseIterable, Sendable {
    case plain, red, green, yellow, blue, magenta, cyan

    package var look: Look {
        switch self {
        case .plain: .strong
        case .red: .red
        case .green: .green
        case .yellow: .yellow
        case .blue: .blue
        case .magenta: .magenta
        case .cyan: .cyan
        }
    }
}
