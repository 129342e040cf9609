/// Unpacks an item once for all readings that agree on how it is packed.
struct Unpacker {
    private let bytes: [UInt8]
    private let limit: Int
    private var done: [(packing: Packing, lengthHeader: Int, outcome: Result<[UInt8], DecodingFault>)] = []

    init(_ bytes: [UInt8], limit: Int) {
        self.bytes = bytes
        self.limit = limit
    }

    /// The bytes as they were before the client packed them, if it did.
    mutating func unpacked(_ reading: ClientReading) throws(DecodingFault) -> [UInt8] {
        guard let packing = reading.packing else { return bytes }
        let length = reading.lengthHeader
        if let known = done.first(where: { $0.packing == packing && $0.lengthHeader == length }) {
            return try known.outcome.get()
        }
        let outcome: Result<[UInt8], DecodingFault>
        do throws(DecodingFault) {
            outcome = .success(try unpack(packing, lengthHeader: length))
        } catch {
            outcome = .failure(error)
        }
        done.append((packing, length, outcome))
        return try outcome.get()
    }

    private func unpack(_ packing: Packing, lengthHeader: Int) throws(DecodingFault) -> [UInt8] {
        guard lengthHeader > 0 else { return try packing.unpack(bytes[...], limit: limit) }
        var cursor = ByteCursor(bytes)
        let header = try cursor.range(lengthHeader)
        let count = bytes[header].reversed().reduce(0) { $0 << 8 | Int($1) }
        guard count <= limit else { throw .tooLarge(limit) }
        let unpacked = try packing.unpack(bytes[header.upperBound...], limit: count)
        guard unpacked.count == count else {
            throw DecodingFault("it says that it unpacks to \(count) bytes, and does to \(unpacked.count)")
        }
        return unpacked
    }
}
