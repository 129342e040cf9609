/// A value, ready to be put on a screen.
struct ShownValue {
    /// What it is, in a line that stands above it.
    var note: String?
    /// Why it is not shown as what it is taken for.
    var fault: String?
    /// Fit for a terminal, in colour, on one line or several, without a line end behind it.
    var body: [UInt8] = []
    /// What of it is not there: `18 kB`.
    var rest: String?

    var isOneLine: Bool { !body.contains(0x0a) }
}
