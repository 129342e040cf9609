"""What every part has at hand: the options, a folder, the launcher, and the ways to run what is compared."""

import contextlib
import json
import os
import re
import shutil
import tempfile

from .measure import Contender, Failed, Sample, say
from .programs import Programs
from .pump import pump, tune
from .servers import Memcached
from .tap import Tap

PEER = os.path.join(os.path.dirname(__file__), "peer.py")

# Room for a script of ten million lines and what it prints, twice.
ROOM = 4 << 30


def _folder():
    """In memory where there is room, so that no disk is measured."""
    memory = "/dev/shm"
    if "TMPDIR" not in os.environ and os.path.isdir(memory) and shutil.disk_usage(memory).free > ROOM:
        return memory
    return None


class Context:
    def __init__(self, options):
        self.options = options
        self.rounds = options.rounds
        self.statements = options.statements
        self.mcsh = options.mcsh
        self.python = options.peers

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self.folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="mcsh-bench-", dir=_folder()))
            self.programs = Programs(self.folder)
            stack.callback(self.programs.close)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    # Files

    def file(self, name, content=b""):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            for part in [content] if isinstance(content, (bytes, memoryview)) else content:
                file.write(part)
        return path

    def remove(self, *paths):
        for path in paths:
            with contextlib.suppress(FileNotFoundError):
                os.remove(path)

    # Servers

    @contextlib.contextmanager
    def servers(self, count=1, **options):
        with contextlib.ExitStack() as stack:
            servers = []
            for _ in range(count):
                servers.append(Memcached(**options))
                stack.callback(servers[-1].stop)
            yield servers

    # What is compared

    def mcsh_run(self, script, names, check, arguments=(), pipe=False):
        """One whole run of mcsh, from its start to its end; `check` gets the path of what it printed."""
        outcome = self.programs.run([self.mcsh, "-s", ",".join(names), *arguments], stdin=script, pipe=pipe, name="mcsh")
        check(outcome.stdout)
        self.remove(outcome.stdout)
        return Sample(outcome.wall, outcome.cpu, peak=outcome.peak)

    def mcsh_contender(self, name, count, script, names, check, arguments=(), pipe=False):
        return Contender(name, count, lambda: self.mcsh_run(script, names, check, arguments, pipe))

    def own_form(self, script, servers, weights, count, check):
        """Runs mcsh once before a tap; returns a contender that sends the same bytes again, and says what they are."""
        with Tap(servers) as tap:
            names = [name + weight for name, weight in zip(tap.names(), weights)]
            self.mcsh_run(script, names, check)
        version = servers[0].stats()[b"version"]
        lanes = tap.lanes(version)
        if not lanes:
            raise Failed("mcsh sent nothing")
        # If the replies have the same length when they are sent again, then their end can be told by it, which takes less
        # of the processors than looking for it.
        pump(lanes)
        for lane in lanes:
            lane.exact = lane.received == lane.replies
        say(f"  mcsh sends {', '.join(_begin(lane.requests) for lane in lanes[:1])}: {_verbs(lanes)}")
        return self.ceiling("mcsh's own requests", count, lanes, servers), _verbs(lanes)

    @staticmethod
    def ceiling(name, count, lanes, servers):
        """Prepared requests, as fast as they go; they have been sent before any time counts."""
        tune(lanes, servers)
        return Contender(f"ceiling: {name}", count, lambda: pump(lanes))

    def peer(self, name, client, verb, servers, path, count):
        """A loop over a Python client; None if the clients are not there."""
        if self.python is None:
            say(f"  {name} is not measured: Python's clients are not there")
            return None

        def run():
            argv = [self.python, PEER, client, verb, ",".join(server.name for server in servers), path]
            outcome = self.programs.run(argv, name="peer")
            answer = json.loads(outcome.text().rstrip().rsplit(b"\n", 1)[-1])
            if answer["done"] != count:
                raise Failed(f"{name}: {answer['done']} of {count}")
            return Sample(answer["wall"], answer["cpu"])

        return Contender(name, count, run)

    # What was printed

    @staticmethod
    def prints(expected):
        """A check: exactly these bytes."""

        def check(path):
            with open(path, "rb") as file:
                printed = file.read()
            if printed != expected:
                raise Failed(_difference(printed, expected))

        return check

    @staticmethod
    def prints_repeatedly(part, times):
        """A check: `part`, so many times; for output that is better not held in memory."""

        def check(path):
            with open(path, "rb") as file:
                for number in range(times):
                    printed = file.read(len(part))
                    if printed != part:
                        raise Failed(f"in part {number + 1} of {times}: {_difference(printed, part)}")
                if file.read(1):
                    raise Failed("more was printed than there were statements")

        return check

    @staticmethod
    def prints_objects(members):
        """A check: a line for each of these, and the line is an object with these members (and maybe others)."""
        seen = None

        def check(path):
            nonlocal seen
            with open(path, "rb") as file:
                printed = file.read()
            # Read once: what was right then is right again.
            if printed == seen:
                return
            lines = printed.split(b"\n")
            if lines.pop() or len(lines) != len(members):
                raise Failed(f"{len(lines)} lines were printed, not {len(members)}")
            for number, (line, expected) in enumerate(zip(lines, members), 1):
                found = json.loads(line)
                if not expected.items() <= found.items():
                    raise Failed(f"line {number} of the output is {line[:200]!r}, without all of {expected}")
            seen = printed

        return check


def _begin(requests):
    return repr(requests[: requests.find(b"\r\n")][:60].decode(errors="replace"))


def _verbs(lanes):
    """The first words of the requests and their flags, the most frequent first: by looking at the first 64 KiB only."""
    verbs = rb"(?:^|\n)(set|get|gets|ms|mg|ma|md|mn|incr|delete)( [^\r\n]*)?(?=\r\n)"
    lines = re.findall(verbs, lanes[0].requests[:65536])
    seen = {}
    for verb, rest in lines:
        words = rest.split()
        flags = b" ".join(sorted({word[:1] for word in words[1 + (verb == b"ms") :] if word[:1].isalpha()}))
        name = verb + (b" " + flags if flags and verb.startswith(b"m") else b"")
        if verb in (b"get", b"gets") and len(words) > 1:
            name += b" (many keys)"
        seen[name] = seen.get(name, 0) + 1
    most = sorted(seen, key=seen.get, reverse=True)[:5]
    return ", ".join(f"`{name.decode()}`" for name in most)


def _difference(printed, expected):
    lines, due = printed.count(b"\n"), expected.count(b"\n")
    if lines != due:
        return f"{lines} lines were printed, not {due}"
    for number, (one, other) in enumerate(zip(printed.split(b"\n"), expected.split(b"\n")), 1):
        if one != other:
            return f"line {number} of the output is {one[:80]!r}, not {other[:80]!r}"
    return "the output is not what it should be"
