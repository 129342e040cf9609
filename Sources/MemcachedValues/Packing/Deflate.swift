import CZlib

/// zlib and gzip: the same packed bytes with different ones around them.
enum Deflate {
    case zlib, gzip

    private var windowBits: CInt {
        switch self {
        case .zlib: MAX_WBITS
        case .gzip: MAX_WBITS + 16
        }
    }

    func unpack(_ bytes: ArraySlice<UInt8>, limit: Int) throws(DecodingFault) -> [UInt8] {
        // No byte unpacks to more than 1032. Memory that is asked for and not written to costs nothing.
        let (most, overflows) = bytes.count.multipliedReportingOverflow(by: 1032)
        let room = overflows ? limit : min(limit, most + 1)
        var outcome: Result<Void, DecodingFault> = .success(())
        let unpacked = [UInt8](unsafeUninitializedCapacity: room) { output, count in
            outcome = bytes.withUnsafeBufferPointer { inflateAll($0, into: output, &count, limit: limit) }
        }
        try outcome.get()
        return unpacked
    }

    private func inflateAll(
        _ input: UnsafeBufferPointer<UInt8>,
        into output: UnsafeMutableBufferPointer<UInt8>,
        _ count: inout Int,
        limit: Int
    ) -> Result<Void, DecodingFault> {
        var stream = z_stream()
        let size = CInt(MemoryLayout<z_stream>.size)
        guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, size) == Z_OK else {
            return .failure(DecodingFault("zlib has no memory"))
        }
        defer { inflateEnd(&stream) }
        var taken = 0
        while true {
            let inputPart = min(input.count - taken, 1 << 30)
            let outputPart = min(output.count - count, 1 << 30)
            stream.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + taken) }
            stream.avail_in = UInt32(inputPart)
            stream.next_out = output.baseAddress.map { $0 + count }
            stream.avail_out = UInt32(outputPart)
            let status = inflate(&stream, Z_NO_FLUSH)
            taken += inputPart - Int(stream.avail_in)
            count += outputPart - Int(stream.avail_out)
            switch status {
            case Z_STREAM_END:
                guard taken == input.count else {
                    return .failure(DecodingFault("there is something behind the packed bytes", at: taken))
                }
                return .success(())
            case Z_OK where count < output.count && taken < input.count: continue
            case Z_OK, Z_BUF_ERROR:
                return .failure(
                    count == output.count && taken < input.count || count >= limit
                        ? .tooLarge(limit) : DecodingFault("the packed bytes end too early", at: taken)
                )
            case Z_NEED_DICT: return .failure(DecodingFault("it was packed with a dictionary", at: taken))
            default: return .failure(DecodingFault("the packed bytes are damaged", at: taken))
            }
        }
    }

    func pack(_ bytes: [UInt8]) throws(DecodingFault) -> [UInt8] {
        var stream = z_stream()
        let size = CInt(MemoryLayout<z_stream>.size)
        let level = Z_DEFAULT_COMPRESSION
        guard bytes.count < 1 << 31,
            deflateInit2_(&stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size) == Z_OK
        else { throw DecodingFault("zlib cannot pack that much") }
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, UInt(bytes.count)))
        var status = Z_OK
        let packed = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            bytes.withUnsafeBufferPointer { input in
                stream.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0) }
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(output.count)
                status = deflate(&stream, Z_FINISH)
                count = output.count - Int(stream.avail_out)
            }
        }
        guard status == Z_STREAM_END else { throw DecodingFault("zlib cannot pack that much") }
        return packed
    }
}
