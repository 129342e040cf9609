"""The clients of Python on the other side of a memcached, and Python itself.

python_peer.py PORT write CLIENT   stores a list of values, and prints for each what the server keeps of it
python_peer.py PORT read CLIENT    takes lines of flags and base64, stores each, reads it with the client, prints what it is
                                   and whether the client stores it in the same bytes
python_peer.py pickle              takes JSON texts, a line each, and prints them pickled with protocols 0 and 5
python_peer.py dump                prints the list of values pickled with each protocol
"""

import base64
import collections
import datetime
import decimal
import fractions
import json
import math
import pathlib
import pickle
import socket
import sys
import uuid


class Connection:
    def __init__(self, port):
        self.file = socket.create_connection(("127.0.0.1", int(port))).makefile("rwb")

    def get(self, key):
        self.file.write(b"get %s\r\n" % key.encode())
        self.file.flush()
        head = self.file.readline().split()
        if head[0] != b"VALUE":
            return None
        value = self.file.read(int(head[3]) + 2)[:-2]
        assert self.file.readline() == b"END\r\n"
        return int(head[2]), value

    def set(self, key, flags, value):
        self.file.write(b"set %s %d 0 %d\r\n%s\r\n" % (key.encode(), flags, len(value), value))
        self.file.flush()
        assert self.file.readline() == b"STORED\r\n"


def client(name, address):
    """A client as its programs make it."""
    if name == "python-memcached":
        import memcache

        return memcache.Client([address])
    if name == "pymemcache":
        from pymemcache import serde
        from pymemcache.client.base import Client

        return Client(address, serde=serde.pickle_serde, default_noreply=False)
    if name == "pymemcache-compressed":
        from pymemcache import serde
        from pymemcache.client.base import Client

        return Client(address, serde=serde.compressed_serde, default_noreply=False)
    if name == "pylibmc":
        import pylibmc

        return pylibmc.Client([address])
    import bmemcached

    return bmemcached.Client([address])


class Cart:
    def __init__(self, number, items):
        self.number = number
        self.items = items

    def __repr__(self):
        return f"<__main__.Cart number={self.number!r}, items={self.items!r}>"


class Bag(dict):
    def __repr__(self):
        return f"<__main__.Bag {dict(self)!r}>"


