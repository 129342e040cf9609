// The entry of libFuzzer: an item, its flags in the first four bytes, is taken for everything that it may be.
// Scripts/fuzz compiles it together with the sources of MemcachedValues.

/// Takes an item for everything that it may be.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzValue(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count >= 4 else { return 0 }
    let input = Array(UnsafeBufferPointer(start: data, count: count))
    let flags = input[..<4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    let bytes = Array(input[4...])
    show(Interpreter().meaning(flags: flags, bytes: bytes))
    for client in ClientLibraries.all {
        show(Interpreter(client: client).meaning(flags: flags, bytes: bytes))
    }
    for format in SerializedFormats.all {
        guard let tree = try? format.decode(bytes, limits: DecodingLimits()) else { continue }
        write(tree, format.language)
    }
    return 0
}

/// What a screen would be given; nothing of it may drive a terminal.
private func show(_ meaning: Meaning) {
    check(Array((meaning.line ?? "").utf8))
    check(Array((meaning.fault.map { "\($0)" } ?? "").utf8))
    if case .tree(let tree, let language) = meaning.content { write(tree, language) }
    guard meaning.packing != nil, meaning.fault == nil, let bytes = meaning.unpacked, bytes.count < 1 << 16,
        let packed = try? meaning.repacked(bytes)
    else { return }
    let reading = ClientReading(
        type: "",
        kind: .bytes,
        packing: meaning.packing,
        lengthHeader: meaning.lengthHeader,
        fit: .writes
    )
    var unpacker = Unpacker(packed, limit: 1 << 20)
    guard (try? unpacker.unpacked(reading)) == bytes else { fatalError("not the same after it was packed again") }
}

private func write(_ tree: ValueTree, _ language: any LiteralLanguage) {
    for language in [language, JSONLiteral(other: language)] as [any LiteralLanguage] {
        for (limit, width) in [(4000, nil), (4000, 80), (1 << 20, 80)] {
            var writer = LiteralWriter(limit: limit, width: width)
            language.write(tree.root, of: tree, to: &writer)
            guard writer.output.count <= limit else { fatalError("\(writer.output.count) bytes were written") }
            check(writer.output)
            var end = 0
            for run in writer.runs {
                guard run.start >= end, run.start <= writer.output.count else { fatalError("a run at \(run.start)") }
                end = run.start
            }
        }
    }
    check(Array(language.type(of: tree.root, in: tree).utf8))
}

private func check(_ output: [UInt8]) {
    guard let text = String(validating: output, as: UTF8.self) else { fatalError("not UTF-8: \(output)") }
    for scalar in text.unicodeScalars where !scalar.isPrintable && scalar != "\n" {
        fatalError("\(scalar.value) reaches the terminal")
    }
}
