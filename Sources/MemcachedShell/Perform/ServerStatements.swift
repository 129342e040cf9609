import Memcached

// The statements that ask servers rather than for keys.

extension Performer {
    func everywhere(_ request: Request, _ statement: Statement) async -> [ServerOutcome] {
        await client.performEverywhere(request, on: statement.target).map { answer in
            var outcome = ServerOutcome(number: answer.server + 1, server: client.servers[answer.server], status: .ok)
            switch answer.result {
            case .success(.version(let text)): outcome.fields = [.init("version", text)]
            case .success(.stats(let stats)): outcome.fields = stats.map { .init($0) }
            case .success(.word): break
            case .success(let reply):
                outcome.status = .error
                outcome.failure = failure(of: reply, answer, statement)
            case .failure(let error):
                outcome.status = .error
                outcome.failure = failure(error, statement)
            }
            return outcome
        }
    }

    func raw(_ text: ArraySlice<UInt8>, _ statement: Statement) async throws(Failure) -> Outcome.Body {
        guard let server = statement.target ?? (client.servers.count == 1 ? 0 : nil) else {
            throw Failure(
                .usage,
                "raw goes to one server: say which, as in '@1 raw ...' up to @\(client.servers.count)"
            )
        }
        let address = client.servers[server]
        do throws(MemcachedError) {
            let result = try await client.exchangeRaw(Array(text), with: server)
            let failure: Failure? =
                switch result.ending {
                case .complete: Performer.refusal(in: result.bytes).map { Failure($0, "\(address) refused it") }
                case .closed where ["quit", "shutdown"].contains { text.starts(with: $0.utf8) }: nil
                case .closed:
                    Failure(
                        .connection,
                        "\(address): the server closed the connection before the end of its reply"
                            + (result.bytes.isEmpty ? "; a proxy does so at what it does not carry" : "")
                    )
                case .timedOut:
                    Failure(.timeout, "\(address): the reply did not end in time; the connection was closed")
                case .cut: Failure(.server, "\(address): the reply was cut, it is too long to show")
                }
            return .bytes(result.bytes, server: address, failure)
        } catch {
            throw failure(error, statement)
        }
    }

    /// Which kind of refusal a raw reply is.
    private static func refusal(in bytes: [UInt8]) -> Failure.Kind? {
        switch bytes.prefix(12) {
        case let first where first.starts(with: "ERROR".utf8) || first.starts(with: "CLIENT_ERROR".utf8): .client
        case let first where first.starts(with: "SERVER_ERROR".utf8): .server
        default: nil
        }
    }
}
