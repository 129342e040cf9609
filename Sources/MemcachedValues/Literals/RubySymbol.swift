/// Which symbols of Ruby stand without quotes behind their colon (`rb_enc_symname_type` of Ruby's `symbol.c`).
enum RubySymbol {
    private static let operators: Set<String> = [
        "[]", "[]=", "!", "!=", "!~", "+", "-", "*", "**", "/", "%", "&", "|", "^", "~", "<", "<=", "<=>", "<<", ">",
        ">=",
        ">>", "=~", "==", "===", "+@", "-@", "`",
    ]

    static func needsNoQuotes(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let text = String(validating: bytes, as: UTF8.self) else { return false }
        if operators.contains(text) { return true }
        var rest = text.unicodeScalars[...]
        if rest.first == "$" { return isGlobal(rest.dropFirst()) }
        let isVariable = rest.first == "@"
        if rest.starts(with: "@@".unicodeScalars) { rest = rest.dropFirst(2) } else if isVariable { rest.removeFirst() }
        if !isVariable, let last = rest.last, ["?", "!", "="].contains(last) { rest.removeLast() }
        return isIdentifier(rest)
    }

    private static func isIdentifier(_ scalars: Substring.UnicodeScalarView) -> Bool {
        guard let first = scalars.first, !("0"..."9").contains(first) else { return false }
        return scalars.allSatisfy(isPartOfName)
    }

    private static func isPartOfName(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return scalar.isPrintable }
        return scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }

    /// Behind the `$` of a global variable.
    private static func isGlobal(_ scalars: Substring.UnicodeScalarView) -> Bool {
        guard let first = scalars.first else { return false }
        if ("0"..."9").contains(first) {
            return scalars.allSatisfy { ("0"..."9").contains($0) } && (first != "0" || scalars.count == 1)
        }
        if first == "-" { return scalars.count == 2 && scalars.last.map(isPartOfName) == true }
        if "~*$?!@/\\;,.=:<>\"&`'+_".unicodeScalars.contains(first), scalars.count == 1 { return true }
        return isIdentifier(scalars)
    }
}
