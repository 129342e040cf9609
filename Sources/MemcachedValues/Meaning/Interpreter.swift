/// Finds out what items mean.
public struct Interpreter: Sendable {
    /// The client that is said to have written everything; `nil` to conclude it from each item.
    public var client: (any ClientLibrary)?
    /// How much may become of an item.
    public var limits: DecodingLimits

    /// - Parameters:
    ///   - client: the client that is said to have written everything; `nil` to conclude it from each item.
    ///   - limits: how much may become of an item.
    public init(client: (any ClientLibrary)? = nil, limits: DecodingLimits = DecodingLimits()) {
        self.client = client
        self.limits = limits
    }

    /// What an item means. Whatever it is made of: if it cannot be decoded, its bytes are the content and the fault says
    /// why.
    public func meaning(flags: UInt32, bytes: [UInt8]) -> Meaning {
        if let client {
            let reading = Interpreter.reading(by: client, flags, bytes)
            var unpacker = Unpacker(bytes, limit: limits.unpackedBytes)
            var meaning = meaning(of: Candidate(clients: [client], reading: reading), flags, bytes, &unpacker)
            // Others would have written it so, and this one would not: then it is theirs.
            if reading.fit < .writes, flags != 0 {
                meaning.rival = Interpreter(limits: limits).meaning(flags: flags, bytes: bytes).rivalLine(of: client)
            }
            return meaning
        }
        let candidates = Interpreter.candidates(flags, bytes)
        guard !candidates.isEmpty else { return unknown(flags, bytes) }
        var unpacker = Unpacker(bytes, limit: limits.unpackedBytes)
        var best: (meaning: Meaning, look: String)?
        var failed: Meaning?
        for candidate in candidates {
            let other = meaning(of: candidate, flags, bytes, &unpacker)
            guard other.fault == nil else {
                if failed == nil { failed = other }
                continue
            }
            guard let found = best else {
                best = (other, other.look)
                continue
            }
            if found.meaning.format != nil, other.format == nil, case .text = other.content {
                // What reads as a whole format is hardly the text that it would be as well.
            } else if other.look == found.look {
                // Two that look the same are the same to whoever looks.
                best?.meaning.clients += other.clients
            } else {
                let alternative = Meaning.Alternative(clients: other.clients, type: other.typeWord)
                best?.meaning.alternatives.append(alternative)
            }
        }
        // What begins as a whole format, and is none, is rather a damaged one than the text that it would be as well.
        if let failed, best?.meaning.format == nil, best?.meaning.packing == nil, failed.isStructured { return failed }
        return best?.meaning ?? failed ?? unknown(flags, bytes)
    }

    // MARK: Candidates

    /// What several clients make of an item in the same way.
    struct Candidate {
        var clients: [any ClientLibrary]
        let reading: ClientReading

        func isSame(as other: ClientReading) -> Bool {
            reading.kind.name == other.kind.name && reading.packing == other.packing
                && reading.lengthHeader == other.lengthHeader && reading.type == other.type
        }
    }

    /// What the clients would have meant that write such an item. Without flags everything is what its bytes show.
    static func candidates(_ flags: UInt32, _ bytes: [UInt8]) -> [Candidate] {
        var candidates: [Candidate] = []
        guard flags != 0 else { return [] }
        for client in ClientLibraries.all where client.hasFlagsOfItsOwn {
            let reading = Interpreter.reading(by: client, flags, bytes)
            guard reading.fit == .writes else { continue }
            if let place = candidates.firstIndex(where: { $0.isSame(as: reading) }) {
                candidates[place].clients.append(client)
            } else {
                candidates.append(Candidate(clients: [client], reading: reading))
            }
        }
        return candidates
    }

    private static func reading(by client: any ClientLibrary, _ flags: UInt32, _ bytes: [UInt8]) -> ClientReading {
        let reading = client.reading(flags: flags, bytes: ScalarText.withoutFill(bytes))
        // Only numbers are filled up. In text a blank is a blank.
        switch reading.kind {
        case .integerText, .floatText: return reading
        default: return client.reading(flags: flags, bytes: bytes)
        }
    }

    // MARK: Decoding

