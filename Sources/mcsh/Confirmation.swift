import MemcachedShell

/// Asks before something is destroyed: at a terminal only, because a script cannot answer.
struct Confirmation {
    func ask(_ warning: Warning) -> Bool {
        Question.ask(warning.text).map { warning.isConfirmed(by: $0) } ?? false
    }
}
