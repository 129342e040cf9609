import Memcached
import MemcachedShell
import Synchronization

/// What happened to servers and was not yet said.
final class ServerEvents: Sendable {
    private let events = Mutex<[ServerEvent]>([])

    func add(_ event: ServerEvent) {
        events.withLock { $0.append(event) }
    }

    func take() -> [ServerEvent] {
        events.withLock { events in
            defer { events = [] }
            return events
        }
    }
}

extension ServerEvent {
    func text(of client: MemcachedClient) -> String {
        let servers = client.servers
        let areAllDown = client.health.allSatisfy { if case .down = $0 { true } else { false } }
        switch self {
        case .down(let server, let reason, let retryAfter):
            let news = "\(servers[server]) is down (\(reason)); "
            if !areAllDown, !client.distribution.movesKeys {
                return news + "its keys go nowhere else, as \(client.distributionChoice.name) does it; "
                    + "it is tried again at the next statement for one of them"
            }
            return news + (areAllDown ? "and so are all others" : "its keys go to other servers")
                + ", and it is tried again after \(DurationText.short(retryAfter))"
        case .up(let server):
            return "\(servers[server]) is back"
        }
    }
}
