/// Whether a conditional store took place.
public enum StoreOutcome: Sendable, Equatable {
    /// The value is there now.
    case stored
    /// Refused: for `add` the key exists, for `replace`, `append` and `prepend` it does not (or the longer value would
    /// be over the server's limit).
    case notStored
}

/// How a compare-and-set ended.
public enum CompareAndSetOutcome: Sendable, Equatable {
    /// The value is there now, and nobody had changed it.
    case stored
    /// Refused: somebody changed the item since the token was read.
    case exists
    /// Refused: the item is gone.
    case notFound
}
