/// What stands where the answer of one line is due.
enum UsualLine {
    case record(PackedReplies.Record)
    case hungry
    case odd
}

extension Span<UInt8> {
    /// The answer that stands at a place, if it is one of those that nearly all are.
    func usualLine(_ kind: RequestBatch.Kind, at place: inout Int) -> UsualLine {
        switch kind {
        case .set, .compareAndStore:
            return word("STORED\r\n", .stored, kind == .set ? nil : "EXISTS\r\n", .exists, at: &place)
        case .conditionalStore:
            return word("STORED\r\n", .stored, "NOT_STORED\r\n", .notStored, at: &place)
        case .delete:
            return word("DELETED\r\n", .deleted, "NOT_FOUND\r\n", .notFound, at: &place)
        case .touch:
            return word("TOUCHED\r\n", .touched, "NOT_FOUND\r\n", .notFound, at: &place)
        case .count:
            if let number = digits(at: place) {
                place = number.end
                return .record(PackedReplies.Record(.number, number: number.value))
            }
            return word("NOT_FOUND\r\n", .notFound, nil, .notFound, at: &place)
        case .setReturningToken:
            guard count - place >= 4, starts(with: "HD c", at: place), let number = digits(at: place + 4) else {
                return holdsLine(place) ? .odd : .hungry
            }
            place = number.end
            return .record(PackedReplies.Record(.storedWithToken, number: number.value))
        case .quietSets, .values, .valuesWithTokens:
            return .odd
        }
    }

    private func word(
        _ first: StaticString,
        _ firstKind: PackedReplies.Record.Kind,
        _ second: StaticString?,
        _ secondKind: PackedReplies.Record.Kind,
        at place: inout Int
    ) -> UsualLine {
        if starts(with: first, at: place) {
            place += first.utf8CodeUnitCount
            return .record(PackedReplies.Record(firstKind))
        }
        if let second, starts(with: second, at: place) {
            place += second.utf8CodeUnitCount
            return .record(PackedReplies.Record(secondKind))
        }
        return holdsLine(place) ? .odd : .hungry
    }

    /// Whether all of the line that begins at a place is there.
    func holdsLine(_ place: Int) -> Bool {
        firstIndex(of: ASCII.lineFeed, from: place) != nil
    }

    /// A number that ends its line, and where the next line begins.
    private func digits(at place: Int) -> (value: UInt64, end: Int)? {
        var value: UInt64 = 0
        var index = place
        // Nineteen digits fit; what is longer is looked at more closely.
        while index < count, index - place < 19, self[index] >= 0x30, self[index] <= 0x39 {
            value = value * 10 + UInt64(self[index] - 0x30)
            index += 1
        }
        guard index > place, index + 1 < count, self[index] == ASCII.carriageReturn, self[index + 1] == ASCII.lineFeed
        else { return nil }
        return (value, index + 2)
    }
}
