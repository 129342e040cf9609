/// An item as somebody who edits it saw it.
package struct EditedItem: Sendable, Equatable {
    /// When it expires.
    package enum End: Sendable, Equatable {
        case never
        case at(ContinuousClock.Instant)
        /// Its server does not tell.
        case unknown
    }

    /// Which server told, and is the only one to which the token means something.
    package let server: Int
    package let value: [UInt8]
    package let flags: UInt32
    package let token: UInt64
    package var end: End

    package init(server: Int, value: [UInt8], flags: UInt32, token: UInt64, end: End) {
        self.server = server
        self.value = value
        self.flags = flags
        self.token = token
        self.end = end
    }

    /// In bytes.
    package static let largestValue = 16 << 20
}
