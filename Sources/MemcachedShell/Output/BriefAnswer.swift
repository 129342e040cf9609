/// The answer to a statement of one key, when it is like nearly all others: nothing failed, and there is nothing to be
/// explained. What it is about stays where it stands.
package struct BriefAnswer {
    /// The line's number in the script.
    package var line: Int
    package var status: Status
    package var command: JSONText
    package var server: JSONText
    /// The flags of a hit.
    package var flags: UInt32 = 0
    package var token: UInt64?
    package var number: UInt64?
    package var isRerouted = false

    package init(line: Int, status: Status, command: JSONText, server: JSONText) {
        self.line = line
        self.status = status
        self.command = command
        self.server = server
    }
}
