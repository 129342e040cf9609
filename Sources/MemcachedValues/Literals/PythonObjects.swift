extension PythonLiteral {
    /// Writes an object of Python's own library as its `repr` does.
    ///
    /// - Returns: `false` where it is none, or not made as Python makes it. Nothing was written then.
    func writeKnown(_ object: PythonObject, to writer: inout LiteralWriter) -> Bool {
        let name = object.name
        if name.hasPrefix("collections.") { return writeCollection(object, to: &writer) }
        if name.hasPrefix("datetime.") {
            guard let text = PythonDates.text(object) else { return false }
            writer.put(text.head)
            if let value = text.value {
                writer.put(text.keyword)
                write(value, of: object.tree, to: &writer)
            }
            writer.put(text.tail)
            return true
        }
        if name == "types.SimpleNamespace", object.arguments.isEmpty, object.items.isEmpty, object.entries.isEmpty {
            let fields = object.fields
            writer.group(object.index, "namespace(", ")", count: fields.count / 2, circle: "namespace(...)") {
                writeField(fields[2 * $0], fields[2 * $0 + 1], of: object.tree, to: &$1)
            }
            return true
        }
        if name == "uuid.UUID" { return writeUUID(object, to: &writer) }
        guard object.isArgumentsOnly else { return false }
        if let text = shortText(object, name) {
            writer.put(text)
            return true
        }
        switch name {
        case "builtins.bytearray" where object.arguments.count == 1:
            guard case .bytes(let piece) = object.tree[object.arguments[0]] else { return false }
            writer.put("bytearray(")
            writeBytes(object.tree[piece], isArray: true, to: &writer)
            writer.put(")")
        case "decimal.Decimal" where object.arguments.count == 1 && object.text(0) != nil:
            writer.put("Decimal(")
            write(object.arguments[0], of: object.tree, to: &writer)
            writer.put(")")
        case "zoneinfo.ZoneInfo._unpickle" where object.text(0) != nil:
            writer.put("zoneinfo.ZoneInfo(key=")
            write(object.arguments[0], of: object.tree, to: &writer)
            writer.put(")")
        case "builtins.slice" where object.arguments.count == 3:
            writeCall(object, "slice", to: &writer)
        case _ where isException(name):
            writeCall(object, String(name.dropFirst("builtins.".count)), to: &writer)
        case _ where name.hasPrefix("pathlib."): return writePath(object, name, to: &writer)
        default: return false
        }
        return true
    }

    private func writeCall(_ object: PythonObject, _ name: String, to writer: inout LiteralWriter) {
        let circle = name + "(...)"
        writeGroup(object.index, name + "(", object.arguments, ")", circle: circle, of: object.tree, to: &writer)
    }

    /// By how its name ends; and whatever else is in it can be shown.
    private func isException(_ name: String) -> Bool {
        let ends = [
            "Error", "Exception", "Warning", "StopIteration", "KeyboardInterrupt", "SystemExit", "GeneratorExit",
        ]
        let isLetter = { (byte: UInt8) in byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a }
        return name.hasPrefix("builtins.") && name.utf8.dropFirst("builtins.".utf8.count).allSatisfy(isLetter)
            && ends.contains { name.hasSuffix($0) }
    }

    // MARK: Numbers

    /// What is written of numbers alone.
    private func shortText(_ object: PythonObject, _ name: String) -> String? {
        switch name {
        case "builtins.complex":
            guard object.arguments.count == 2, let real = object.float(0), let imaginary = object.float(1) else {
                return nil
            }
            let part = Self.text(imaginary, zero: "")
            if real == 0, real.sign == .plus { return part + "j" }
            return "(" + Self.text(real, zero: "") + (part.hasPrefix("-") ? "" : "+") + part + "j)"
        case "builtins.range":
            guard object.arguments.count == 3, let start = object.integer(0), let stop = object.integer(1),
                let step = object.integer(2)
            else { return nil }
            return step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))"
        case "fractions.Fraction":
            if object.arguments.count == 2, let above = object.integer(0), let below = object.integer(1) {
                return "Fraction(\(above), \(below))"
            }
            guard object.arguments.count == 1, let text = object.text(0) else { return nil }
            let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            guard parts.count <= 2, parts.allSatisfy(isInteger) else { return nil }
            return "Fraction(\(parts[0]), \(parts.count == 2 ? String(parts[1]) ?? "1" : "1"))"
        default: return nil
        }
    }

    private func isInteger(_ text: Substring.UTF8View) -> Bool {
        let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text
        return !digits.isEmpty && digits.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }

    // MARK: Names of things

    private func writeUUID(_ object: PythonObject, to writer: inout LiteralWriter) -> Bool {
        let fields = object.fields
        // Its number, and perhaps whether it may be shared.
        guard object.arguments.isEmpty, object.items.isEmpty, object.entries.isEmpty, fields.count <= 4 else {
            return false
        }
        for place in stride(from: 0, to: fields.count - 1, by: 2) {
            guard case .text(let field) = object.tree[fields[place]], object.tree[field].elementsEqual("int".utf8)
            else {
                continue
            }
            let number: UInt128?
            switch object.tree[fields[place + 1]] {
            case .integer(let value): number = UInt128(exactly: value)
            case .digits(let digits): number = UInt128(object.tree.string(digits))
            default: number = nil
            }
            guard let number else { return false }
            let digits = Array(Self.hexadecimal(number, 32))
            let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
            writer.put("UUID('" + parts.joined(separator: "-") + "')")
            return true
        }
        return false
    }

    private func writePath(_ object: PythonObject, _ name: String, to writer: inout LiteralWriter) -> Bool {
        guard PythonClasses.library.contains(name) else { return false }
        var path: [UInt8] = []
        for argument in object.arguments {
            guard case .text(let piece) = object.tree[argument] else { return false }
            if let last = path.last, last != UInt8(ascii: "/") { path.append(UInt8(ascii: "/")) }
            // As Windows has it the drive ends with a backslash, which is not how a path is shown.
            path += object.tree[piece].map { name.contains("Windows") && $0 == UInt8(ascii: "\\") ? 0x2f : $0 }
        }
        writer.put(name.dropFirst("pathlib.".count) + "(")
        writeText(path.isEmpty ? [UInt8(ascii: ".")] : path[...], .text, to: &writer)
        writer.put(")")
        return true
    }
}
