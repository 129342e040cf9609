/// An item as somebody who edits it saw it.
package struct EditedItem: Sendable, Equatable {
    /// Which server told, and is the only one to which the token means something.
    package let server: Int
    package let value: [UInt8]
    package let flags: UInt32
    package let token: UInt64
    /// `nil` where its server does not tell.
    package var end: ItemEnd?
    /// What a person needs to know of the look itself: it may have taken the win from the application.
    package var note: String?

    package init(server: Int, value: [UInt8], flags: UInt32, token: UInt64, end: ItemEnd?, note: String? = nil) {
        self.server = server
        self.value = value
        self.flags = flags
        self.token = token
        self.end = end
        self.note = note
    }

    /// In bytes.
    package static let largestValue = 16 << 20
}
