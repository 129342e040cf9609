/// The formats in which applications name their servers, told apart by how the first thing in a file begins.
enum ClusterFormat: Sendable {
    /// YAML, a mapping in block style: twemproxy itself refuses braces.
    case twemproxy
    /// JSON, an object, with comments.
    case mcrouter
    /// `--OPTION` after `--OPTION`.
    case libmemcached

    /// `nil` for a text with nothing in it.
    init?(of text: String) {
        let bytes = Array(text.utf8)
        var index = 0
        // Comments as YAML and libmemcached have them; those of JSON begin with a slash and decide it.
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x09, 0x0a, 0x0d: index += 1
            case UInt8(ascii: "#"): index = bytes[index...].firstIndex(of: 0x0a) ?? bytes.count
            default:
                self = ClusterFormat(firstWord: bytes[index...].prefix { $0 > 0x20 })
                return
            }
        }
        return nil
    }

    private init(firstWord word: ArraySlice<UInt8>) {
        if word.starts(with: "{".utf8) || word.starts(with: "//".utf8) || word.starts(with: "/*".utf8) {
            self = .mcrouter
        } else if word.starts(with: "--".utf8), let third = word.dropFirst(2).first, third != UInt8(ascii: "-") {
            self = .libmemcached
        } else if LibmemcachedString.bareWords.contains(String(decoding: word, as: UTF8.self).uppercased()) {
            self = .libmemcached
        } else {
            self = .twemproxy
        }
    }
}
