"""A loop over a Python client: what an application does. Run by the Python that has the clients installed.

    peer.py CLIENT set|get|get_multi SERVER[,SERVER...] FILE

FILE holds lines of `KEY VALUE` or `KEY`. The last line printed is JSON with the seconds of the loop alone: neither the
start of Python nor the reading of the file is counted.
"""

import json
import sys
import time


def client(name, servers):
    if name == "python-memcached":
        import memcache

        return memcache.Client(servers)
    if name == "pymemcache":
        import pymemcache

        # Without this it would not wait for answers, and so not know them.
        return pymemcache.Client(servers[0], default_noreply=False)
    import pylibmc

    behaviors = {"tcp_nodelay": True}
    if name == "pylibmc-no-block":
        behaviors["no_block"] = True
    if name == "pylibmc-binary":
        return pylibmc.Client(servers, behaviors=behaviors, binary=True)
    return pylibmc.Client(servers, behaviors=behaviors)


def main():
    name, verb, servers, path = sys.argv[1:]
    with open(path) as file:
        lines = [line.split() for line in file]
    cache = client(name, servers.split(","))
    values = []
    wall, cpu = time.perf_counter(), time.process_time()
    if verb == "set":
        done = 0
        for key, value in lines:
            if cache.set(key, value):
                done += 1
    elif verb == "get":
        for (key,) in lines:
            values.append(cache.get(key))
    else:
        found = cache.get_multi([key for (key,) in lines])
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    if verb == "get":
        done = sum(value is not None for value in values)
    elif verb == "get_multi":
        # Printed in the order asked for, as mcsh does.
        values = [found.get(key) for (key,) in lines]
        done = len(found)
        sys.stdout.write("\n".join(value if value is not None else "MISS" for value in values) + "\n")
    print(json.dumps({"wall": wall, "cpu": cpu, "done": done}))


main()
