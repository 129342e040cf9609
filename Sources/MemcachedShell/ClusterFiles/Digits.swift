import Memcached

/// Numbers as the three formats write them: digits, no sign.
enum Digits {
    static func number(_ text: some StringProtocol, _ range: ClosedRange<Int>) -> Int? {
        guard let number = ASCII.unsigned(text.utf8).flatMap({ Int(exactly: $0) }), range.contains(number) else {
            return nil
        }
        return number
    }
}
