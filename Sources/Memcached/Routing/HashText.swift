// How hashes, and what was hashed, are written in an explanation.

extension RouteLog {
    /// `name("bytes")`, of which the bytes are cut when they are many.
    static func call(_ name: String, _ bytes: Span<UInt8>) -> String {
        "\(name)(\"\(Excerpt(bytes.array, limit: 60))\")"
    }

    /// `0x0000002a`
    static func hexadecimal<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: Number.bitWidth / 4 - digits.count) + digits
    }

    /// Notes a hash.
    func begin(_ name: String, _ bytes: Span<UInt8>, _ hash: some FixedWidthInteger & UnsignedInteger) {
        begin("\(RouteLog.call(name, bytes)) = \(RouteLog.hexadecimal(hash))")
    }
}

extension KeyHash {
    /// The hash of these bytes, noted.
    func callAsFunction(_ bytes: Span<UInt8>, log: RouteLog?) -> UInt32 {
        let hash = self(bytes)
        log?.begin(rawValue, bytes, hash)
        return hash
    }
}

extension Ring {
    /// The server of the first point that is not before a number; `nil` if the ring is empty.
    func server(atOrAfter number: UInt32, log: RouteLog?) -> Int? {
        if isEmpty { return nil }
        let place = firstPoint(notBefore: number)
        log?.complete(describe(place, "the next ring point"))
        return Int(self[place].server)
    }

    /// The server of the last point that is not after a number; `nil` if the ring is empty.
    func server(atOrBefore number: UInt32, log: RouteLog?) -> Int? {
        if isEmpty { return nil }
        let place = lastPoint(notAfter: number)
        log?.complete(describe(place, "the ring point before it"))
        return Int(self[place].server)
    }

    private func describe(_ place: Int, _ relation: String) -> String {
        "\(relation) is \(RouteLog.hexadecimal(self[place].value)), number \(place + 1) of \(count)"
    }
}

extension Buckets {
    /// The server of a number modulo the number of buckets; `nil` if there are none.
    func server(of number: some FixedWidthInteger, log: RouteLog?) -> Int? {
        if isEmpty { return nil }
        let bucket = Int(truncatingIfNeeded: UInt64(truncatingIfNeeded: number) % UInt64(count))
        log?.complete("mod \(count) = bucket \(bucket)")
        return self[bucket]
    }
}

extension Span<UInt8> {
    /// A copy.
    var array: [UInt8] { indices.map { self[$0] } }
}
