/// Java, as `toString` writes values, with literals for what it would leave without quotes or suffix.
package struct JavaLiteral: LiteralLanguage {
    /// The language.
    package init() {}

    /// Its name.
    package var name: String { "Java" }

    /// Writes a node with all that it holds.
    package func write(_ index: ValueTree.Index, of tree: ValueTree, to writer: inout LiteralWriter) {
        write(index, of: tree, to: &writer, role: .text)
    }

    private func write(
        _ index: ValueTree.Index,
        of tree: ValueTree,
        to writer: inout LiteralWriter,
        role: LiteralWriter.Role
    ) {
        switch tree[index] {
        case .null: writer.put("null", .word)
        case .bool(let value): writer.put(value ? "true" : "false", .word)
        case .integer(let value): writer.put("\(value)", .number)
        case .digits(let piece): writer.put(printable: tree[piece], .number)
        case .float(let value): writer.put(Self.double(value), .number)
        case .text(let piece), .symbol(let piece): Self.string(tree[piece], role, &writer)
        case .bytes(let piece): bytes(tree[piece], index, &writer)
        case .name(let piece): writer.put(LiteralWriter.shown(tree[piece]), .name)
        case .notation(let piece): writer.put(printable: tree[piece], .number)
        case .list(let list), .tuple(let list), .set(let list), .frozenSet(let list):
            let items = tree[list]
            writer.group(index, "[", "]", count: items.count, circle: "(this Collection)") { place, writer in
                write(items[place], of: tree, to: &writer)
            }
        case .map(let list):
            let items = tree[list]
            writer.group(index, "{", "}", count: items.count / 2, circle: "(this Map)") { place, writer in
                write(items[place * 2], of: tree, to: &writer, role: .key)
                writer.put("=")
                write(items[place * 2 + 1], of: tree, to: &writer)
            }
        case .object(let number):
            let object = tree.objects[Int(number)]
            guard tree[object.name].suffix(2).elementsEqual("[]".utf8) else {
                return writer.object(number, index, of: tree, arrow: "=") { part, writer in
                    write(part, of: tree, to: &writer)
                }
            }
            let items = tree[object.items]
            let type = LiteralWriter.shown(tree[object.name])
            writer.group(index, type + "{", "}", count: items.count, circle: type + "{...}") { place, writer in
                write(items[place], of: tree, to: &writer)
            }
        }
    }

    private func bytes(_ bytes: ArraySlice<UInt8>, _ index: ValueTree.Index, _ writer: inout LiteralWriter) {
        writer.group(index, "byte[]{", "}", count: bytes.count, circle: "byte[]{...}") { place, writer in
            writer.put("\(Int8(bitPattern: bytes[bytes.startIndex + place]))", .number)
        }
    }

    // MARK: Numbers

    static func long(_ value: Int64) -> String { "\(value)L" }

    static func double(_ value: Double) -> String {
        // At least two digits: these are the only ones to which that makes a difference.
        switch value.magnitude.bitPattern {
        case 1: return value.sign == .minus ? "-4.9E-324" : "4.9E-324"
        case 2: return value.sign == .minus ? "-9.9E-324" : "9.9E-324"
        default: return number(FloatDigits(value), isNaN: value.isNaN, isNegative: value < 0)
        }
    }

    static func float(_ value: Float) -> String {
        let sign = value.sign == .minus ? "-" : ""
        let smallest = ["1.4E-45", "2.8E-45", "4.2E-45", "5.6E-45", "7.0E-45", "8.4E-45", "9.8E-45"]
        let bits = value.magnitude.bitPattern
        if (1...7).contains(bits) { return sign + smallest[Int(bits) - 1] + "f" }
        guard value.isFinite else {
            return value.isNaN ? "Float.NaN" : "Float.\(value < 0 ? "NEGATIVE" : "POSITIVE")_INFINITY"
        }
        // The digits of the shortest float, not of the double that it is.
        return number(FloatDigits(Double("\(value)") ?? 0), isNaN: false, isNegative: value < 0) + "f"
    }

    private static func number(_ digits: FloatDigits?, isNaN: Bool, isNegative: Bool) -> String {
        guard let digits else { return isNaN ? "NaN" : isNegative ? "-Infinity" : "Infinity" }
        if digits.digits == [UInt8(ascii: "0")] || (-2...7).contains(digits.point) {
            return digits.positional(zero: ".0")
        }
        return digits.exponential(zero: ".0", mark: "E", negativeMark: "E-", width: 1)
    }

    /// A `BigDecimal` (its `toString`): an exponent where the scale is negative or there would be many zeros.
    static func decimal(_ digits: ArraySlice<UInt8>, scale: Int) -> [UInt8] {
        if scale == 0 { return Array(digits) }
        let sign = Array(digits.prefix { $0 == UInt8(ascii: "-") })
        let magnitude = digits.dropFirst(sign.count)
        let exponent = magnitude.count - 1 - scale
        guard scale > 0, exponent >= -6 else {
            let tail = magnitude.dropFirst()
            let mark = exponent == 0 ? "" : "E" + (exponent < 0 ? "-" : "+") + "\(exponent.magnitude)"
            return sign + magnitude.prefix(1) + (tail.isEmpty ? "" : ".").utf8 + tail + mark.utf8
        }
        let whole = magnitude.count - scale
        if whole > 0 { return sign + magnitude.prefix(whole) + ".".utf8 + magnitude.dropFirst(whole) }
        return sign + "0.".utf8 + repeatElement(UInt8(ascii: "0"), count: -whole) + magnitude
    }

    // MARK: Text

    private static func escape(_ unit: UInt16) -> String? {
        switch unit {
        case 0x22: "\\\""
        case 0x5c: "\\\\"
        case 0x08: "\\b"
        case 0x09: "\\t"
        case 0x0a: "\\n"
        case 0x0c: "\\f"
        case 0x0d: "\\r"
        default: nil
        }
    }

    private static func hexadecimal(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
    }

    private static func string(
        _ bytes: ArraySlice<UInt8>,
        _ role: LiteralWriter.Role,
        _ writer: inout LiteralWriter
    ) {
        writer.quoted(
            bytes,
            open: "\"",
            close: "\"",
            role: role,
            isPlain: { $0 != "\"" && $0 != "\\" },
            scalar: { scalar, writer in
                for unit in String(scalar).utf16 { writer.put(escape(unit) ?? hexadecimal(unit), role) }
            },
            // What Java would put in its place.
            byte: { _, writer in writer.put("\\ufffd", role) }
        )
    }

    /// A string that is not of whole characters.
    static func string(_ units: [UInt16]) -> String {
        "\"" + units.map { escape($0) ?? plain($0) ?? hexadecimal($0) }.joined() + "\""
    }

    static func character(_ unit: UInt16) -> String {
        if unit == 0x27 { return "'\\''" }
        if unit == 0x22 { return "'\"'" }
        return "'" + (escape(unit) ?? plain(unit) ?? hexadecimal(unit)) + "'"
    }

    private static func plain(_ unit: UInt16) -> String? {
        guard let scalar = Unicode.Scalar(unit), scalar.isPrintable else { return nil }
        return String(scalar)
    }

    // MARK: Times

    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// A `Date`, from milliseconds since 1970, in UTC.
    static func date(_ milliseconds: Int64) -> String? {
        let seconds = (milliseconds >= 0 ? milliseconds : milliseconds - min(999, milliseconds - .min)) / 1000
        // Before, the calendar was another one.
        guard let time = CivilTime(secondsSince1970: Int(seconds)), (1583...9999).contains(time.date.year) else {
            return nil
        }
        let day = CivilDate.padded(time.date.day, 2)
        return "\(days[time.weekday]) \(months[time.date.month - 1]) \(day) \(time.clock) UTC \(time.date.year)"
    }

    static func uuid(_ high: Int64, _ low: Int64) -> String {
        func hexadecimal(_ value: Int64, _ shift: Int64, _ width: Int) -> String {
            let part = UInt64(bitPattern: value) >> UInt64(shift) & (1 << UInt64(4 * width) - 1)
            let digits = String(part, radix: 16)
            return String(repeating: "0", count: width - digits.utf8.count) + digits
        }
        return [
            hexadecimal(high, 32, 8), hexadecimal(high, 16, 4), hexadecimal(high, 0, 4), hexadecimal(low, 48, 4),
            hexadecimal(low, 0, 12),
        ].joined(separator: "-")
    }
}
