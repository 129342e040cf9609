/// When to use colour, in the words of the command line.
package enum ColorChoice: String, CaseIterable, Sendable {
    case auto, always, never

    package init(_ settings: ShellSettings) {
        switch settings.text(.color) {
        case "on": self = .always
        case "off": self = .never
        default: self = .auto
        }
    }
}
