import MemcachedValues

/// Text in double quotes, as it could be typed back.
enum QuotedText {

    /// Appends bytes in quotes. It goes through them once, without a copy of its own: they may be a hundred megabytes.
    static func append(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        output.reserveCapacity(output.count + bytes.count + bytes.count / 16 + 16)
        output.append(0x22)
        var index = 0
        while index < bytes.count {
            let start = index
            while index < bytes.count, Escaping.isOrdinary(bytes[index]) { index += 1 }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<index]))
            guard index < bytes.count else { break }
            let piece = bytes[index..<min(index + 4, bytes.count)]
            switch bytes[index] {
            case 0x22, 0x5c:
                output.append(0x5c)
                output.append(bytes[index])
                index += 1
            case let byte where byte < 0x80:
                Escaping.append(Unicode.Scalar(byte), to: &output)
                index += 1
            case let byte:
                var iterator = piece.makeIterator()
                var parser = Unicode.UTF8.ForwardParser()
                if case .valid(let encoded) = parser.parseScalar(from: &iterator) {
                    Escaping.append(Unicode.UTF8.decode(encoded), to: &output)
                    index += encoded.count
                } else {
                    Escaping.append(byte, to: &output)
                    index += 1
                }
            }
        }
        output.append(0x22)
    }
}
