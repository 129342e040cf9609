/// The line end behind the last line: editors put one there, also where a value has none.
package enum FinalNewline {
    /// A value as an editor wants it.
    package static func added(to value: [UInt8]) -> [UInt8] {
        value.last == 0x0a ? value : value + [0x0a]
    }

    /// What an editor left, as it is to be stored in place of a value that was given to it.
    package static func restored(_ left: [UInt8], asIn value: [UInt8]) -> [UInt8] {
        var left = left[...]
        if value.last != 0x0a, left.last == 0x0a { left.removeLast() }
        // An editor that found lines of another system ends the last one as it does there.
        if value.last != 0x0a, value.last != 0x0d, left.last == 0x0d { left.removeLast() }
        return Array(left)
    }
}
