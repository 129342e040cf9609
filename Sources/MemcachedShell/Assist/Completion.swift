package import Memcached

/// What Tab offers: a pure function of the line, the cursor, the table, and what is known.
package enum Completion {
    /// What the table does not say.
    package struct Knowledge {
        package var servers: [ServerAddress]
        /// The keys that begin so, the best first, at most so many.
        package var keys: (_ beginning: [UInt8], _ limit: Int) -> KnownKeys.Matches
        /// What lies in a folder: "" for the one one is in.
        package var files: (_ folder: String) -> [(name: String, isFolder: Bool)]

        package init(
            servers: [ServerAddress] = [],
            keys: @escaping ([UInt8], Int) -> KnownKeys.Matches = { _, _ in KnownKeys.Matches() },
            files: @escaping (String) -> [(name: String, isFolder: Bool)] = { _ in [] }
        ) {
            self.servers = servers
            self.keys = keys
            self.files = files
        }
    }

    package struct Candidate: Equatable, Sendable {
        /// What it is, for the list.
        package let word: String
        package let summary: String
        /// What stands in the line for it, with its quotes.
        package let written: [UInt8]
        /// Whether the word goes on behind it: a folder has files.
        package let isUnfinished: Bool
    }

    package struct Result: Equatable, Sendable {
        /// Where the word begins that the candidates replace, up to the cursor.
        package let start: Int
        package let candidates: [Candidate]
        /// How many more there are.
        package let more: Int
        /// What follows the cursor without a blank, and stays.
        package let tail: [UInt8]
        /// How some would be written that are not among the candidates, of which they could have less in common.
        var hidden: [[UInt8]] = []
        /// Whether keys could have stood here, known or not.
        package var wantsKeys = false

        /// What all candidates begin with; with quotes, only if there is one.
        package var common: [UInt8] {
            guard let first = candidates.first?.written else { return [] }
            if candidates.count == 1, more == 0 { return first }
            var length = (candidates.dropFirst().map(\.written) + hidden).reduce(first.count) { length, written in
                min(length, zip(first, written).prefix { $0 == $1 }.count)
            }
            // Not in the middle of a character, nor of an escape.
            while length > 0, length < first.count, first[length] & 0xc0 == 0x80 { length -= 1 }
            if let escape = first[..<length].lastIndex(of: UInt8(ascii: "\\")), first[0] == UInt8(ascii: "\"") {
                length = min(length, escape)
            }
            return Array(first[..<length])
        }
    }

    /// More than this nobody reads.
    package static let mostCandidates = 200

    package static func result(for line: [UInt8], cursor: Int, knowing knowledge: Knowledge) -> Result {
        guard let word = WordAtCursor(in: line, cursor: cursor) else {
            return Result(start: cursor, candidates: [], more: 0, tail: [])
        }
        let offers = Offers(word: word, knowledge: knowledge)
        var candidates: [Candidate] = []
        for offer in offers.all {
            guard let written = word.written(offer.word, isForeign: offer.isForeign) else { continue }
            let shown = offer.shown ?? Escaping.text(offer.word)
            candidates.append(
                Candidate(
                    word: shown,
                    summary: offer.summary,
                    written: offer.isUnfinished ? word.open(written) : written,
                    isUnfinished: offer.isUnfinished
                )
            )
        }
        let listed = candidates.prefix(mostCandidates)
        var result = Result(
            start: word.start,
            candidates: Array(listed),
            more: offers.more + candidates.count - listed.count,
            tail: Array(word.tail),
            wantsKeys: offers.wantsKeys
        )
        let hidden = offers.extremes.compactMap { word.written($0, isForeign: true) }
        result.hidden = hidden + candidates.dropFirst(mostCandidates).map(\.written)
        return result
    }
}

extension WordAtCursor {
    /// The same without a closing quote.
    func open(_ written: [UInt8]) -> [UInt8] {
        guard tail.isEmpty, let first = written.first, "'\"".utf8.contains(first), written.count > 1 else {
            return written
        }
        return written.dropLast()
    }
}

extension Completion.Result {
    /// The same for a line that begins so many bytes later; nothing, if the word begins before that.
    package func moved(by count: Int) -> Completion.Result {
        guard start >= count else { return Completion.Result(start: 0, candidates: [], more: 0, tail: []) }
        var result = Completion.Result(start: start - count, candidates: candidates, more: more, tail: tail)
        result.wantsKeys = wantsKeys
        result.hidden = hidden
        return result
    }
}
