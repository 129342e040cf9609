"""The statements, the same requests in each wire form, and what must come back. All from one seed."""

import base64
import random
import zlib
from itertools import islice

from .pump import Lane

SEED = 20240117
VALUE = 32  # bytes

# Longer `get` lines than this are refused by some servers; memcached takes any length, but reads 16 KiB at a time.
LINE = 16000


def values(count, seed=SEED, size=VALUE):
    """`count` values of letters and digits, as one piece of bytes; every three random bytes make four characters."""
    return base64.b64encode(random.Random(seed).randbytes(count * size * 3 // 4), b"xy")[: count * size]


class Items:
    """`count` keys, each with a value: to be stored in the order of the keys, and read back."""

    def __init__(self, count, prefix="key"):
        self.count = count
        self.prefix = prefix
        self.values = values(count)

    def first(self, count):
        some = Items(0, self.prefix)
        some.count, some.values = count, self.values
        return some

    def key(self, index):
        return b"%s:%07d" % (self.prefix.encode(), index)

    def value(self, index):
        return self.values[index * VALUE : (index + 1) * VALUE]

    def keys(self):
        return map(self.key, range(self.count))

    def pairs(self):
        return zip(self.keys(), map(self.value, range(self.count)))

    # Storing

    def set_script(self):
        return b"".join(b"set %s %s\n" % pair for pair in self.pairs())

    def set_printed(self):
        return b"STORED\n" * self.count

    def set_classic(self, address):
        requests = b"".join(b"set %s 0 0 32\r\n%s\r\n" % pair for pair in self.pairs())
        return Lane(address, requests, len(b"STORED\r\n") * self.count, b"STORED\r\n")

    def set_quiet(self, address):
        requests = b"".join(b"ms %s 32 q\r\n%s\r\n" % pair for pair in self.pairs()) + b"mn\r\n"
        return Lane(address, requests, len(b"MN\r\n"), b"MN\r\n")

    def set_redis(self):
        """The bytes that `redis-cli --pipe` passes on as they are."""
        shape = b"*3\r\n$3\r\nSET\r\n$%d\r\n%%s\r\n$32\r\n%%s\r\n" % len(self.key(0))
        return b"".join(shape % pair for pair in self.pairs())

    # Reading

    def get_script(self):
        return b"".join(b"get %s\n" % key for key in self.keys())

    def get_printed(self):
        return b"".join(value + b"\n" for _, value in self.pairs())

    def get_classic(self, address, line=0):
        """`line`: as many keys in one request as fit into so many bytes; 0: one."""
        each = max(1, (line - len(b"get\r\n")) // (len(self.key(0)) + 1))
        keys = self.keys()
        requests = []
        while part := list(islice(keys, each)):
            requests.append(b"get " + b" ".join(part) + b"\r\n")
        replies = (len(b"VALUE %s 0 32\r\n" % self.key(0)) + VALUE + 2) * self.count + len(b"END\r\n") * len(requests)
        return Lane(address, b"".join(requests), replies, self.value(self.count - 1) + b"\r\nEND\r\n")

    def get_meta(self, address):
        requests = b"".join(b"mg %s v\r\n" % key for key in self.keys())
        replies = (len(b"VA 32\r\n") + VALUE + 2) * self.count
        return Lane(address, requests, replies, self.value(self.count - 1) + b"\r\n")


def bucket(key, buckets):
    """python-memcached's choice: the middle bits of a CRC-32, modulo the servers, each as often as its weight says."""
    return buckets[((zlib.crc32(key) >> 16) & 0x7FFF) % len(buckets)]


class Mixed:
    """`set`, `get`, `incr` and `delete` of random keys, on servers with weights.

    The script leaves each server as the script before it did (a key's last `set` or `delete` decides; the counters are
    set at the start). So from the second time on every run must print the same.
    """

    def __init__(self, count, weights):
        self.count = count
        self.buckets = [number for number, weight in enumerate(weights) for _ in range(weight)]
        self.servers = len(weights)
        draw = random.Random(SEED + 1)
        keys = [b"item:%06d" % number for number in range(max(10, count // 10))]
        counters = [b"count:%04d" % number for number in range(max(2, min(1000, count // 100)))]
        pool = values(max(1, count))
        self.statements = []
        for counter in counters:
            self.statements.append((b"set", counter, b"1000"))
        while len(self.statements) < count:
            number = len(self.statements)
            verb = draw.choice((b"set", b"get", b"incr", b"delete"))
            key = draw.choice(counters if verb == b"incr" else keys)
            word = pool[number * VALUE : (number + 1) * VALUE] if verb == b"set" else None
            self.statements.append((verb, key, word))

        state = {}
        self._answers(state)
        self.answers = self._answers(state)

    def _answers(self, state):
        """What each statement finds: bytes, None for nothing, True for done."""
        answers = []
        for verb, key, word in self.statements:
            if verb == b"set":
                state[key] = word
                answers.append(True)
            elif verb == b"get":
                answers.append(state.get(key))
            elif verb == b"incr":
                state[key] = b"%d" % (int(state[key]) + 1)
                answers.append(state[key])
            else:
                answers.append(True if state.pop(key, None) is not None else None)
        return answers

    def script(self):
        return b"".join(b" ".join(filter(None, statement)) + b"\n" for statement in self.statements)

    def printed(self):
        words = {b"set": (b"STORED", None), b"get": (None, b"MISS"), b"incr": (None, None)}
        words[b"delete"] = (b"DELETED", b"NOT_FOUND")
        lines = []
        for (verb, _, _), answer in zip(self.statements, self.answers):
            done, nothing = words[verb]
            lines.append(done if answer is True else nothing if answer is None else answer)
        return b"\n".join(lines) + b"\n"

    def _lanes(self, addresses, forms, end=(b"", b"")):
        requests = [[] for _ in range(self.servers)]
        replies = [[] for _ in range(self.servers)]
        for (verb, key, word), answer in zip(self.statements, self.answers):
            server = bucket(key, self.buckets)
            request, reply = forms(verb, key, word, answer)
            requests[server].append(request)
            replies[server].append(reply)
        lanes = []
        for address, out, back in zip(addresses, requests, replies):
            back = b"".join(back) + end[1]
            lanes.append(Lane(address, b"".join(out) + end[0], len(back), back[-32:]))
        return lanes

    def classic(self, addresses):
        def form(verb, key, word, answer):
            if verb == b"set":
                return b"set %s 0 0 %d\r\n%s\r\n" % (key, len(word), word), b"STORED\r\n"
            if verb == b"get":
                found = b"VALUE %s 0 %d\r\n%s\r\n" % (key, len(answer), answer) if answer is not None else b""
                return b"get %s\r\n" % key, found + b"END\r\n"
            if verb == b"incr":
                return b"incr %s 1\r\n" % key, answer + b"\r\n"
            return b"delete %s\r\n" % key, b"DELETED\r\n" if answer else b"NOT_FOUND\r\n"

        return self._lanes(addresses, form)

    def meta(self, addresses):
        """Quiet where a client can still tell what happened: the silence of a `set` means that it was stored, but that
        of a `delete` would mean either."""

        def form(verb, key, word, answer):
            if verb == b"set":
                return b"ms %s %d q\r\n%s\r\n" % (key, len(word), word), b""
            if verb == b"get":
                found = b"VA %d\r\n%s\r\n" % (len(answer), answer) if answer is not None else b"EN\r\n"
                return b"mg %s v\r\n" % key, found
            if verb == b"incr":
                return b"ma %s v\r\n" % key, b"VA %d\r\n%s\r\n" % (len(answer), answer)
            return b"md %s\r\n" % key, b"HD\r\n" if answer else b"NF\r\n"

        return self._lanes(addresses, form, (b"mn\r\n", b"MN\r\n"))
