"""`get_multi` of many keys over three servers, against the client that applications use when they are in a hurry."""

import json

from .measure import Contender, Failed, Sample, Table, below, in_turn, say
from .context import PEER
from .workload import Items

KEYS = 100_000
SERVERS = 3

# libmemcached can be told in several ways how to ask; the best of them is what mcsh is compared with.
CLIENTS = {
    "pylibmc": "pylibmc",
    "pylibmc, no_block": "pylibmc-no-block",
    "pylibmc, binary": "pylibmc-binary",
}


def measure(context):
    count = min(KEYS, context.statements)
    say(f"multi: {count:,} keys")
    items = Items(count)
    pairs = context.file("multi.pairs", (b"%s %s\n" % pair for pair in items.pairs()))
    keys = context.file("multi.keys", (key + b"\n" for key in items.keys()))
    script = context.file("multi.script", b"get_multi " + b" ".join(items.keys()) + b"\n")
    nothing = context.file("nothing", b"")
    printed = items.get_printed()
    calls = {}

    with context.servers(SERVERS) as servers:
        names = [server.name for server in servers]
        store = context.peer("pylibmc", "pylibmc", "set", servers, pairs, count)
        # Both must look on the same servers.
        same = ("--distribution", "pylibmc")
        if store is not None:
            store.run()
        else:
            storing = context.file("multi.sets", items.set_script())
            context.mcsh_run(storing, names, context.prints(items.set_printed()), same)
        mcsh = context.mcsh_contender("mcsh, whole process", count, script, names, context.prints(printed), same)
        start = context.mcsh_contender("mcsh, nothing to do", 1, nothing, names, context.prints(b""), same)

        def whole(name, client):
            def run():
                argv = [context.python, PEER, client, "get_multi", ",".join(names), keys]
                outcome = context.programs.run(argv, name="peer")
                values, _, answer = outcome.text().rstrip().rpartition(b"\n")
                if values + b"\n" != printed:
                    raise Failed(f"{name} did not find every key")
                answer = json.loads(answer)
                calls.setdefault(name, []).append(Sample(answer["wall"], answer["cpu"]))
                return Sample(outcome.wall, outcome.cpu, peak=outcome.peak)

            return Contender(f"{name}, whole process", count, run)

        peers = {} if store is None else {name: whole(name, client) for name, client in CLIENTS.items()}
        in_turn([mcsh, start, *peers.values()], max(context.rounds, 5), servers)
    context.remove(pairs, keys, script)

    table = Table(
        f"`get_multi` of {count:,} keys, three servers, values printed",
        "One statement on standard input. `ratio` is mcsh's time divided by that of the row: the whole process by the whole "
        "process (Python's start and the reading of the keys included); for a call alone, mcsh's time without that of an "
        "mcsh that has nothing to do (it still has the parsing and the printing in it).",
    )
    table.row(mcsh)
    table.row(start)
    best = min(peers.values(), key=lambda peer: peer.wall, default=None)
    for name, peer in peers.items():
        ratio = mcsh.wall / peer.wall
        table.row(peer, below(1.2, ratio, "times the best of them") if peer is best else None, ratio)
    for name, samples in calls.items():
        call = Contender(f"{name}, the call alone", count, None, samples)
        table.row(call, ratio=(mcsh.wall - start.wall) / call.wall)
    return table
