extension ValueTree {
    /// The nodes that a node holds.
    public func children(of index: Index) -> [Index] {
        switch self[index] {
        case .null, .bool, .integer, .digits, .float, .text, .bytes, .symbol, .name, .notation: return []
        case .list(let list), .tuple(let list), .set(let list), .frozenSet(let list), .map(let list): return self[list]
        case .object(let number):
            let object = objects[Int(number)]
            return self[object.arguments] + self[object.fields] + self[object.items] + self[object.entries]
        }
    }

    /// How many levels there are below and with a node. What holds itself ends where it begins again.
    func depth(of root: Index) -> Int {
        // By hand, since what is to be found out is how often a function may call itself.
        var depths = [Int32](repeating: 0, count: nodes.count)
        let underWay: Int32 = -1
        var path: [(index: Index, children: [Index], place: Int)] = [(root, children(of: root), 0)]
        depths[Int(root.number)] = underWay
        while let (index, children, place) = path.last {
            if place < children.count {
                path[path.count - 1].place += 1
                let child = children[place]
                guard depths[Int(child.number)] == 0 else { continue }
                depths[Int(child.number)] = underWay
                path.append((child, self.children(of: child), 0))
            } else {
                let deepest = children.reduce(0) { max($0, depths[Int($1.number)]) }
                depths[Int(index.number)] = deepest + 1
                path.removeLast()
            }
        }
        return Int(depths[Int(root.number)])
    }
}
