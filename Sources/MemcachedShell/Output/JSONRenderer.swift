import Memcached
import NIOCore

/// One object a line for each statement.
struct JSONRenderer: Renderer {
    var viewing = Viewing()

    func render(_ outcome: Outcome, line: Int?, into output: inout [UInt8]) {
        var object = JSONObject()
        if let line { object.add("line", number: line) }
        object.add("command", outcome.command)
        switch outcome.body {
        case .item(let item):
            add(item, as: outcome.view, to: &object)
        case .items(let items):
            let hasFailed = items.contains { $0.failure != nil }
            object.add("status", (hasFailed ? Status.error : .ok).rawValue)
            object.add("items", array: items.map { self.object(of: $0, as: outcome.view) })
        case .servers(let servers):
            let hasFailed = servers.contains { $0.failure != nil }
            object.add("status", (hasFailed ? Status.error : .ok).rawValue)
            object.add("servers", array: servers.map { self.object(of: $0) })
        case .table(let table):
            let hasFailed = table.rows.contains { $0.failure != nil }
            let status = hasFailed ? Status.error : table.isNegative ? .miss : .ok
            object.add("status", status.rawValue)
            if let key = table.key { object.add("key", bytes: key) }
            for field in table.facts { add(field, named: field.name, to: &object) }
            object.add("servers", array: table.rows.map { self.object(of: $0) })
        case .bytes(let bytes, let server, let failure):
            object.add("status", (failure == nil ? Status.ok : .error).rawValue)
            object.add("server", server.description)
            object.add("reply", bytes: bytes)
            if let failure { object.add("error", error(failure)) }
        case .text(let text):
            object.add("status", Status.ok.rawValue)
            object.add("text", text)
        case .failure(let failure):
            object.add("status", Status.error.rawValue)
            object.add("error", error(failure))
        case .nothing:
            object.add("status", Status.ok.rawValue)
        }
        object.append(to: &output)
        output.append(0x0a)
    }

    func render(_ answer: BriefAnswer, key: Span<UInt8>, value: Span<UInt8>, into output: inout [UInt8]) -> Bool {
        if viewing.decodes, case .hit = answer.status { return false }
        output.append("{\"line\":" as StaticString)
        output.append(decimal: UInt64(answer.line))
        output.append(",\"command\":" as StaticString)
        output += answer.command.bytes
        output.append(",\"status\":\"" as StaticString)
        output.append(answer.status.rawValue)
        output.append("\"" as StaticString)
        append("key", key, to: &output)
        output.append(",\"server\":" as StaticString)
        output += answer.server.bytes
        if answer.isRerouted { output.append(",\"rerouted\":true" as StaticString) }
        if case .hit = answer.status {
            append("value", value, to: &output)
            output.append(",\"flags\":" as StaticString)
            output.append(decimal: UInt64(answer.flags))
        }
        if let token = answer.token {
            output.append(",\"cas\":" as StaticString)
            output.append(decimal: token)
        }
        if let number = answer.number {
            output.append(",\"number\":" as StaticString)
            output.append(decimal: number)
        }
        output.append("}\n" as StaticString)
        return true
    }

    /// A member of an object that has some already.
    private func append(_ name: StaticString, _ bytes: Span<UInt8>, to output: inout [UInt8]) {
        output.append(",\"" as StaticString)
        output.append(name)
        if JSONObject.isPlain(bytes) {
            output.append("\":\"" as StaticString)
            output.append(bytes)
            output.append(0x22)
        } else {
            let text = bytes.array
            if !JSONObject.isUTF8(text) { output.append("_base64" as StaticString) }
            output.append("\":" as StaticString)
            output += JSONObject.literal(text)
        }
    }

    private func object(of item: ItemOutcome, as request: ViewRequest) -> JSONObject {
        var object = JSONObject()
        add(item, as: request, to: &object)
        return object
    }

