/// The only place that knows colour.
package struct Style: Sendable {
    package let hasColor: Bool

    package init(hasColor: Bool) {
        self.hasColor = hasColor
    }

    package func good(_ text: String) -> String { paint(text, "32") }
    package func bad(_ text: String) -> String { paint(text, "31") }
    package func refused(_ text: String) -> String { paint(text, "33") }
    package func quiet(_ text: String) -> String { paint(text, "2") }
    package func strong(_ text: String) -> String { paint(text, "1") }
    package func number(_ text: String) -> String { paint(text, "36") }

    private func paint(_ text: String, _ code: String) -> String {
        hasColor ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
    }
}
