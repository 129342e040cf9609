import Memcached

// What is known without asking.

extension Performer {
    /// How a statement fares whose servers were all found to be out of reach a moment ago, and have no substitutes; `nil`
    /// if there is anybody to ask, or more to be said.
    package func outOfReach(_ statement: Statement) -> Outcome? {
        let keys = statement.keys
        if keys.isEmpty || settings.isReadOnly && statement.changesData { return nil }
        // Which server a remembered token means is not decided here.
        if case .compareAndStore(_, _, _, _, nil) = statement.operation { return nil }
        do throws(Failure) {
            _ = try exptime(of: statement.operation)
        } catch {
            return nil
        }
        var items: [ItemOutcome] = []
        for key in keys {
            guard let answer = client.refusal(of: key, on: statement.target),
                case .failure(let error) = answer.result
            else { return nil }
            var item = outcome(key, answer)
            item.fail(failure(error, statement))
            items.append(item)
        }
        return Outcome(statement, body: list(items, statement))
    }
}
