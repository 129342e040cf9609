/// The lines of a paste that are still to be run, and the last one, which waits for somebody to finish it.
struct PastedLines {
    private var lines: ArraySlice<String> = []
    private var rest = ""

    var isEmpty: Bool { lines.isEmpty && rest.isEmpty }

    /// Takes up a text; the first line of it belongs to the line that is being typed.
    ///
    /// - Returns: the first line, and whether it ends in the text.
    mutating func take(_ text: String) -> (first: String, isWhole: Bool) {
        // Terminals send a return for the end of a line.
        var pieces: [String] = []
        var current = String.UnicodeScalarView()
        var wasReturn = false
        for scalar in text.unicodeScalars {
            defer { wasReturn = scalar == "\r" }
            if scalar == "\n", wasReturn { continue }
            if scalar == "\n" || scalar == "\r" {
                pieces.append(String(current))
                current = String.UnicodeScalarView()
            } else {
                current.append(scalar)
            }
        }
        let last = String(current)
        guard let first = pieces.first else { return (last, false) }
        // What was waiting still comes behind, though nobody pastes that fast.
        lines = pieces.dropFirst() + lines
        rest = last + rest
        return (first, true)
    }

    /// What stood behind the cursor comes behind it all.
    mutating func add(_ text: String) { rest += text }

    /// The next line that is whole.
    mutating func next() -> String? { lines.popFirst() }

    /// The beginning of a line that is not.
    mutating func takeRest() -> String {
        defer { rest = "" }
        return rest
    }
}
