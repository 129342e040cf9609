extension StorableReader {
    /// What `STORABLE_freeze` of a class is written with.
    private struct Flags: OptionSet {
        let rawValue: UInt8

        static let longClass = Flags(rawValue: 0x04)
        static let longData = Flags(rawValue: 0x08)
        static let longList = Flags(rawValue: 0x10)
        static let knownClass = Flags(rawValue: 0x20)
        static let moreFollows = Flags(rawValue: 0x40)
        static let hasList = Flags(rawValue: 0x80)
        /// What the object is made of; 3 is something that is tied.
        var isTied: Bool { rawValue & 3 == 3 }
    }

    /// An object that its class froze by itself: a string, and other things that it is made of.
    mutating func hook(_ depth: Int) throws(DecodingFault) -> Thing {
        var flags = Flags(rawValue: try cursor.byte())
        if flags.isTied { throw cursor.fault("it is tied to a class, which alone knows what it holds") }
        let place = try reserve(isReferent: true)
        // What has not come yet of its parts comes first.
        while flags.contains(.moreFollows) {
            _ = try thing(depth + 1)
            flags = Flags(rawValue: try cursor.byte())
        }
        let name: ValueTree.Piece
        if flags.contains(.knownClass) {
            name = try oldClass(flags.contains(.longClass) ? length() : Int(cursor.byte()))
        } else {
            name = newClass(try data(isLong: flags.contains(.longClass)))
        }
        let frozen = tree.piece(try data(isLong: flags.contains(.longData)))
        var parts = [try tree.add(.bytes(frozen))]
        if flags.contains(.hasList) {
            let count = flags.contains(.longList) ? try length() : Int(try cursor.byte())
            guard count <= cursor.remaining / 4 else { throw cursor.fault("it ends too early") }
            for _ in 0..<count { parts.append(try oldThing().index) }
        }
        try bless(place.index, name, arguments: parts)
        return Thing(index: place.index, isReferent: true)
    }
}
