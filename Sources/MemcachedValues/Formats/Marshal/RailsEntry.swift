/// The entries of Rails' cache (`ActiveSupport::Cache`), which hold what a program stored as a value within the value.
///
/// Up to Rails 6.1 dalli gets an `Entry`, whose value may be packed; since 7.0 a string that Rails has made of it.
enum RailsEntry {
    private static let name = "ActiveSupport::Cache::Entry"
    /// No version of Rails has more of them.
    private static let mostFields = 16

    /// The entry with the value that it holds; `nil` for what is none, or holds what only its class can read.
    static func opened(_ tree: ValueTree, limits: DecodingLimits) -> ValueTree? {
        switch tree[tree.root] {
        case .bytes(let piece): try? string(tree[piece], limits)
        case .object(let number): try? object(tree.objects[Int(number)], tree, limits)
        default: nil
        }
    }

    // MARK: Up to 6.1

    /// An entry whose value was marshalled by itself and packed.
    private static func object(
        _ object: ValueTree.Object,
        _ tree: ValueTree,
        _ limits: DecodingLimits
    ) throws(DecodingFault) -> ValueTree? {
        guard tree.shortName(object.name) == name, tree[object.fields].count <= 2 * mostFields else { return nil }
        let fields = tree[object.fields]
        var names: [String] = []
        for place in stride(from: 0, to: fields.count, by: 2) {
            guard case .text(let piece) = tree[fields[place]] else { return nil }
            names.append(tree.shortName(piece))
        }
        // Rails 4 had them as single letters.
        guard let mark = names.firstIndex(where: { $0 == "compressed" || $0 == "c" }),
            let value = names.firstIndex(where: { $0 == "value" || $0 == "v" }),
            tree[fields[mark * 2 + 1]] == .bool(true), case .bytes(let packed) = tree[fields[value * 2 + 1]]
        else { return nil }
        let body = try Packing.zlib.unpack(tree[packed], limit: limits.unpackedBytes)
        var reader = MarshalReader(body, limits: limits)
        let inner = try reader.value()
        var parts: [(String, ValueTree.Index)] = []
        for (place, name) in names.enumerated() {
            let field = fields[place * 2 + 1]
            parts.append((name, place == value ? inner : try copy(field, tree, to: &reader.tree)))
        }
        return try entry(parts, &reader.tree)
    }

    /// Times and versions, which have no parts.
    private static func copy(
        _ index: ValueTree.Index,
        _ tree: ValueTree,
        to other: inout ValueTree
    ) throws(DecodingFault) -> ValueTree.Index {
        switch tree[index] {
        case .null, .bool, .integer, .float: return try other.add(tree[index])
        case .text(let piece): return try other.add(.text(other.keep(tree[piece])))
        case .bytes(let piece): return try other.add(.bytes(other.keep(tree[piece])))
        case .notation(let piece): return try other.add(.notation(other.keep(tree[piece])))
        default: throw DecodingFault("an entry of a cache has a field of another kind")
        }
    }

    // MARK: Since 7.0

    private static func string(
        _ bytes: ArraySlice<UInt8>,
        _ limits: DecodingLimits
    ) throws(DecodingFault) -> ValueTree? {
        if bytes.starts(with: [0, 0x11]) { return try newest(Array(bytes), limits) }
        if bytes.starts(with: [0, 4, 8]) { return try list(Array(bytes.dropFirst()), limits) }
        if bytes.starts(with: [1, 0x78]) {
            return try list(Packing.zlib.unpack(bytes.dropFirst(), limit: limits.unpackedBytes), limits)
        }
        return nil
    }

    /// Rails 7.0: a list of the value, the time at which it expires and its version, as far as there are any.
    private static func list(_ body: [UInt8], _ limits: DecodingLimits) throws(DecodingFault) -> ValueTree? {
        var reader = MarshalReader(body, limits: limits)
        let root = try reader.value()
        guard case .list(let list) = reader.tree[root], reader.tree[list].count <= 3 else { return nil }
        let names = ["value", "expires_at", "version"]
        var parts = Array(zip(names, reader.tree[list]))
        // Nothing at the end is left out, also a value.
        if parts.isEmpty { parts = [("value", try reader.tree.add(.null))] }
        return try entry(parts, &reader.tree)
    }

    /// Rails 7.1: what kind of value it is, the time, the version with its length, and the value.
    private static func newest(_ bytes: [UInt8], _ limits: DecodingLimits) throws(DecodingFault) -> ValueTree? {
        var cursor = ByteCursor(bytes, from: 2)
        let type = try cursor.byte()
        let expiry = Double(bitPattern: try cursor.littleEndian(UInt64.self))
        let versionLength = try cursor.littleEndian(Int32.self)
        let version = versionLength >= 0 ? try cursor.range(versionLength) : nil
        var body = Array(bytes[cursor.offset...])
        if type & 0x80 != 0 { body = try Packing.zlib.unpack(body[...], limit: limits.unpackedBytes) }
        var reader = MarshalReader(body, limits: limits)
        let value: ValueTree.Index
        switch type & 0x7f {
        case 1: value = try reader.value()
        case 2: value = try reader.tree.add(.text(reader.tree.piece(0..<body.count)))
        case 3, 4: value = try reader.tree.add(.bytes(reader.tree.piece(0..<body.count)))
        default: return nil
        }
        var parts = [("value", value)]
        if expiry >= 0 { parts.append(("expires_at", try reader.tree.add(.float(expiry)))) }
        if let version {
            parts.append(("version", try reader.tree.add(.text(reader.tree.keep(bytes[version])))))
        }
        return try entry(parts, &reader.tree)
    }

    private static func entry(
        _ parts: [(String, ValueTree.Index)],
        _ tree: inout ValueTree
    ) throws(DecodingFault) -> ValueTree {
        let made = try tree.addObject(tree.keep(name))
        var fields: [ValueTree.Index] = []
        for (name, value) in parts { fields += [try tree.addText(name), value] }
        let list = try tree.makeList(fields)
        tree.update(object: made.object) { $0.fields = list }
        try tree.finish(made.index)
        return tree
    }
}
