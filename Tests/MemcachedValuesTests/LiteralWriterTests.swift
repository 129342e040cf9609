@testable import MemcachedValues
import Testing

struct LiteralWriterTests {
    private static func tree(_ bytes: [UInt8]) throws -> ValueTree {
        try PickleFormat().decode(bytes, limits: DecodingLimits())
    }

    /// Wherever a literal is cut: no character is torn, and each run begins within it.
    @Test func cutAnywhere() throws {
        let text = Array("[\"aé漢😀\", {\"ключ\": \"значение\"}, 1, true, \"é\"]".utf8)
        let tree = try JSONFormat().decode(text, limits: DecodingLimits())
        for limit in 0..<90 {
            var writer = LiteralWriter(limit: limit, width: 20)
            JSONLiteral().write(tree.root, of: tree, to: &writer)
            #expect(writer.output.count <= limit && String(validating: writer.output, as: UTF8.self) != nil)
            #expect(writer.runs.allSatisfy { $0.start <= writer.output.count }, "\(limit)")
        }
    }

    /// Lists that hold each other have short ways through them, and others that are thousands of levels long.
    @Test func circlesAreNotFollowedDeeperThanATreeMayBe() throws {
        var pickle: [UInt8] = [0x80, 2]
        func put(_ slot: Int) -> [UInt8] { [0x72] + (0..<4).map { UInt8(slot >> (8 * $0) & 0xff) } }
        func get(_ slot: Int) -> [UInt8] { [0x6a] + (0..<4).map { UInt8(slot >> (8 * $0) & 0xff) } }
        let count = 60
        let chain = 300
        // All lists first, then who holds whom.
        for slot in 0..<count * (chain + 2) { pickle += [0x5d] + put(slot) + [0x30] }
        for gadget in 0..<count {
            let (v, u) = (gadget * (chain + 2), gadget * (chain + 2) + 1)
            let next = ((gadget + 1) % count) * (chain + 2) + 1
            pickle += get(u) + get(v) + [0x61, 0x30] + get(v) + get(u) + [0x61, 0x30]
            for link in 0..<chain {
                let from = link == 0 ? v : v + 1 + link
                let to = link == chain - 1 ? next : v + 2 + link
                pickle += get(from) + get(to) + [0x61, 0x30]
            }
        }
        pickle += [0x5d]
        for gadget in 0..<count { pickle += get(gadget * (chain + 2)) + [0x61] }
        pickle += get(1) + [0x61, 0x2e]
        guard let tree = try? Self.tree(pickle) else { return }
        var writer = LiteralWriter(limit: 1 << 24, width: nil)
        PythonLiteral().write(tree.root, of: tree, to: &writer)
        var depth = 0
        var deepest = 0
        for byte in writer.output {
            if byte == UInt8(ascii: "[") { depth += 1 } else if byte == UInt8(ascii: "]") { depth -= 1 }
            deepest = max(deepest, depth)
        }
        #expect(deepest <= LiteralWriter.mostLevels + 1)
    }

    @Test func partsThatNameEachOtherAreWrittenNoLongerThanTheirLimit() throws {
        // [x, x, x], thirty times over.
        var pickle: [UInt8] = [0x80, 4, 0x4b, 1]
        for _ in 0..<30 { pickle += [0x94, 0x30] + [0x28, 0x68, 0, 0x68, 0, 0x68, 0, 0x6c] }
        pickle += [0x2e]
        guard let tree = try? Self.tree(pickle) else { return }
        var writer = LiteralWriter(limit: LiteralWriter.limit(ofAll: pickle.count), width: 80)
        PythonLiteral().write(tree.root, of: tree, to: &writer)
        #expect(writer.output.count <= 1 << 20)
    }
}
