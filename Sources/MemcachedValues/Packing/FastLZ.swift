/// FastLZ, levels 1 and 2: what php-memcached packs with unless it is told otherwise.
enum FastLZ {
    static func unpack(_ bytes: ArraySlice<UInt8>, limit: Int) throws(DecodingFault) -> [UInt8] {
        throw DecodingFault("FastLZ is not known yet")
    }

    static func pack(_ bytes: [UInt8]) throws(DecodingFault) -> [UInt8] {
        throw DecodingFault("FastLZ is not known yet")
    }
}
