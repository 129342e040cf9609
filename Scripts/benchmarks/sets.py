"""A script of `set`s to one server."""

from .measure import Contender, Failed, Sample, Table, at_least, in_turn, say
from .pump import pump
from .servers import Redis
from .workload import Items

# A peer that waits for each answer gets a shorter script; its rate is the same.
SLOW = 20
FILES = 2000


def load(lane, server, items):
    pump([lane])
    server.settle()
    server.whole(items)


def redis_pipe(context, redis, path, count):
    def run():
        outcome = context.programs.run(["redis-cli", "-p", str(redis.port), "--pipe"], stdin=path, name="redis-pipe")
        if f"errors: 0, replies: {count}".encode() not in outcome.text():
            raise Failed(f"redis-cli --pipe: {outcome.text()[-200:]!r}")
        return Sample(outcome.wall, outcome.cpu)

    return Contender("redis-cli --pipe, redis-server", count, run)


def redis_lines(context, redis, path, count):
    def run():
        outcome = context.programs.run(["redis-cli", "-p", str(redis.port)], stdin=path, name="redis-lines")
        if outcome.text() != b"OK\n" * count:
            raise Failed(f"redis-cli: {outcome.text()[-200:]!r}")
        return Sample(outcome.wall, outcome.cpu)

    return Contender("redis-cli < script, redis-server", count, run)


def memccp(context, server, paths):
    def run():
        argv = ["memccp", f"--servers={server.name}", "--set", *paths]
        outcome = context.programs.run(argv, name="memccp")
        return Sample(outcome.wall, outcome.cpu)

    return Contender("memccp FILE...", len(paths), run)


def measure(context):
    count = context.statements
    say(f"sets: {count:,} statements")
    items = Items(count)
    few = items.first(max(1, count // SLOW))
    small = Items(min(FILES, count), "file")
    script = context.file("set.script", items.set_script())
    pairs = context.file("set.pairs", (b"%s %s\n" % pair for pair in few.pairs()))
    files = [context.file(key.decode(), value) for key, value in small.pairs()]
    resp = context.file("set.resp", items.set_redis())
    lines = context.file("set.redis", (b"SET %s %s\n" % pair for pair in few.pairs()))
    printed = context.prints(items.set_printed())

    with context.servers() as servers:
        redis = Redis()
        try:
            server = servers[0]
            classic, quiet = items.set_classic(server.address), items.set_quiet(server.address)
            load(classic, server, count)
            own, form = context.own_form(script, servers, [""], count, printed)
            mcsh = context.mcsh_contender("mcsh < script", count, script, [server.name], printed)
            by_set = context.ceiling("`set`", count, [classic], servers)
            by_quiet = context.ceiling("quiet `ms`, a fence at the end", count, [quiet], servers)
            loops = [
                context.peer(f"{client}, a loop of `set`", client, "set", servers, pairs, few.count)
                for client in ("python-memcached", "pymemcache", "pylibmc")
            ]
            pipe = redis_pipe(context, redis, resp, count)
            words = redis_lines(context, redis, lines, few.count)
            copies = memccp(context, server, files)
            contenders = [mcsh, own, by_set, by_quiet, *filter(None, loops), pipe, words, copies]
            in_turn(contenders, context.rounds, [*servers, redis])
            server.whole(count)
        finally:
            redis.stop()
    context.remove(script, pairs, resp, lines, *files)

    table = Table(
        f"{count:,} `set`s, one server",
        f"Values of 32 bytes. mcsh sends {form}. `ratio` is mcsh's rate divided by that of the row. The Python loops and "
        "redis-cli's plain lines wait for each answer and get a shorter script; of the loops, the start of Python is not "
        "counted.",
    )
    to = lambda other: mcsh.rate / other.rate
    table.row(mcsh)
    table.row(own, at_least(0.95, to(own), "of it"))
    table.row(by_set, ratio=to(by_set))
    table.row(by_quiet, at_least(0.90, to(by_quiet), "of it"))
    for loop in filter(None, loops):
        bar = at_least(30, to(loop), "times it") if loop.name.startswith("python-memcached") else None
        table.row(loop, bar, to(loop))
    table.row(pipe, at_least(1.5, to(pipe), "times it"))
    table.row(words, ratio=to(words))
    table.row(copies, ratio=to(copies))
    return table
