"""The real python-memcached on one side of a test: writes or reads the same 2,000 items as the shell does.

  python_memcached_peer.py set|get HOST:PORT:WEIGHT ...

For `set`, prints a line `KEY<tab>HOST:PORT` for each key: the server that the client itself chose.
For `get`, reads all keys and prints those whose value is not as expected.
"""
import sys

import memcache

KEYS = ["key:%d" % n for n in range(1000)] + ["schlüssel:%d:第一😀" % n for n in range(1000)]


def main():
    mode, servers = sys.argv[1], [s.rsplit(":", 1) for s in sys.argv[2:]]
    client = memcache.Client([(address, int(weight)) for address, weight in servers], socket_timeout=3)
    out = sys.stdout
    for key in KEYS:
        if mode == "set":
            if not client.set(key, "value of " + key):
                out.write("not stored: %s\n" % key)
                continue
            host, _ = client._get_server(key.encode())
            out.write("%s\t%s:%d\n" % (key, host.ip, host.port))
        elif client.get(key) not in ("value of " + key, ("value of " + key).encode()):
            out.write("wrong: %s: %r\n" % (key, client.get(key)))


sys.stdout.reconfigure(encoding="utf-8")
main()
