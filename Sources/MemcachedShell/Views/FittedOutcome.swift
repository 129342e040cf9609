import Memcached
import MemcachedValues
import NIOCore

extension Outcome {
    /// The same for programs: a value that cannot be given as the statement asked for is no answer, but a failure. A person
    /// is shown what there is, with a word on it; a program would take anything for what it asked for.
    package var fittedForPrograms: Outcome {
        guard let view = view.view else { return self }
        var outcome = self
        switch body {
        case .item(let item): outcome.body = .item(item.fitted(as: view))
        case .items(let items): outcome.body = .items(items.map { $0.fitted(as: view) })
        default: break
        }
        return outcome
    }

    /// The same in this format.
    package func fitted(to format: OutputFormat) -> Outcome {
        switch format {
        case .plain, .raw: fittedForPrograms
        case .pretty, .json: self
        }
    }
}

extension ItemOutcome {
    package func fitted(as view: ValueView) -> ItemOutcome {
        guard failure == nil, let value, let misfit = ValueDisplay.misfit(value, flags: flags ?? 0, as: view) else {
            return self
        }
        var outcome = self
        outcome.value = nil
        outcome.fail(Failure(.usage, "the value cannot be given as asked: \(misfit)"))
        return outcome
    }
}
