import Memcached
import MemcachedShell

// Statements that go on for a while, with a person.

extension Session {
    /// Runs a statement that is a dialogue, unless it stands where nobody is there to have one; returns whether it went well,
    /// `nil` for all others.
    func converse(_ statement: Statement, at place: Place) async -> Bool? {
        if case .script = place { return nil }
        guard statement.command.isDialogue else { return nil }
        if let objection = await objection(to: statement) {
            return print(.failure(objection, command: statement.command.name), at: place)
        }
        switch statement.operation {
        case .edit(let key, let ttl):
            let outcome = await EditDialogue.run(self, statement, key: key, ttl: ttl, environment: environment)
            return print(outcome, at: place)
        case .watch(let key, let interval):
            let outcome = await WatchDialogue.run(self, statement, key: key, every: interval)
            // What there was to show was shown.
            if outcome.failures.isEmpty { return true }
            return print(outcome, at: place)
        default: return nil
        }
    }
}
