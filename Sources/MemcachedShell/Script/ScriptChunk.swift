package import Memcached

/// Some lines of a script, and the statements in them that are under way, in order.
package struct ScriptChunk: Sendable {
    /// Whole lines.
    package let text: [UInt8]
    /// Where the next line to be looked at begins, and its number.
    package var next: Int
    package var nextLine: Int
    package var places: [Place] = []
    /// How many of those have been printed.
    package var printed = 0
    /// What is known of the statements that are not as simple as most.
    package var asides: [Aside] = []
    package var printedAsides = 0

    package init(text: [UInt8], firstLine: Int) {
        self.text = text
        next = 0
        nextLine = firstLine
    }

    /// How many statements were sent, and not printed yet.
    package var statementsUnderWay: Int {
        places[printed...].reduce(0) { $0 + ($1.lane >= 0 && $1.kind != .part ? 1 : 0) }
    }

    package var isBound: Bool { next >= text.count }
    package var isPrinted: Bool { printed == places.count }

    /// A statement, or one key of one.
    package struct Place: Sendable {
        /// The lane that brings its answer; -1 if it needs none.
        package var lane: Int32 = -1
        package var kind: Kind = .simple
        /// On which of the lane's tracks the answer comes.
        package var track = PackedReplies.Track.changes
        package var isRerouted = false
        /// The command's place among those with a ``LaneForm``.
        package var command: UInt8 = 0
        package var keyLength: UInt8 = 0
        package var keyStart: UInt32 = 0
        package var line: Int
        package var start: UInt32
        package var end: UInt32

        package enum Kind: UInt8, Sendable {
            /// One key, and all of it is in the line as it stands there.
            case simple
            /// Its statement is an ``Aside``.
            case aside
            /// One key of a statement with several; its statement is an ``Aside``.
            case part
            /// The last of those.
            case lastPart
        }
    }

    package enum Aside: Sendable {
        /// What is to be printed without asking anybody.
        case outcome(Outcome)
        case statement(Statement, Key)
    }

    /// Where the line that is looked at next ends, without its line end, and where the one behind it begins.
    private var lineEnd: (end: Int, next: Int) {
        let feed = text[next...].firstIndex(of: 0x0a) ?? text.count
        return (feed > next && text[feed - 1] == 0x0d ? feed - 1 : feed, feed + 1)
    }

    /// The line that is looked at next, without its end.
    package var upcomingLine: [UInt8] { Array(text[next..<lineEnd.end]) }

    /// What is to be said of that line is known without asking anybody.
    package mutating func settleLine(_ outcome: Outcome) {
        let (end, behind) = lineEnd
        var place = Place(
            line: nextLine,
            start: UInt32(truncatingIfNeeded: next),
            end: UInt32(truncatingIfNeeded: end)
        )
        place.kind = .aside
        places.append(place)
        asides.append(.outcome(outcome))
        next = behind
        nextLine += 1
    }

    package func line(of place: Place) -> [UInt8] { Array(text[Int(place.start)..<Int(place.end)]) }

    /// Notes in which line each key is changed last, of the statements that were sent and not printed.
    package func noteChanges(in lines: inout [Key: Int], prefix: KeyPrefix) {
        var aside = printedAsides
        for place in places[printed...] {
            var key: Key?
            if place.kind == .simple {
                let start = Int(place.keyStart)
                key = prefix.key(typed: text[start..<start + Int(place.keyLength)])
            } else {
                if case .statement(_, let its) = asides[aside] { key = its }
                aside += 1
            }
            guard let key, place.lane >= 0, place.track == .changes else { continue }
            lines[key] = place.line
        }
    }

    /// What is known of the statement that is to be printed next, if it is not as simple as most.
    package func aside(of place: Place) -> Aside? {
        place.kind == .simple ? nil : asides[printedAsides]
    }

    /// The statement that was to be printed next is printed.
    package mutating func advance() {
        if places[printed].kind != .simple { printedAsides += 1 }
        printed += 1
    }

    /// Takes the next line out, without its end, and returns it with its number.
    package mutating func takeLine() -> (line: [UInt8], number: Int) {
        defer {
            next = lineEnd.next
            nextLine += 1
        }
        return (upcomingLine, nextLine)
    }
}
