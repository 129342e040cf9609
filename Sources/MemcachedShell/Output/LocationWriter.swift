package import Memcached

/// Writes where keys belong, for `where -`: a line for each key, without the arithmetic. A usual key costs neither a text
/// nor an object.
package struct LocationWriter: Sendable {
    /// How a key fared.
    package enum Result: Sendable {
        case found
        /// Every server that some rule tries is down.
        case noServer
        case fault(Key.Fault)
    }

    private let locator: Locator
    private let format: OutputFormat
    /// What is written for each server, in the format's own spelling.
    private let texts: [[UInt8]]
    /// In JSON, what is written before the server by each distribution.
    private let openings: [[UInt8]]

    package init(locator: Locator, servers: [ServerAddress], format: OutputFormat) {
        self.locator = locator
        self.format = format
        texts = servers.map { server in
            let text = Array(server.description.utf8)
            return format == .json ? JSONObject.string(text) : text
        }
        let names = locator.ruleNames
        openings = names.enumerated().map { index, name in
            let distribution = name.map { Array("\"distribution\":".utf8) + JSONObject.string(Array($0.utf8)) + [0x2c] }
            if names.count == 1 { return Array(",".utf8) + (distribution ?? []) + Array("\"server\":".utf8) }
            return Array((index == 0 ? ",\"routes\":[{" : "},{").utf8) + (distribution ?? [])
                + Array("\"server\":".utf8)
        }
    }

    /// Appends a key's line. For one that breaks a rule, nothing but an object in JSON.
    package func write(_ key: Span<UInt8>, line: Int, into output: inout [UInt8]) -> Result {
        let start = output.count
        if format == .json {
            output.append("{\"line\":\(line),\"command\":\"where\",\"status\":\"ok\",")
            LocationWriter.append(json: key, to: &output)
        } else if format != .raw {
            LocationWriter.append(word: key, to: &output)
        }
        var rule = 0
        var isComplete = true
        let fault = locator.locate(key) { server in
            if format == .json {
                output += openings[rule]
                if server == nil { output.append("null") }
            } else if format != .raw || rule > 0 {
                output.append(0x20)
            }
            rule += 1
            if let server {
                output += texts[server]
            } else {
                isComplete = false
                if format != .json { output.append(0x2d) }
            }
        }
        if let fault {
            output.removeSubrange(start...)
            if format == .json {
                var item = ItemOutcome(key: key.copy, status: .ok)
                item.fail(Failure(.usage, "\(fault)"))
                JSONRenderer().render(Outcome(command: "where", body: .item(item)), line: line, into: &output)
            }
            return .fault(fault)
        }
        if format == .json { output.append(rule > 1 ? "}]}" : "}") }
        output.append(0x0a)
        return isComplete ? .found : .noServer
    }

    /// Appends what there is to say of a line that is too long to be kept: an object in JSON, else nothing.
    package func writeFailure(_ reason: String, line: Int, into output: inout [UInt8]) {
        guard format == .json else { return }
        let outcome = Outcome.failure(Failure(.usage, reason), command: "where")
        JSONRenderer().render(outcome, line: line, into: &output)
    }

    /// The key as it can be typed.
    private static func append(word key: Span<UInt8>, to output: inout [UInt8]) {
        // What needs no quotes is seen at a glance for the usual key.
        var isPlain = true
        for index in key.indices {
            switch key[index] {
            case 0x61...0x7a, 0x41...0x5a, 0x30...0x39, 0x5f, 0x2e, 0x2f, 0x2b, 0x3d: break
            case 0x3a, 0x2d: if index == 0 { isPlain = false }
            default: isPlain = false
            }
        }
        guard isPlain else { return output.append(Literal.word(key.copy)) }
        for index in key.indices { output.append(key[index]) }
    }

    private static func append(json key: Span<UInt8>, to output: inout [UInt8]) {
        for index in key.indices {
            let byte = key[index]
            guard byte >= 0x20, byte < 0x7f, byte != 0x22, byte != 0x5c else {
                var object = JSONObject()
                object.add("key", bytes: key.copy)
                output += object.bytes.dropFirst().dropLast()
                return
            }
        }
        output.append("\"key\":\"")
        for index in key.indices { output.append(key[index]) }
        output.append(0x22)
    }
}

extension Span<UInt8> {
    fileprivate var copy: [UInt8] { indices.map { self[$0] } }
}
