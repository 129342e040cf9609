/// Whether a command line for `/bin/sh` goes on in the next line, by sh's own rules, which are not those of statements.
enum ProgramQuoting {
    static func continuation(of command: some Sequence<UInt8>) -> Continuation {
        var quote: UInt8?
        var isEscaped = false
        var isComment = false
        var mayBeginWord = true
        for byte in command {
            if isComment {
                isComment = byte != 0x0a
                mayBeginWord = true
                continue
            }
            if isEscaped {
                isEscaped = false
                mayBeginWord = false
                continue
            }
            switch byte {
            case UInt8(ascii: "\\") where quote != UInt8(ascii: "'"): isEscaped = true
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                if quote == nil { quote = byte } else if quote == byte { quote = nil }
                mayBeginWord = false
            case UInt8(ascii: "#") where quote == nil && mayBeginWord: isComment = true
            default: mayBeginWord = WordScanner.isBlank(byte) || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "|")
            }
        }
        if isEscaped { return .backslash }
        return quote == nil ? .complete : .quote
    }
}
