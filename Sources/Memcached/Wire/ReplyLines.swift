import NIOCore

// How the single lines of replies are read.

extension Refusal {
    /// A refusal, if the line is one. Its first word ends at a blank or a colon: `ERROR: shutdown not enabled`.
    init?(line: ByteBufferView) {
        let word = line.prefix { $0 != ASCII.space && $0 != UInt8(ascii: ":") }
        let kind: Kind
        switch word.count {
        case 5 where word.elementsEqual("ERROR".utf8): kind = .unknownCommand
        case 5 where word.elementsEqual("Error".utf8): kind = .server
        case 12 where word.elementsEqual("CLIENT_ERROR".utf8): kind = .client
        case 12 where word.elementsEqual("SERVER_ERROR".utf8): kind = .server
        default: return nil
        }
        let text = line.dropFirst(word.count).drop { $0 == ASCII.space || $0 == UInt8(ascii: ":") }
        self.init(kind: kind, text: Array(text))
    }

    /// Whether the server turned the connection away rather than the request.
    var isFullServer: Bool { kind == .unknownCommand && text.elementsEqual("Too many open connections".utf8) }
}

extension MetaReply {
    init?(line: ByteBufferView, _ opaque: Opaque?) throws(ProtocolViolation) {
        let words = line.split(separator: ASCII.space)
        guard let first = words.first, let code = Code(rawValue: String(decoding: first, as: UTF8.self)) else {
            return nil
        }
        var token: UInt64?
        for flag in words.dropFirst() where flag.first == UInt8(ascii: "c") {
            guard let number = ASCII.unsigned(flag.dropFirst()) else { return nil }
            token = number
        }
        if let opaque, !opaque.isAmong(words.dropFirst()) { throw ProtocolViolation.anotherAnswer(line) }
        self.init(code: code, token: token)
    }
}

extension ItemFacts {
    init?(line: ByteBufferView, key: Key) {
        let words = line.split(separator: ASCII.space)
        guard words.count > 2, words[0].elementsEqual("ME".utf8), words[1].elementsEqual(key.bytes) else { return nil }
        var numbers: [String: Int64] = [:]
        var token: UInt64?
        var wasFetched: Bool?
        for word in words.dropFirst(2) {
            let name = word.prefix { $0 != UInt8(ascii: "=") }
            let value = word.dropFirst(name.count + 1)
            if name.elementsEqual("cas".utf8) {
                token = ASCII.unsigned(value)
            } else if name.elementsEqual("fetch".utf8) {
                wasFetched = value.elementsEqual("yes".utf8)
            } else {
                numbers[String(decoding: name, as: UTF8.self)] = Int64(String(decoding: value, as: UTF8.self))
            }
        }
        guard let exp = numbers["exp"], let size = numbers["size"], size >= 0, let token else { return nil }
        self.init(
            exp: exp,
            token: token,
            size: UInt64(size),
            secondsSinceUse: numbers["la"],
            wasFetched: wasFetched,
            slabClass: numbers["cls"].flatMap { UInt64(exactly: $0) }
        )
    }
}
