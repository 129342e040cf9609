/// FastLZ, levels 1 and 2: what php-memcached packs with unless it is told otherwise.
///
/// A block is a row of instructions, each with a first byte that says by its upper three bits what it is: some bytes as they
/// are, or a place further back and how many bytes to repeat from there. The upper bits of the very first one, which is
/// always of the former kind, say the level. It tells neither how long the value is nor whether it is all there.
enum FastLZ {
    private static let tooShort = "the packed bytes end too early"
    private static let damaged = "the packed bytes are damaged"

    static func unpack(_ bytes: ArraySlice<UInt8>, limit: Int) throws(DecodingFault) -> [UInt8] {
        let input = Array(bytes)
        guard let first = input.first else { throw DecodingFault(tooShort, at: 0) }
        let level = first >> 5 + 1
        guard level <= 2 else { throw DecodingFault("FastLZ has no level \(level)", at: 0) }
        let isSecond = level == 2
        var output: [UInt8] = []
        var place = 1
        var control = Int(first & 31)

        func next() throws(DecodingFault) -> Int {
            guard place < input.count else { throw DecodingFault(tooShort, at: place) }
            defer { place += 1 }
            return Int(input[place])
        }

        while true {
            if control < 32 {
                let count = control + 1
                guard count <= input.count - place else { throw DecodingFault(tooShort, at: input.count) }
                guard count <= limit - output.count else { throw .tooLarge(limit) }
                output += input[place..<place + count]
                place += count
            } else {
                var count = control >> 5 - 1
                var distance = (control & 31) << 8
                if count == 6 {
                    var more = 0
                    repeat {
                        more = try next()
                        count += more
                    } while isSecond && more == 255
                }
                let low = try next()
                distance += low
                if isSecond, low == 255, distance == 31 << 8 + 255 {
                    distance = try 8191 + next() << 8 + next()
                }
                count += 3
                guard distance < output.count else { throw DecodingFault(damaged, at: place) }
                guard count <= limit - output.count else { throw .tooLarge(limit) }
                // Byte by byte: what is repeated may reach into what it becomes. A slice would be a second owner of the
                // output, and appending to it then a copy of it all.
                let start = output.count - distance - 1
                for place in start..<start + count { output.append(output[place]) }
            }
            guard place < input.count else { return output }
            control = Int(input[place])
            place += 1
        }
    }

    // MARK: Packing

    /// The most bytes that an instruction takes as they are, or repeats, and how far back it can look, at level 1.
    private static let mostLiterals = 32
    private static let mostRepeated = 264
    private static let farthest = 8192

    /// Packs at level 1, which readers know by the first byte whatever the length is.
    static func pack(_ bytes: [UInt8]) throws(DecodingFault) -> [UInt8] {
        guard !bytes.isEmpty else { throw DecodingFault("FastLZ cannot pack what is empty") }
        var output: [UInt8] = []
        // Where three bytes were seen last, by a hash of them.
        var places = [Int](repeating: -1, count: 1 << 13)
        var literalStart = 0
        var place = 0

        func writeLiterals(to end: Int) {
            while literalStart < end {
                let count = min(mostLiterals, end - literalStart)
                output.append(UInt8(count - 1))
                output += bytes[literalStart..<literalStart + count]
                literalStart += count
            }
        }

        while place + 3 <= bytes.count {
            let three = Int(bytes[place]) | Int(bytes[place + 1]) << 8 | Int(bytes[place + 2]) << 16
            let slot = (three &* 2_654_435_761) >> 19 & (1 << 13 - 1)
            let earlier = places[slot]
            places[slot] = place
            // The first byte says the level, so it has to stand as it is.
            guard earlier >= 0, place - earlier <= farthest, bytes[earlier] == bytes[place],
                bytes[earlier + 1] == bytes[place + 1], bytes[earlier + 2] == bytes[place + 2]
            else {
                place += 1
                continue
            }
            var count = 3
            let most = min(mostRepeated, bytes.count - place)
            while count < most, bytes[earlier + count] == bytes[place + count] { count += 1 }
            writeLiterals(to: place)
            let distance = place - earlier - 1
            if count < 9 {
                output.append(UInt8((count - 2) << 5 | distance >> 8))
            } else {
                output.append(UInt8(7 << 5 | distance >> 8))
                output.append(UInt8(count - 9))
            }
            output.append(UInt8(distance & 255))
            place += count
            literalStart = place
        }
        writeLiterals(to: bytes.count)
        return output
    }
}
