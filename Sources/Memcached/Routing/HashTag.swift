/// Two characters of which the first opens and the second closes the only part of a key that is hashed, so that related
/// keys lie on one server.
struct HashTag: Sendable {
    private let opening: UInt8
    private let closing: UInt8

    init(_ text: String, of option: String) throws(DistributionError) {
        let bytes = Array(text.utf8)
        guard bytes.count == 2 else {
            throw DistributionError("\(option) is two characters, such as {}, not '\(Excerpt(bytes))'")
        }
        opening = bytes[0]
        closing = bytes[1]
    }

    /// The part between the first opening character and the first closing one after it, if at least one byte is there
    /// or `mayBeEmpty`; else the whole key.
    func part(of key: Span<UInt8>, mayBeEmpty: Bool = false) -> Range<Int> {
        let whole = 0..<key.count
        guard let open = key.firstIndex(of: opening, from: 0), let close = key.firstIndex(of: closing, from: open + 1)
        else { return whole }
        return close > open + 1 || mayBeEmpty ? open + 1..<close : whole
    }
}
