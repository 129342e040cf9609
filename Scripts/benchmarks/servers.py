"""Servers of the benchmark's own: on loopback, on ports that nobody has, gone when it ends."""

import os
import socket
import subprocess
import tempfile
import time

from .measure import Failed


def cpu_seconds(process):
    """User and system time of all threads, in nanosecond steps where the kernel counts them so."""
    folder = f"/proc/{process}/task"
    try:
        total = 0
        for thread in os.listdir(folder):
            with open(f"{folder}/{thread}/schedstat") as file:
                total += int(file.read().split()[0])
        return total / 1e9
    except OSError:
        with open(f"/proc/{process}/stat") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Server:
    def __init__(self, process, port):
        self.process = process
        self.port = port

    @property
    def address(self):
        return ("127.0.0.1", self.port)

    @property
    def name(self):
        return f"127.0.0.1:{self.port}"

    def cpu(self):
        return cpu_seconds(self.process.pid)

    def stop(self):
        self.process.kill()
        self.process.wait()


def _start(argv, **options):
    # The kernel ends it should this program be killed in a way that it does not notice.
    return subprocess.Popen(
        ["setpriv", "--pdeathsig", "KILL", *argv],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
        **options,
    )


def _wait(process, ready, what):
    for _ in range(1000):
        value = ready()
        if value:
            return value
        if process.poll() is not None:
            break
        time.sleep(0.01)
    process.kill()
    process.wait()
    raise Failed(f"{what} did not start")


class Memcached(Server):
    """memcached as it comes, with memory enough that it never has to drop an item."""

    def __init__(self, megabytes=1024, options=()):
        with tempfile.TemporaryDirectory() as folder:
            ports = os.path.join(folder, "ports")
            argv = ["memcached", "-l", "127.0.0.1", "-p", "-1", "-U", "0", "-m", str(megabytes), *options]
            if os.geteuid() == 0:
                argv += ["-u", "root"]
            process = _start(argv, env=dict(os.environ, MEMCACHED_PORT_FILENAME=ports))

            def port():
                try:
                    with open(ports) as file:
                        words = file.read().split()
                except OSError:
                    return None
                return int(words[2]) if words[:2] == ["TCP", "INET:"] and len(words) > 2 else None

            super().__init__(process, _wait(process, port, "memcached"))

    def stats(self, what=b"stats"):
        with socket.create_connection(self.address, timeout=10) as connection:
            connection.sendall(what + b"\r\n")
            answer = b""
            while not answer.endswith(b"END\r\n"):
                part = connection.recv(65536)
                if not part:
                    raise Failed("memcached closed the connection")
                answer += part
        return dict(line.split(b" ", 2)[1:] for line in answer.split(b"\r\n") if line.startswith(b"STAT "))

    def settle(self):
        """Waits until the hash table has grown to the items that were just stored: that is work of its own."""
        while self.stats()[b"hash_is_expanding"] != b"0":
            time.sleep(0.05)

    def whole(self, items):
        """Fails if an item was dropped for want of memory: gets that miss are cheaper than gets that hit."""
        stats = self.stats()
        if int(stats[b"evictions"]) or int(stats[b"curr_items"]) < items:
            raise Failed(f"the server holds {stats[b'curr_items'].decode()} items, not {items}")


class Redis(Server):
    """redis-server that writes nothing to a disk."""

    def __init__(self):
        for _ in range(5):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            argv = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
            process = _start(argv)

            def answers():
                try:
                    with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                        connection.sendall(b"PING\r\n")
                        return connection.recv(64).startswith(b"+PONG")
                except OSError:
                    return False

            try:
                _wait(process, answers, "redis-server")
            except Failed:
                # Somebody else took the port in between.
                continue
            # Another's server may be the one that answered; ours has ended then.
            if process.poll() is None:
                super().__init__(process, port)
                return
        raise Failed("redis-server did not start")
