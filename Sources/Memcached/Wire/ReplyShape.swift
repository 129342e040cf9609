/// The grammars of memcached's replies. Whoever sends a request knows which one is due.
package enum ReplyShape: Sendable {
    /// One of these words, alone on a line.
    case word([ReplyWord])
    /// Digits, or `NOT_FOUND`.
    case number
    /// `VALUE` blocks up to `END`. Blocks are matched by key: proxies may answer in another order.
    case values(keys: [Key], tokens: Bool)
    /// `STAT` lines up to `END`, or the single `RESET` or `OK` of a report that only acts.
    case stats
    /// `VERSION text`.
    case version
    /// `HD`, `NS`, `EX` or `NF` with return flags, among them this number.
    case meta(Opaque?)
    /// `ME key name=value ...`, or `EN`.
    case facts(key: Key)
    /// `VA length` with return flags, among them this number, and the value; or `EN`.
    case peek(Opaque)
}
