"""`set`, `get`, `incr` and `delete`, over three servers of different weights."""

from .measure import Table, at_least, in_turn, say
from .pump import Lane, pump
from .workload import Mixed

WEIGHTS = (1, 2, 3)


def measure(context):
    count = max(context.statements, 1000)
    say(f"mixed: {count:,} statements")
    work = Mixed(count, WEIGHTS)
    script = context.file("mixed.script", work.script())
    printed = context.prints(work.printed())

    with context.servers(len(WEIGHTS)) as servers:
        addresses = [server.address for server in servers]
        names = [f"{server.name}:{weight}" for server, weight in zip(servers, WEIGHTS)]
        weights = [f":{weight}" for weight in WEIGHTS]
        classic, meta = work.classic(addresses), work.meta(addresses)
        # Once without counting bytes, as the first time finds the servers empty.
        pump([Lane(lane.address, lane.requests + b"mn\r\n", None, b"\r\nMN\r\n", exact=False) for lane in classic])
        for server in servers:
            server.settle()
        # If mcsh and the prepared requests sent a key to different servers, this would not print what is expected.
        own, form = context.own_form(script, servers, weights, count, printed)
        mcsh = context.mcsh_contender("mcsh < script", count, script, names, printed)
        statements = context.ceiling("`set` `get` `incr` `delete`", count, classic, servers)
        ceilings = [
            own,
            statements,
            context.ceiling("`ms q` `mg v` `ma v` `md`", count, meta, servers),
        ]
        in_turn([mcsh, *ceilings], context.rounds, servers)
    context.remove(script)

    table = Table(
        f"{count:,} of `set` `get` `incr` `delete`, mixed, three servers of weights 1, 2, 3",
        f"mcsh sends {form}. `ratio` is mcsh's rate divided by that of the row; the bar is the script's own statements as "
        "prepared requests. The ceilings send to all three servers at once, and hardly use the processor themselves; with "
        "two cores, what mcsh uses is taken from the servers.",
    )
    table.row(mcsh)
    for ceiling in ceilings:
        ratio = mcsh.rate / ceiling.rate
        bar = at_least(0.80, ratio, "of the same statements") if ceiling is statements else None
        table.row(ceiling, bar, ratio)
    return table
