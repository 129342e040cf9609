"""Ten times as many lines, large values, many servers: the same speed, and no more memory."""

from .measure import Failed, Table, at_least, at_most, in_turn, say
from .sets import load
from .workload import Items, values

TIMES = 10
LARGE = 500
LARGE_SIZE = 1 << 20
# A fifth as many keys, so that the server need not hold all of the values.
LARGE_KEYS = LARGE // 5
MANY = 100
MEMORY = 64  # MiB


def large_items():
    text = values(1, size=LARGE_SIZE)
    for number in range(LARGE):
        turn = number * 1000
        yield b"large:%03d" % (number % LARGE_KEYS), text[turn:] + text[:turn]


def large_script():
    for key, value in large_items():
        yield b"set %s %s\nget %s\n" % (key, value, key)


def large_printed(path):
    with open(path, "rb") as file:
        for number, (_, value) in enumerate(large_items(), 1):
            expected = b"STORED\n%s\n" % value
            if file.read(len(expected)) != expected:
                raise Failed(f"value {number} of {LARGE} was not printed as it was stored")
        if file.read(1):
            raise Failed("more was printed than there were statements")


def measure(context):
    count = context.statements
    many_count = max(1, count // 5)
    say(f"long: {count:,} and {count * TIMES:,} statements, {2 * LARGE:,} with values of 1 MiB, {MANY} servers")
    items = Items(count)
    once, stored = items.set_script(), items.set_printed()
    short = context.file("short.script", once)
    # The same keys again and again: with ten times as many items it would be the server that is another one.
    long = context.file("long.script", (once for _ in range(TIMES)))
    large = context.file("large.script", large_script())
    many = context.file("many.script", items.first(many_count).set_script())

    with context.servers() as one, context.servers(options=["-I", "2m"]) as wide, context.servers(
        MANY, megabytes=64, options=["-t", "1"]
    ) as crowd:
        load(items.set_classic(one[0].address), one[0], count)
        names = [one[0].name]
        tenfold = context.prints_repeatedly(stored, TIMES)
        base = context.mcsh_contender("mcsh < script", count, short, names, context.prints(stored))
        ten = context.mcsh_contender("mcsh < script", count * TIMES, long, names, tenfold)
        piped = context.mcsh_contender("cat script \\| mcsh", count * TIMES, long, names, tenfold, pipe=True)
        big = context.mcsh_contender("`set` and `get` of 1 MiB", 2 * LARGE, large, [wide[0].name], large_printed)
        spread = context.mcsh_contender(
            f"{MANY} servers", many_count, many, [server.name for server in crowd],
            context.prints(b"STORED\n" * many_count),
        )
        in_turn([base, ten, piped, big, spread], min(context.rounds, 3), [*one, *wide, *crowd])
    context.remove(short, long, large, many)

    table = Table(
        "Longer scripts, larger values, more servers",
        "The longer script stores the same keys again. `cat` takes time of the same processors. `peak` is the highest of "
        "all rounds; what was printed went to a file.",
    )
    table.row(base)
    table.row(ten, at_least(0.95, ten.rate / base.rate, "of the shorter's rate"))
    table.row(piped, ratio=piped.rate / base.rate)
    table.row(big)
    table.row(spread)
    table.line("memory: the longer script to the shorter", at_most(1.1, ten.peak / base.peak, "times"))
    for name, contender in (
        ("short script", base), ("longer script", ten), ("longer script, piped", piped),
        ("values of 1 MiB", big), (f"{MANY} servers", spread),
    ):
        table.line(f"memory: {name}", at_most(MEMORY, contender.peak / 2**20, "MiB", " MiB"))
    return table
