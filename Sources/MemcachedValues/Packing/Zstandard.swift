import CZstd

/// zstd, a frame at a time.
enum Zstandard {
    static func unpack(_ bytes: ArraySlice<UInt8>, limit: Int) throws(DecodingFault) -> [UInt8] {
        // Nothing at all would be no frame, and nothing unpacked.
        guard !bytes.isEmpty else { throw DecodingFault("the packed bytes end too early", at: 0) }
        guard let context = ZSTD_createDCtx() else { throw DecodingFault("zstd has no memory") }
        defer { ZSTD_freeDCtx(context) }
        var fault: DecodingFault?
        let unpacked = [UInt8](unsafeUninitializedCapacity: limit) { output, count in
            bytes.withUnsafeBytes { input in
                let size = ZSTD_decompressDCtx(
                    context,
                    output.baseAddress,
                    output.count,
                    input.baseAddress,
                    input.count
                )
                if ZSTD_isError(size) == 0 {
                    count = size
                } else if ZSTD_getErrorCode(size) == ZSTD_error_dstSize_tooSmall {
                    fault = .tooLarge(limit)
                } else {
                    fault = DecodingFault("the packed bytes are damaged")
                }
            }
        }
        if let fault { throw fault }
        return unpacked
    }

    static func pack(_ bytes: [UInt8]) throws(DecodingFault) -> [UInt8] {
        var isPacked = false
        let packed = [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { output, count in
            let level = CInt(ZSTD_CLEVEL_DEFAULT)
            let size = bytes.withUnsafeBytes {
                ZSTD_compress(output.baseAddress, output.count, $0.baseAddress, $0.count, level)
            }
            isPacked = ZSTD_isError(size) == 0
            count = isPacked ? size : 0
        }
        guard isPacked else { throw DecodingFault("zstd cannot pack that much") }
        return packed
    }
}
