import Memcached
import Yams

/// Text to ``ConfigNode``, whatever the text holds.
enum ConfigText {
    /// Ten times what a real configuration has; the reader recurses, and so do those who walk what it returns.
    static let depthLimit = 100

    /// YAML, of which JSON is a part; `nil` for a text with nothing in it.
    static func yaml(_ text: String) throws(ClusterFileError) -> ConfigNode? {
        try refuseAliases(text)
        do {
            // Without rules of its own, the resolver leaves a scalar the text that it is.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            guard let root = try parser.singleRoot() else { return nil }
            return try node(root, depth: 0)
        } catch let error as YamlError {
            throw told(error, text)
        } catch let error as ClusterFileError {
            throw error
        } catch {
            throw ClusterFileError(line: nil, "the file cannot be read")
        }
    }

    /// An alias that stands in a key is hashed by the reader at its full length, and aliases of aliases double it: a
    /// file of a kilobyte would keep it busy for a year. Neither twemproxy nor JSON has them, so one is refused wherever
    /// it may be one.
    private static func refuseAliases(_ text: String) throws(ClusterFileError) {
        let bytes = Array(text.utf8)
        var anchors: Set<ArraySlice<UInt8>> = []
        var line = 1
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == ASCII.lineFeed { line += 1 }
            guard byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") else { continue }
            let name = bytes[index...].prefix { ASCIIClass.isAlphanumeric($0) || "_-".utf8.contains($0) }
            if name.isEmpty { continue }
            if byte == UInt8(ascii: "&") {
                anchors.insert(name)
            } else if anchors.contains(name) {
                throw ClusterFileError(
                    line: line,
                    "'*\(Escaping.text(name.prefix(40)))' is an alias, which is not read"
                )
            }
        }
    }

    private static func node(_ node: Node, depth: Int) throws(ClusterFileError) -> ConfigNode {
        let line = node.mark?.line ?? 1
        guard depth < depthLimit else { throw ClusterFileError(line: line, "this is nested too deep") }
        switch node {
        case .scalar(let scalar): return ConfigNode(content: .scalar(scalar.string), line: line)
        case .sequence(let sequence):
            var list: [ConfigNode] = []
            for element in sequence { list.append(try self.node(element, depth: depth + 1)) }
            return ConfigNode(content: .list(list), line: line)
        case .mapping(let mapping):
            var entries: [ConfigEntry] = []
            for (key, value) in mapping {
                let keyLine = key.mark?.line ?? line
                guard case .scalar(let scalar) = key else {
                    throw ClusterFileError(line: keyLine, "a key is a text")
                }
                let value = try self.node(value, depth: depth + 1)
                entries.append(ConfigEntry(key: scalar.string, line: keyLine, value: value))
            }
            return ConfigNode(content: .table(entries), line: line)
        case .alias: throw ClusterFileError(line: line, "aliases are not read")
        }
    }

    private static func told(_ error: YamlError, _ text: String) -> ClusterFileError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return ClusterFileError(line: mark.line, Escaping.text(problem.utf8))
        case .reader(let problem, let offset, _, _):
            let line = offset.map { text.prefix($0).filter(\.isNewline).count + 1 }
            return ClusterFileError(line: line, Escaping.text(problem.utf8))
        case .duplicatedKeysInMapping(let keys, let context):
            return ClusterFileError(line: context.mark.line, "the key \(Quoted.list(keys)) stands here twice")
        default:
            return ClusterFileError(line: nil, "the file cannot be read")
        }
    }
}
