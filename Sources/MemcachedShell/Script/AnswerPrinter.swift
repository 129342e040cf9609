package import Memcached
import NIOCore

/// Prints answers in the order of the statements, as long as they are like nearly all answers are.
package struct AnswerPrinter: Sendable {
    /// Why it stopped.
    package enum Pause: Sendable {
        /// All of the chunk is printed.
        case done
        /// The next answer has not come.
        case waiting
        /// Enough is printed to be written.
        case full
        /// The next answer needs an outcome to be made of it.
        case unusual
    }

    private struct Command: Sendable {
        let name: JSONText
        /// Whether the token that its answer brings has to be remembered.
        let remembersToken: Bool
    }

    private let commands: [Command]
    /// By lane.
    private let servers: [JSONText]
    package var renderer: any Renderer

    package init(binder: ScriptBinder, servers: [ServerAddress], renderer: any Renderer) {
        commands = binder.commands.map { name, form in
            if case .retrieve(tokens: true) = form { return Command(name: JSONText(name), remembersToken: true) }
            return Command(name: JSONText(name), remembersToken: false)
        }
        self.servers = servers.map { JSONText($0.description) }
        self.renderer = renderer
    }

    /// Prints what is due of a chunk, until the output has `capacity` bytes. `isRemembered` says of which keys a change has
    /// to be noted.
    package func print(
        _ chunk: inout ScriptChunk,
        _ answers: inout [LaneAnswers],
        isRemembered: (Span<UInt8>) -> Bool,
        into output: inout [UInt8],
        capacity: Int
    ) -> Pause {
        let text = chunk.text
        let places = chunk.places
        var printed = chunk.printed
        defer { chunk.printed = printed }
        while printed < places.count {
            let place = places[printed]
            guard place.kind == .simple else { return .unusual }
            let lane = Int(place.lane)
            let start = Int(place.keyStart)
            let key = text.span.extracting(start..<start + Int(place.keyLength))
            if place.track == .changes, isRemembered(key) { return .unusual }
            let isRendered = answers[lane].deal(place.track) { record, value in
                render(record, value, at: place, key: key, into: &output)
            }
            guard let isRendered else { return answers[lane].isFailing(place.track) ? .unusual : .waiting }
            guard isRendered else { return .unusual }
            printed += 1
            if output.count >= capacity { return .full }
        }
        return .done
    }

    /// Prints an answer, if it is like nearly all are.
    private func render(
        _ record: PackedReplies.Record,
        _ value: Span<UInt8>,
        at place: ScriptChunk.Place,
        key: Span<UInt8>,
        into output: inout [UInt8]
    ) -> Bool {
        let command = commands[Int(place.command)]
        guard let status = record.status, !command.remembersToken else { return false }
        var answer = BriefAnswer(
            line: place.line,
            status: status,
            command: command.name,
            server: servers[Int(place.lane)]
        )
        answer.isRerouted = place.isRerouted
        switch record.kind {
        case .number: answer.number = record.number
        case .storedWithToken: answer.token = record.number
        case .hit: answer.flags = record.flags
        default: break
        }
        return renderer.render(answer, key: key, value: value, into: &output)
    }
}
