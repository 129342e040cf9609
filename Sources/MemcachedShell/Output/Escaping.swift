/// Makes foreign bytes fit for a terminal and for a line of their own.
package enum Escaping {
    /// Text without quotes around it, in which nothing can drive a terminal: for messages.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        forEachPiece(of: bytes) { piece in
            switch piece {
            case .scalar(let scalar) where isPrintable(scalar): text.unicodeScalars.append(scalar)
            case .scalar(let scalar): text += escape(scalar)
            case .byte(let byte): text += escape(byte)
            }
        }
        return text
    }

    /// Bytes as they are but for what drives a terminal; line feeds and tabs stay.
    package static func forTerminal(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        forEachPiece(of: bytes) { piece in
            switch piece {
            case .scalar(let scalar) where isPrintable(scalar) || scalar == "\n" || scalar == "\t":
                result += Array(String(Character(scalar)).utf8)
            case .scalar(let scalar): result += Array(escape(scalar).utf8)
            case .byte(let byte): result += Array(escape(byte).utf8)
            }
        }
        return result
    }

    enum Piece {
        case scalar(Unicode.Scalar)
        /// A byte that is not part of valid UTF-8.
        case byte(UInt8)
    }

    static func forEachPiece(of bytes: some Sequence<UInt8>, _ body: (Piece) -> Void) {
        let bytes = Array(bytes)
        var index = 0
        while index < bytes.count {
            let first = bytes[index]
            if first < 0x80 {
                body(.scalar(Unicode.Scalar(first)))
                index += 1
                continue
            }
            let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
            var iterator = bytes[index...].prefix(length).makeIterator()
            var parser = Unicode.UTF8.ForwardParser()
            if case .valid(let encoded) = parser.parseScalar(from: &iterator) {
                body(.scalar(Unicode.UTF8.decode(encoded)))
                index += encoded.count
            } else {
                body(.byte(first))
                index += 1
            }
        }
    }

    /// Whether a scalar can be shown: it neither drives the terminal, nor reorders the text, nor hides in it.
    package static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value >= 0x20 && scalar.value < 0x7f }
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
            return false
        case .format:
            // The joiners of scripts and emoji.
            return scalar.value == 0x200c || scalar.value == 0x200d
        default:
            return true
        }
    }

    static func escape(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\0": "\\0"
        default:
            scalar.value < 0x80
                ? escape(UInt8(scalar.value)) : "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        }
    }

    static func escape(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return "\\x" + (byte < 0x10 ? "0" : "") + digits
    }
}
