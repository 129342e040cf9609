package import Memcached

/// Writes where keys belong, for `where -`: a line for each key, without the arithmetic. A usual key costs neither a text
/// nor an object.
package struct LocationWriter: Sendable {
    /// How a key fared.
    package enum Result: Sendable {
        case found
        /// Every server that the rule tries is down, or all rules if there are several.
        case noServer
        /// It is no key, in words.
        case fault(String)
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
        var found = 0
        var first: Int?
        var agrees = true
        let fault = locator.locate(key) { server in
            if format == .json {
                output += openings[rule]
            } else if format != .raw || rule > 0 {
                output.append(0x20)
            }
            if rule == 0 { first = server }
            agrees = agrees && server == first
            rule += 1
            if let server {
                found += 1
                output += texts[server]
            } else {
                output.append(0x2d)
            }
        }
        if format == .json { output.append(rule > 1 ? "}],\"agree\":\(agrees)}" : "}") }
        output.append(0x0a)
        if fault == nil, found == rule { return .found }
        // What is out of the ordinary is told as it is for a single key.
        let item = locator.outcome(of: key.array)
        if fault != nil || format == .json { output.removeSubrange(start...) }
        if format == .json {
            JSONRenderer().render(Outcome(command: "where", body: .item(item)), line: line, into: &output)
        }
        guard let failure = item.failure else { return .found }
        return fault == nil ? .noServer : .fault(failure.message)
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
        guard isPlain else { return output.append(Literal.word(key.array)) }
        for index in key.indices { output.append(key[index]) }
    }

    private static func append(json key: Span<UInt8>, to output: inout [UInt8]) {
        guard JSONObject.isPlain(key) else {
            var object = JSONObject()
            object.add("key", bytes: key.array)
            output += object.members
            return
        }
        output.append("\"key\":\"")
        for index in key.indices { output.append(key[index]) }
        output.append(0x22)
    }
}