def values():
    circle = [1]
    circle.append(circle)
    ring = {"self": None}
    ring["self"] = ring
    shared = ["shared"]
    hour = datetime.timedelta(hours=1)
    zone = datetime.timezone(hour, "MEZ")
    yield from ["", "hello", "it's", 'say "no"', "it's \"both\"", "tab\tline\nreturn\r\\", "\x00\x1b[31m\x7f\x9f"]
    yield from ["h\u00e9llo \u20ac \u65e5\u672c \U0001f600", "\u202eabc\u200d\u00a0\u2028\ufeff\ue000", "x" * 3000]
    yield from [b"", b"\x00\xff raw 'n \"", b"it's", bytes(range(256)), bytes(1000)]
    yield from [0, 7, -7, 255, 256, 65535, 65536, 2**31 - 1, 2**31, -(2**31), -(2**31) - 1, 2**63, -(2**63), 2**64]
    yield from [10**300, -(10**300)]
    yield from [True, False, None]
    yield from [0.0, -0.0, 0.1, -2.5, 1e16, 1e15, 1e-4, 1e-5, 1.5e300, 5e-324, math.inf, -math.inf, math.nan, 1 / 3]
    yield from [[], (), {}, set(), frozenset(), [[]], (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), {1}, frozenset({"a"})]
    yield from [[2**40, -(2**70), 2**2000, -129, -(2**63), 2**63, -128 * 256**7], [128, 32768, -32769, 2**31, 2**39]]
    yield from [list(range(2500)), {n: str(n) for n in range(2500)}, {str(n): n for n in range(1000)}]
    yield {"a": [True, None, {"b": (1.5, "zwei\u2026")}], "c": {"d": {"e": ["f", b"g"]}}, 3: {4, 5}, (1, 2): "t", None: 0}
    yield [shared, shared, {"again": shared}]
    yield [circle]
    yield circle
    yield ring
    yield collections.defaultdict(list, {"a": [1]})
    yield collections.defaultdict(None, {})
    yield collections.Counter("abracadabra")
    yield collections.Counter()
    yield from [collections.deque([1, 2, 3]), collections.deque([1, 2], maxlen=5), collections.deque()]
    yield from [bytearray(b"it's \x00"), bytearray(), [b"in", b"", bytes(300), b"\x80\xff"]]
    yield from [1 + 2j, 2j, -0.0 + 2j, 1.5 - 0.5j, complex(math.nan, math.inf), 1e20 + 0j]
    yield from [decimal.Decimal("1.50"), decimal.Decimal("-Infinity"), fractions.Fraction(1, 3), fractions.Fraction(-4)]
    yield from [range(10), range(0, 10, 3), range(5, -5, -1), slice(1, None, 2), Ellipsis, NotImplemented]
    yield from [datetime.date(2024, 2, 29), datetime.time(3, 4), datetime.time(3, 4, 5, 6), datetime.time(0, 0, 0, 6)]
    yield from [datetime.datetime(2024, 1, 2, 3, 4), datetime.datetime(2024, 1, 2, 3, 4, 5)]
    yield from [datetime.datetime(1, 1, 1, 0, 0, 0, 999999), datetime.datetime(9999, 12, 31, 23, 59, 59, 1, zone)]
    yield datetime.datetime(2024, 10, 27, 2, 30, tzinfo=datetime.timezone.utc, fold=1)
    yield datetime.time(2, 30, tzinfo=datetime.timezone(hour), fold=1)
    yield from [hour, -hour, datetime.timedelta(), datetime.timedelta(1, 2, 3), datetime.timezone.utc, zone]
    yield datetime.timezone(-datetime.timedelta(hours=5, minutes=30))
    yield from [uuid.UUID(int=7), uuid.UUID("12345678-1234-5678-9234-567812345678")]
    yield from [pathlib.PurePosixPath("/a/b c"), pathlib.PurePosixPath("a"), pathlib.PurePosixPath()]
    yield from [pathlib.PurePosixPath("/"), pathlib.PureWindowsPath("c:\\a\\b")]
    yield from [ValueError("x", 2), KeyError("k"), OSError(), int, dict, datetime.date, decimal.Decimal]
    yield from [Cart(7, [1, 2]), [Cart(None, ()), Cart(1, [Cart(2, {})])], Bag(a=1)]
    ordered = collections.OrderedDict([("z", 1), ("a", [2])])
    yield from [ordered, collections.OrderedDict()]


def shown(value, again):
    """The repr, which has been another one for ordered dicts since Python 3.12. Older protocols lose the fold of a time."""
    if isinstance(value, (datetime.datetime, datetime.time)):
        return repr(again)
    if type(value) is collections.OrderedDict:
        return f"OrderedDict({dict(value)!r})" if value else "OrderedDict()"
    return repr(value)


def write(port, name):
    connection = Connection(port)
    cache = client(name, f"127.0.0.1:{port}")
    for number, value in enumerate(values()):
        # Some of them packed, as far as it is worth it.
        packs = number % 3 == 0 and name in ("python-memcached", "pylibmc")
        assert cache.set(f"key{number}", value, **({"min_compress_len": 100} if packs else {})), value
        flags, stored = connection.get(f"key{number}")
        show(flags, stored, shown(value, cache.get(f"key{number}")))


def show(flags, stored, literal, **more):
    print(json.dumps({"flags": flags, "base64": base64.b64encode(stored).decode(), "literal": literal, **more}))


def read(port, name):
    connection = Connection(port)
    cache = client(name, f"127.0.0.1:{port}")
    # The only one that packs without being told to.
    options = {"compress_level": 0} if name == "python-binary-memcached" else {}
    for number, line in enumerate(sys.stdin):
        flags, body = line.rstrip("\n").split(" ")
        item = int(flags), base64.b64decode(body)
        connection.set(f"key{number}", *item)
        value = cache.get(f"key{number}")
        assert cache.set(f"key{number}", value, **options)
        again = connection.get(f"key{number}")
        show(*again, repr(value), same=again == item)


def pickled():
    for line in sys.stdin:
        value = json.loads(line)
        for protocol in (0, 5):
            show(protocol, pickle.dumps(value, protocol), "")


def dump():
    for value in values():
        for protocol in range(6):
            body = pickle.dumps(value, protocol)
            show(protocol, body, shown(value, pickle.loads(body)))


if sys.argv[1] == "pickle":
    pickled()
elif sys.argv[1] == "dump":
    dump()
else:
    {"write": write, "read": read}[sys.argv[2]](sys.argv[1], sys.argv[3])