    private func add(_ item: ItemOutcome, as request: ViewRequest, to object: inout JSONObject) {
        object.add("status", item.status.rawValue)
        object.add("key", bytes: item.key)
        if let server = item.server { object.add("server", server.description) }
        if item.isRerouted { object.add("rerouted", true) }
        if let value = item.value {
            let bytes = Array(value.readableBytesView)
            object.add("value", bytes: bytes)
            if decodes(request) {
                object.addMeaning(of: bytes, flags: item.flags ?? 0, view: request.view ?? viewing.view)
            }
        }
        if let flags = item.flags { object.add("flags", number: flags) }
        if let token = item.token { object.add("cas", number: token) }
        if let number = item.number { object.add("number", number: number) }
        if let left = item.timeLeft {
            object.add(Array("expires_in".utf8), literal: left.end == nil ? "null" : "\(left.seconds)")
            object.add(Array("expires_at".utf8), literal: left.end.map { "\($0)" } ?? "null")
        }
        if let origin = item.origin {
            object.add("from", bytes: origin.key)
            object.add("from_server", origin.server.description)
            if let isDeleted = origin.isDeleted { object.add("from_deleted", isDeleted) }
        }
        for fact in item.facts where fact.name != "type" || item.value == nil || !decodes(request) {
            add(fact, to: &object)
        }
        if item.routes.count == 1, let route = item.routes.first {
            if let name = route.distribution { object.add("distribution", name) }
            if route.isDown { object.add("down", true) }
            object.add("arithmetic", strings: route.steps)
        } else if item.routes.count > 1 {
            object.add("agree", item.agrees)
            object.add("routes", array: item.routes.map { self.object(of: $0) })
        }
        if let failure = item.failure { object.add("error", error(failure)) }
    }

    private func add(_ fact: ItemFact, to object: inout JSONObject) {
        switch fact.value {
        case .number(let number): object.add(fact.name, number: number)
        case .count(let number): object.add(fact.name, number: number)
        case .flag(let isSo): object.add(fact.name, isSo)
        case .text(let text): object.add(fact.name, text)
        case .lines(let lines): object.add(fact.name, strings: lines)
        case .none: object.add(Array(fact.name.utf8), literal: "null")
        case .elsewhere: break
        }
    }

    /// Whether somebody wants to know what values mean: also who asked to see them as something.
    private func decodes(_ request: ViewRequest) -> Bool {
        if request.decodes || viewing.decodes { return true }
        switch request.view {
        case .auto, .json, .text, .client: return true
        case nil, .hex, .base64, .raw: return false
        }
    }

    private func object(of route: KeyRoute) -> JSONObject {
        var object = JSONObject()
        if let name = route.distribution { object.add("distribution", name) }
        if let server = route.server { object.add("server", server.description) }
        if route.isDown { object.add("down", true) }
        object.add("arithmetic", strings: route.steps)
        return object
    }

    private func object(of server: ServerOutcome) -> JSONObject {
        var object = JSONObject()
        object.add("server", server.server.description)
        object.add("status", server.status.rawValue)
        // A server may call a counter as it likes, also twice, but not by one of our names.
        var taken = Set(["server", "status", "error"].map { Array($0.utf8) })
        for field in server.fields {
            var name = field.name
            var number = 2
            while !taken.insert(name).inserted {
                name = field.name + Array("#\(number)".utf8)
                number += 1
            }
            add(field, named: name, to: &object)
        }
        if let failure = server.failure { object.add("error", error(failure)) }
        return object
    }

    private func add(_ field: ServerOutcome.Field, named name: [UInt8], to object: inout JSONObject) {
        switch field.value {
        case .share(let share): object.add(name, literal: "\((share * 100_000).rounded() / 1000)")
        case .seconds(let seconds): object.add(name, literal: "\(seconds)")
        case .size(let number), .count(let number): object.add(name, literal: "\(number)")
        case .flag(let isSo), .mark(let isSo, _): object.add(name, literal: isSo ? "true" : "false")
        case .expiry(let seconds): object.add(name, literal: seconds < 0 ? "null" : "\(seconds)")
        case .word: break
        case .bytes(let bytes):
            // Counters are numbers; what only looks like one (007, a version) stays as it is.
            if let number = ASCII.unsigned(bytes), String(number).utf8.elementsEqual(bytes) {
                object.add(name, literal: "\(number)")
            } else {
                object.add(name, text: bytes)
            }
        }
    }

    private func error(_ failure: Failure) -> JSONObject {
        var object = JSONObject()
        object.add("kind", failure.kind.rawValue)
        object.add("message", failure.message)
        return object
    }
}
