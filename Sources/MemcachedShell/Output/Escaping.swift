import MemcachedValues

/// Makes foreign bytes fit for a terminal and for a line of their own.
package enum Escaping {
    /// Text without quotes around it, in which nothing can drive a terminal: for messages.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        forEachPiece(of: bytes) { piece in
            switch piece {
            case .run(let run): text += run
            case .scalar(let scalar): append(scalar, to: &text)
            case .byte(let byte): append(byte, to: &text)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Bytes as they are but for what drives a terminal; line feeds and tabs stay.
    package static func forTerminal(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        forEachPiece(of: bytes) { piece in
            switch piece {
            case .run(let run): result += run
            case .scalar("\n"): result.append(0x0a)
            case .scalar("\t"): result.append(0x09)
            case .scalar(let scalar): append(scalar, to: &result)
            case .byte(let byte): append(byte, to: &result)
            }
        }
        return result
    }

    enum Piece {
        /// Printable ASCII without double quotes and backslashes: it means itself everywhere.
        case run(ArraySlice<UInt8>)
        case scalar(Unicode.Scalar)
        /// A byte that is not part of valid UTF-8.
        case byte(UInt8)
    }

    static func forEachPiece(of bytes: some Sequence<UInt8>, _ body: (Piece) -> Void) {
        let bytes = Array(bytes)
        var index = 0
        while index < bytes.count {
            let first = bytes[index]
            if isOrdinary(first) {
                let start = index
                while index < bytes.count, isOrdinary(bytes[index]) { index += 1 }
                body(.run(bytes[start..<index]))
                continue
            }
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

    static func isOrdinary(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte < 0x7f && byte != 0x22 && byte != 0x5c
    }

    /// A scalar as it is, if it can be shown, and else escaped.
    static func append(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
        guard !scalar.isPrintable else {
            output += String(scalar).utf8
            return
        }
        switch scalar {
        case "\n": output.append("\\n" as StaticString)
        case "\r": output.append("\\r" as StaticString)
        case "\t": output.append("\\t" as StaticString)
        case "\0": output.append("\\0" as StaticString)
        default:
            if scalar.value < 0x80 {
                append(UInt8(scalar.value), to: &output)
            } else {
                output.append("\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}")
            }
        }
    }

    /// A byte in hexadecimal.
    static func append(_ byte: UInt8, to output: inout [UInt8]) {
        output.append("\\x" as StaticString)
        output.append(digit(byte >> 4))
        output.append(digit(byte & 0xf))
    }

    private static func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? 0x30 : 0x37) }
}
