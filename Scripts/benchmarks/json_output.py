"""The same scripts with an object for each statement."""

from .measure import Table, at_least, in_turn, say
from .sets import load
from .workload import Items


def measure(context):
    count = context.statements
    say(f"json: {count:,} statements")
    items = Items(count)
    sets = context.file("set.script", items.set_script())
    gets = context.file("get.script", items.get_script())
    keys = [key.decode() for key in items.keys()]
    found = [value.decode() for _, value in items.pairs()]
    stored = context.prints_objects(
        [{"line": line, "command": "set", "status": "stored", "key": key} for line, key in enumerate(keys, 1)]
    )
    hit = context.prints_objects(
        [
            {"line": line, "command": "get", "status": "hit", "key": key, "value": value}
            for line, (key, value) in enumerate(zip(keys, found), 1)
        ]
    )

    with context.servers() as servers:
        server = servers[0]
        load(items.set_classic(server.address), server, count)

        def contender(name, script, check, *arguments):
            return context.mcsh_contender(name, count, script, [server.name], check, arguments)

        plain_sets = contender("`set`, plain", sets, context.prints(items.set_printed()))
        json_sets = contender("`set`, `-o json`", sets, stored, "-o", "json")
        plain_gets = contender("`get`, plain", gets, context.prints(items.get_printed()))
        json_gets = contender("`get`, `-o json`", gets, hit, "-o", "json")
        in_turn([plain_sets, json_sets, plain_gets, json_gets], context.rounds, servers)
    context.remove(sets, gets)

    table = Table(
        f"{count:,} statements with `-o json`", "`ratio` is the rate divided by that of the same script with plain output."
    )
    for plain, json in ((plain_sets, json_sets), (plain_gets, json_gets)):
        table.row(plain)
        table.row(json, at_least(0.6, json.rate / plain.rate, "of plain"))
    return table
