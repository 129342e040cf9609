import MemcachedValues

extension JSONObject {
    /// What a value means: its type, where it is known who wrote it also the client, and the value itself as JSON. What JSON
    /// has nothing for is text, as its own language writes it.
    mutating func addMeaning(of bytes: [UInt8], flags: UInt32, view: ValueView) {
        var interpreter = Interpreter()
        if case .client(let client) = view { interpreter.client = client }
        let meaning = interpreter.meaning(flags: flags, bytes: bytes)
        add("type", meaning.typeWord)
        if let format = meaning.format { add("format", format) }
        if let packing = meaning.packing { add("packing", packing.rawValue) }
        if !meaning.clients.isEmpty { add("clients", strings: meaning.clients.map(\.name)) }
        if let fault = meaning.fault {
            add("undecoded", "\(fault)")
            return
        }
        switch meaning.content {
        case .text(let text):
            if let tree = meaning.json(limits: interpreter.limits) {
                if meaning.format == nil { add("format", JSONFormat().name) }
                addDecoded(tree, JSONLiteral(), of: meaning)
            } else {
                add("decoded", bytes: text)
            }
        case .bytes(let bytes): add("decoded", bytes: bytes)
        case .tree(let tree, let language): addDecoded(tree, JSONLiteral(other: language), of: meaning)
        }
    }

    private mutating func addDecoded(_ tree: ValueTree, _ language: JSONLiteral, of meaning: Meaning) {
        let limit = LiteralWriter.limit(ofAll: meaning.unpackedCount)
        var writer = LiteralWriter(limit: limit, width: nil)
        language.write(tree.root, of: tree, to: &writer)
        // Half an object is none.
        if writer.isCut {
            add("undecoded", "it would be more than \(ByteCount.words(limit))")
        } else {
            add(Array("decoded".utf8), literal: String(decoding: writer.output, as: UTF8.self))
        }
    }
}
