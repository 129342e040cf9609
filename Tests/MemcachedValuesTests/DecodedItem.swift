@testable import MemcachedValues

/// What a client's item says, from its flags and bytes to a literal.
struct DecodedItem {
    let reading: ClientReading
    let literal: String

    init(
        _ client: any ClientLibrary,
        flags: UInt32,
        bytes: [UInt8],
        limits: DecodingLimits = DecodingLimits()
    ) throws {
        reading = client.reading(flags: flags, bytes: bytes)
        let body = try reading.packing?.unpack(bytes[...], limit: limits.unpackedBytes) ?? bytes
        var tree = ValueTree(body, limits: limits)
        switch reading.kind {
        case .serialized(let format): tree = try format.decode(body, limits: limits)
        case .own(let decode): tree = try decode(body, limits)
        case .text, .string, .json: try tree.finish(tree.add(.text(tree.piece(0..<body.count))))
        case .bytes: try tree.finish(tree.add(.bytes(tree.piece(0..<body.count))))
        case .integerText, .floatText: try tree.finish(tree.add(.digits(tree.piece(0..<body.count))))
        case .boolText: try tree.finish(tree.add(.bool(body == [0x31])))
        }
        literal = client.language.line(tree)
    }
}

/// Bytes that are damaged in every simple way.
enum Damage {
    /// Cuts them anywhere and changes each byte to several others. Whatever comes of it, it comes to an end.
    static func survive(_ bytes: [UInt8], _ body: ([UInt8]) throws -> Void) {
        // Of packed values hardly a change gets past their check sum, and of long ones the beginning says enough.
        let isPacked = Packing.allCases.contains { $0.resembles(bytes[...]) }
        for place in 0..<min(bytes.count, isPacked ? 20 : bytes.count > 4000 ? 100 : 400) {
            try? body(Array(bytes[..<place]))
            for value: UInt8 in [0, 0x7f, 0x80, 0xff, bytes[place] ^ 1, bytes[place] &+ 1] {
                var changed = bytes
                changed[place] = value
                try? body(changed)
            }
        }
    }
}