    private func meaning(
        of candidate: Candidate,
        _ flags: UInt32,
        _ bytes: [UInt8],
        _ unpacker: inout Unpacker
    ) -> Meaning {
        let reading = candidate.reading
        var meaning = Meaning(content: .bytes(bytes))
        meaning.flags = flags
        meaning.clients = candidate.clients
        meaning.type = reading.type
        meaning.packing = reading.packing
        meaning.lengthHeader = reading.lengthHeader
        meaning.stored = bytes
        meaning.unpacked = reading.packing == nil ? bytes : nil
        guard reading.fit > .fails else {
            meaning.content = Interpreter.content(bytes)
            let name = candidate.clients.first?.title ?? "the client"
            meaning.fault = DecodingFault("\(name) would not read it: it writes no such bytes with flags \(flags)")
            return meaning
        }
        switch reading.kind {
        case .serialized, .json: meaning.isStructured = true
        default: meaning.isStructured = reading.packing != nil
        }
        do throws(DecodingFault) {
            let unpacked = try unpacker.unpacked(reading)
            meaning.unpacked = unpacked
            let kind = Interpreter.settled(reading.kind, unpacked)
            if case .serialized(let format) = kind { meaning.format = format.name }
            if case .json = kind { meaning.format = "JSON" }
            meaning.content = try content(unpacked, kind, candidate.clients)
        } catch {
            meaning.content = Interpreter.content(bytes)
            meaning.fault = error
        }
        return meaning
    }

    /// What is packed shows only afterwards whether the program has chosen JSON for its serializer, which has no flag of its
    /// own with most clients.
    private static func settled(_ kind: ClientReading.Kind, _ bytes: [UInt8]) -> ClientReading.Kind {
        guard case .serialized(let format) = kind, !format.resembles(bytes), JSONLook.mayBegin(bytes) else {
            return kind
        }
        return .json
    }

    private func content(
        _ bytes: [UInt8],
        _ kind: ClientReading.Kind,
        _ clients: [any ClientLibrary]
    ) throws(DecodingFault) -> Meaning.Content {
        let language = clients.first?.language ?? PlainLiteral()
        switch kind {
        case .bytes: return .bytes(bytes)
        case .text:
            guard UTF8Text.isValid(bytes[...]) else { throw DecodingFault("it is not UTF-8") }
            return .text(bytes)
        case .string: return Interpreter.content(bytes)
        case .integerText: return .tree(try ScalarText.integer(ScalarText.withoutFill(bytes), limits: limits), language)
        case .floatText: return .tree(try ScalarText.float(ScalarText.withoutFill(bytes), limits: limits), language)
        case .boolText: return .tree(try ScalarText.bool(bytes, limits: limits), language)
        case .json:
            let format = JSONFormat()
            return .tree(try format.decode(bytes, limits: limits), format.language)
        case .serialized(let format): return .tree(try format.decode(bytes, limits: limits), format.language)
        case .own(let decode): return .tree(try decode(bytes, limits), language)
        }
    }

    // MARK: Without flags that say something

    /// Bytes of which nobody is known to be the author: they may still be something that begins like nothing else.
    private func unknown(_ flags: UInt32, _ bytes: [UInt8]) -> Meaning {
        var meaning = Meaning(content: Interpreter.content(bytes))
        meaning.flags = flags
        meaning.stored = bytes
        meaning.unpacked = bytes
        // No text has control bytes in it, but for those that part it into lines and columns.
        guard !UTF8Text.isPlain(bytes) else { return meaning }
        if let guess = guess(bytes) {
            meaning.content = guess.content
            meaning.format = guess.format
            meaning.isGuessed = true
            return meaning
        }
        for packing in Packing.allCases where packing.resembles(bytes[...]) {
            guard let unpacked = try? packing.unpack(bytes[...], limit: limits.unpackedBytes) else { continue }
            meaning.packing = packing
            meaning.unpacked = unpacked
            meaning.isGuessed = true
            let guess = guess(unpacked)
            meaning.content = guess?.content ?? Interpreter.content(unpacked)
            meaning.format = guess?.format
            break
        }
        return meaning
    }

    private func guess(_ bytes: [UInt8]) -> (content: Meaning.Content, format: String)? {
        for format in SerializedFormats.marked where format.resembles(bytes) {
            if let tree = try? format.decode(bytes, limits: limits) {
                return (.tree(tree, format.language), format.name)
            }
        }
        return nil
    }

    private static func content(_ bytes: [UInt8]) -> Meaning.Content {
        UTF8Text.isValid(bytes[...]) ? .text(bytes) : .bytes(bytes)
    }
}
