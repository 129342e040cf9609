/// What Python's `datetime` writes of itself.
enum PythonDates {
    /// A literal, with another value between its head and its tail if it has one: a time zone, the name of one.
    struct Text {
        var head: String
        var keyword = ", tzinfo="
        var value: ValueTree.Index?
        var tail = ")"
    }

    /// `nil` for what is none of its classes, or says what none of them can be.
    static func text(_ object: PythonObject) -> Text? {
        guard object.isArgumentsOnly else { return nil }
        switch object.name {
        case "datetime.date":
            guard object.arguments.count == 1, let bytes = object.bytes(0, count: 4), let date = date(bytes) else {
                return nil
            }
            return Text(head: "datetime.date(" + date)
        case "datetime.datetime": return dateTime(object)
        case "datetime.time": return time(object)
        case "datetime.timedelta":
            guard object.arguments.count == 3, let days = object.integer(0), let seconds = object.integer(1),
                let micro = object.integer(2)
            else { return nil }
            let parts = [("days", days), ("seconds", seconds), ("microseconds", micro)].filter { $0.1 != 0 }
            let words = parts.map { "\($0.0)=\($0.1)" }.joined(separator: ", ")
            return Text(head: "datetime.timedelta(" + (parts.isEmpty ? "0" : words))
        case "datetime.timezone": return zone(object)
        default: return nil
        }
    }

    private static func date(_ bytes: [UInt8]) -> String? {
        let year = Int(bytes[0]) << 8 | Int(bytes[1])
        guard (1...9999).contains(year), (1...12).contains(bytes[2]), (1...31).contains(bytes[3]) else { return nil }
        return "\(year), \(bytes[2]), \(bytes[3])"
    }

    /// The hours and minutes, and what is smaller if it is not zero.
    private static func clock(_ bytes: ArraySlice<UInt8>) -> String? {
        let bytes = Array(bytes)
        let micro = Int(bytes[3]) << 16 | Int(bytes[4]) << 8 | Int(bytes[5])
        guard bytes[0] < 24, bytes[1] < 60, bytes[2] < 60, micro < 1_000_000 else { return nil }
        let small = micro != 0 ? ", \(bytes[2]), \(micro)" : bytes[2] != 0 ? ", \(bytes[2])" : ""
        return "\(bytes[0]), \(bytes[1])" + small
    }

    private static func dateTime(_ object: PythonObject) -> Text? {
        guard (1...2).contains(object.arguments.count), var bytes = object.bytes(0, count: 10) else { return nil }
        // The second of two hours that have the same name is marked at the month.
        let isFolded = bytes[2] & 0x80 != 0
        bytes[2] &= 0x7f
        guard let date = date(bytes), let clock = clock(bytes[4...]) else { return nil }
        let head = "datetime.datetime(\(date), \(clock)" + (isFolded ? ", fold=1" : "")
        return Text(head: head, value: object.arguments.dropFirst().first)
    }

    private static func time(_ object: PythonObject) -> Text? {
        guard (1...2).contains(object.arguments.count), var bytes = object.bytes(0, count: 6) else { return nil }
        let isFolded = bytes[0] & 0x80 != 0
        bytes[0] &= 0x7f
        guard let clock = clock(bytes[...]) else { return nil }
        return Text(
            head: "datetime.time(" + clock,
            value: object.arguments.dropFirst().first,
            tail: isFolded ? ", fold=1)" : ")"
        )
    }

    private static func zone(_ object: PythonObject) -> Text? {
        guard (1...2).contains(object.arguments.count), let offset = object.object(0),
            offset.name == "datetime.timedelta", let difference = text(offset)
        else { return nil }
        let shift = difference.head + difference.tail
        guard object.arguments.count == 1 else {
            return Text(head: "datetime.timezone(" + shift, keyword: ", ", value: object.arguments[1])
        }
        guard shift != "datetime.timedelta(0)" else { return Text(head: "datetime.timezone.utc", tail: "") }
        return Text(head: "datetime.timezone(" + shift)
    }
}
