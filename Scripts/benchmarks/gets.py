"""A script of `get`s to one server; the values are printed."""

from .measure import Contender, Failed, Sample, Table, at_least, in_turn, say
from .sets import SLOW, load
from .workload import LINE, Items

# More do not fit into a command line.
WORDS = 50_000


def memccat(context, server, items):
    keys = [key.decode() for key in items.keys()]

    def run():
        outcome = context.programs.run(["memccat", f"--servers={server.name}", *keys], name="memccat")
        if outcome.text() != items.get_printed():
            raise Failed("memccat did not print the values")
        return Sample(outcome.wall, outcome.cpu)

    return Contender("memccat KEY...", items.count, run)


def measure(context):
    count = context.statements
    say(f"gets: {count:,} statements")
    items = Items(count)
    # The first of them, with the same values.
    few = items.first(max(1, min(WORDS, count // SLOW)))
    script = context.file("get.script", items.get_script())
    keys = context.file("get.keys", (key + b"\n" for key in few.keys()))
    printed = context.prints(items.get_printed())

    with context.servers() as servers:
        server = servers[0]
        load(items.set_classic(server.address), server, count)
        lanes = {
            "`get KEY`": items.get_classic(server.address),
            "`get KEY...`, lines of 4,000 bytes": items.get_classic(server.address, LINE // 4),
            "`get KEY...`, lines of 16,000 bytes": items.get_classic(server.address, LINE),
            "`mg KEY v`": items.get_meta(server.address),
        }
        own, form = context.own_form(script, servers, [""], count, printed)
        mcsh = context.mcsh_contender("mcsh < script", count, script, [server.name], printed)
        ceilings = [own]
        ceilings += [context.ceiling(name, count, [lane], servers) for name, lane in lanes.items()]
        cat = memccat(context, server, few)
        loop = context.peer("python-memcached, a loop of `get`", "python-memcached", "get", servers, keys, few.count)
        in_turn([mcsh, *ceilings, cat, *filter(None, [loop])], context.rounds, servers)
        server.whole(count)
    context.remove(script, keys)

    best = max(ceilings, key=lambda contender: contender.rate)
    table = Table(
        f"{count:,} `get`s, one server, values printed",
        f"Values of 32 bytes. mcsh sends {form}. `ratio` is mcsh's rate divided by that of the row; the bar is the best of "
        "the ceilings. memccat and the Python loop wait for each answer and get fewer keys.",
    )
    table.row(mcsh)
    for ceiling in ceilings:
        ratio = mcsh.rate / ceiling.rate
        table.row(ceiling, at_least(0.90, ratio, "of the best form") if ceiling is best else None, ratio)
    for peer in filter(None, [cat, loop]):
        table.row(peer, ratio=mcsh.rate / peer.rate)
    return table
