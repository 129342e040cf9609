"""One command, from start to end: what a shell script pays for each."""

from .measure import Contender, Failed, Sample, Table, at_most, below, in_turn, say
from .pump import pump
from .servers import Redis
from .workload import Items


def measure(context):
    runs = context.options.runs
    say(f"oneshot: {runs} runs of each")
    items = Items(1)
    key, value = items.key(0).decode(), items.value(0).decode()
    with context.servers() as servers:
        redis = Redis()
        try:
            pump([items.set_classic(servers[0].address)])
            host = servers[0].name
            context.programs.run(["redis-cli", "-p", str(redis.port), "set", key, value])

            def contender(name, *argv):
                def run():
                    outcome = context.programs.run(argv, name="oneshot")
                    if outcome.text() != value.encode() + b"\n":
                        raise Failed(f"{name} printed {outcome.text()[:80]!r}")
                    return Sample(outcome.wall, outcome.cpu)

                return Contender(name, 1, run)

            mcsh = contender("mcsh -s HOST get KEY", context.mcsh, "-s", host, "get", key)
            cat = contender("memccat --servers=HOST KEY", "memccat", f"--servers={host}", key)
            cli = contender("redis-cli get KEY", "redis-cli", "-p", str(redis.port), "get", key)
            # Once each before it counts: programs and libraries then are in memory.
            for one in (mcsh, cat, cli):
                one.run()
            in_turn([mcsh, cat, cli], runs, [*servers, redis], quiet=True)
        finally:
            redis.stop()

    table = Table(
        f"One-shot `get`, {runs} runs of each in turn", "`ratio` is mcsh's time divided by that of the row."
    )
    table.row(mcsh)
    table.row(cat, at_most(1.3, mcsh.wall / cat.wall, "times it"))
    table.row(cli, below(1, mcsh.wall / cli.wall, "times it"))
    return table
