extension JavaStreamReader {
    mutating func someDescription(_ depth: Int) throws(DecodingFault) -> Int {
        guard let description = try description(depth), !descriptions[description].chain.isEmpty else {
            throw cursor.fault("the class of an object is missing")
        }
        return description
    }

    mutating func description(_ depth: Int) throws(DecodingFault) -> Int? {
        let code = try cursor.byte()
        switch code {
        case Code.null: return nil
        case Code.reference:
            guard case .description(let number) = try reference() else { throw cursor.fault("a class is missing") }
            return number
        case Code.classDescription, Code.proxyDescription: return try newDescription(code, depth)
        default: throw fault("a class is missing")
        }
    }

    mutating func newDescription(_ code: UInt8, _ depth: Int) throws(DecodingFault) -> Int {
        let depth = try deeper(depth)
        let number = descriptions.count
        guard number < JavaClassDescription.most else {
            throw cursor.fault("it names more than \(JavaClassDescription.most) classes")
        }
        if code == Code.classDescription {
            let piece = try name()
            descriptions.append(try JavaClassDescription(piece, &tree))
            try cursor.skip(8)
            handles.append(.description(number))
            descriptions[number].flags = JavaClassDescription.Flags(rawValue: try cursor.byte())
            for _ in 0..<(try cursor.bigEndian(UInt16.self)) {
                let type = try cursor.byte()
                let piece = try name()
                let node = try tree.add(.text(piece))
                descriptions[number].fields.append(
                    .init(type: type, name: tree.shortName(piece), node: node)
                )
                // The type itself, which says nothing that the value does not.
                if type == UInt8(ascii: "L") || type == UInt8(ascii: "[") { _ = try content(depth) }
            }
        } else {
            descriptions.append(try JavaClassDescription(tree.keep("java.lang.reflect.Proxy"), &tree))
            handles.append(.description(number))
            descriptions[number].flags = .serializable
            let count = Int(try cursor.bigEndian(Int32.self))
            guard count >= 0, count <= cursor.remaining / 2 else { throw cursor.fault("it ends too early") }
            for _ in 0..<count { _ = try self.name() }
        }
        var annotation = JavaObjectContents.Part()
        try annotations(depth, &annotation)
        var chain: [Int] = []
        if let ancestor = try description(depth) {
            chain = descriptions[ancestor].chain
            guard !chain.isEmpty else { throw cursor.fault("a class is made from itself") }
        }
        guard chain.count < JavaClassDescription.mostAncestors else {
            throw cursor.fault("a class has more than \(JavaClassDescription.mostAncestors) ancestors")
        }
        descriptions[number].chain = chain + [number]
        return number
    }
}
