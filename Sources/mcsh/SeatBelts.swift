import Memcached
import MemcachedShell

// What stands between a person and a statement that destroys.

extension Session {
    /// How long servers are given to say what is about to go.
    private static let patience = Duration.seconds(1)

    /// Why a statement is not to be done: the session is read-only, or somebody has to be asked first and does not say yes.
    /// Every statement comes by here before anything is done for it.
    func objection(to statement: Statement) async -> Failure? {
        if let refusal = performer.refusal(of: statement) { return refusal }
        guard statement.consequence != nil, !confirmsByItself else { return nil }
        let isGuarded = preferences.mode == .guarded
        guard inputIsTerminal else {
            // A script cannot answer. Where that is not enough, whoever starts it can.
            guard isGuarded else { return nil }
            return Failure(
                .usage,
                "\(clusterName) is guarded, so \(statement.command.name) wants mcsh --yes; nothing was done"
            )
        }
        var holdings: [Holding] = []
        if statement.emptiesServers {
            holdings = await interruptibly {
                await self.performer.holdings(of: statement.target, within: Session.patience)
            }
        }
        let warning = Warning(
            statement,
            servers: client.servers,
            holdings: holdings,
            name: isGuarded ? clusterName : nil
        )
        output.flush()
        if !Signals.isInterrupted, confirm(warning) { return nil }
        return Failure(.usage, "not confirmed, so nothing was done")
    }
}
