import CLibYAML
import Memcached

/// What libyaml finds in a text, one thing after the other.
///
/// Its events, not a tree of a library's making: aliases are seen before they multiply, and nothing recurses.
struct YAMLEvents: ~Copyable {
    enum Event {
        case scalar(String)
        case alias(String)
        case listStart, listEnd
        case tableStart, tableEnd
        case documentStart, documentEnd
        case streamStart, streamEnd
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// libyaml keeps a pointer to what it reads.
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let scalarCount: Int

    init(_ text: String) throws(ClusterFileError) {
        var text = text
        input = text.withUTF8 { bytes in
            let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
            _ = copy.initialize(from: bytes)
            return copy
        }
        scalarCount = text.unicodeScalars.count
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            throw ClusterFileError(line: nil, "there is no memory to read the file")
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, text.utf8.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event, and its line.
    func next() throws(ClusterFileError) -> (event: Event, line: Int) {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
        defer { yaml_event_delete(&event) }
        let line = Int(event.start_mark.line) + 1
        switch event.type {
        case YAML_SCALAR_EVENT:
            let bytes = UnsafeBufferPointer(start: event.data.scalar.value, count: Int(event.data.scalar.length))
            return (.scalar(String(decoding: bytes, as: UTF8.self)), line)
        case YAML_ALIAS_EVENT: return (.alias(YAMLEvents.text(event.data.alias.anchor)), line)
        case YAML_SEQUENCE_START_EVENT: return (.listStart, line)
        case YAML_SEQUENCE_END_EVENT: return (.listEnd, line)
        case YAML_MAPPING_START_EVENT: return (.tableStart, line)
        case YAML_MAPPING_END_EVENT: return (.tableEnd, line)
        case YAML_DOCUMENT_START_EVENT: return (.documentStart, line)
        case YAML_DOCUMENT_END_EVENT: return (.documentEnd, line)
        case YAML_STREAM_START_EVENT: return (.streamStart, line)
        // After the end, libyaml says nothing for ever.
        default: return (.streamEnd, line)
        }
    }

    private var failure: ClusterFileError {
        let problem = Escaping.text(YAMLEvents.text(parser.pointee.problem).utf8)
        switch parser.pointee.error {
        case YAML_SCANNER_ERROR, YAML_PARSER_ERROR:
            let mark = parser.pointee.problem_mark
            // To libyaml the end of a text is the beginning of another line, which no editor shows.
            let isAtEnd = mark.column == 0 && mark.line > 0 && mark.index >= scalarCount
            return ClusterFileError(line: Int(mark.line) + (isAtEnd ? 0 : 1), problem)
        case YAML_READER_ERROR:
            // A reader counts bytes, not lines.
            let read = input.prefix(Int(parser.pointee.problem_offset))
            return ClusterFileError(line: read.count { $0 == ASCII.lineFeed } + 1, problem)
        default:
            return ClusterFileError(line: nil, "there is no memory to read the file")
        }
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String {
        pointer.map { String(cString: $0) } ?? ""
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String {
        pointer.map { String(cString: $0) } ?? ""
    }
}
