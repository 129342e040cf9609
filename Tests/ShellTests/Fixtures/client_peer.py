"""A real client on the other side of a test: writes or reads items, and tells on which servers they lie.

  client_peer.py python-memcached|pymemcache|pylibmc write|read OPTIONS HOST:PORT:WEIGHT ... < KEYS

OPTIONS are the client's own, as a JSON object; KEYS come a line each. `write` gives each key the value "value of KEY".
Either prints a JSON array with an object for each key: "key", "value" as the client reads it, and "servers": those that
hold the key, each of them asked directly, without the client.
"""
import json
import socket
import sys


class PythonMemcached:
    def __init__(self, servers, options):
        import memcache

        weighted = [("%s:%d" % (host, port), weight) for host, port, weight in servers]
        self.client = memcache.Client(weighted, socket_timeout=3, **options)
        self.get = self.client.get
        self.set = self.client.set


class Pymemcache:
    def __init__(self, servers, options):
        from pymemcache.client.hash import HashClient

        options = dict(options)
        self.keys_are_bytes = options.pop("key_type", "str") == "bytes"
        if "key_prefix" in options:
            options["key_prefix"] = options["key_prefix"].encode()
        addresses = [(host, port) for host, port, _ in servers]
        # A server that is down leaves at once, and for good.
        self.client = HashClient(
            addresses, allow_unicode_keys=True, timeout=3, retry_attempts=0, dead_timeout=3600, **options
        )

    def get(self, key):
        return self.perform(self.client.get, key)

    def set(self, key, value):
        return self.perform(self.client.set, key, value, noreply=False)

    def perform(self, function, key, *arguments, **options):
        if self.keys_are_bytes:
            key = key.encode()
        try:
            return function(key, *arguments, **options)
        except OSError:
            # The call that finds a server down fails; it is the next that goes elsewhere.
            return function(key, *arguments, **options)


class Pylibmc:
    def __init__(self, servers, options):
        import pylibmc

        self.client = pylibmc.Client(["%s:%d:%d" % server for server in servers], behaviors=options or None)
        self.get = self.client.get
        self.set = self.client.set


CLIENTS = {"python-memcached": PythonMemcached, "pymemcache": Pymemcache, "pylibmc": Pylibmc}


def holders(servers, keys):
    """For each key, the servers that hold it."""
    found = {key: [] for key in keys}
    for host, port, _ in servers:
        try:
            connection = socket.create_connection((host, port), timeout=5)
        except OSError:
            continue
        with connection, connection.makefile("rb") as answers:
            for key in keys:
                connection.sendall(b"get " + key + b"\r\n")
                line = answers.readline()
                if line.startswith(b"VALUE "):
                    found[key].append("%s:%d" % (host, port))
                    answers.read(int(line.split()[3]) + 2)
                    line = answers.readline()
                if line != b"END\r\n":
                    raise ValueError(line)
    return found


def main():
    name, mode, options = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
    servers = []
    for text in sys.argv[4:]:
        host, port, weight = text.rsplit(":", 2)
        servers.append((host, int(port), int(weight)))
    keys = sys.stdin.read().splitlines()
    prefix = options.get("key_prefix", "")
    client = CLIENTS[name](servers, options)
    if mode == "write":
        # Bytes, so that no client marks them with flags of its own.
        for key in keys:
            client.set(key, ("value of " + key).encode())
    values = [client.get(key) for key in keys]
    wire = [(prefix + key).encode() for key in keys]
    found = holders(servers, wire)
    items = [
        {"key": key, "value": None if value is None else value.decode(), "servers": found[sent]}
        for key, value, sent in zip(keys, values, wire)
    ]
    json.dump(items, sys.stdout)


sys.stdin.reconfigure(encoding="utf-8")
main()
