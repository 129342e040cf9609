"""The ceiling: prepared requests out, replies in, as fast as the servers take and give them.

What no client can be faster than, unless it asks in fewer bytes: nothing is composed, nothing is parsed, the replies are
only counted.
"""

import select
import socket
import time
from dataclasses import dataclass
from typing import Optional

from .measure import Failed, Sample

PIECE = 128 * 1024

# For how many bytes of replies the kernel wakes this program. On two cores, what the ceiling's client wastes by looking at
# each small packet is taken from the server; but where a server sends very many of them, letting them pile up costs the
# kernel more than looking. Which it is depends on the wire form, so both are tried.
WAKES = (1, 16 * 1024)

# No server is silent for so long while it has requests.
SILENCE = 60


@dataclass
class Lane:
    """What goes to one server, and how the end of its replies is known."""

    address: tuple
    requests: bytes
    replies: Optional[int]  # bytes; None if not known
    tail: bytes  # the last of them
    exact: bool = True  # if not, the tail tells the end, and the count of bytes is only about right
    received: int = 0  # bytes that came the last time
    wake: int = WAKES[-1]


class _Connection:
    def __init__(self, lane):
        self.lane = lane
        self.requests = memoryview(lane.requests)
        self.sent = 0
        self.received = 0
        self.tail = b""
        self.socket = socket.create_connection(lane.address, timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.wake = 1
        self.await_bytes()

    def await_bytes(self):
        due = self.lane.replies - self.received if self.lane.exact else self.lane.wake
        # The length of what is still to come may not be known: then the last part is waited for byte by byte.
        if not self.lane.exact and self.sent == len(self.requests):
            due = 1
        wake = max(1, min(self.lane.wake, due))
        if wake != self.wake:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, wake)
            self.wake = wake

    def send(self):
        try:
            self.sent += self.socket.send(self.requests[self.sent : self.sent + PIECE])
        except BlockingIOError:
            pass
        return self.sent < len(self.requests)

    def receive(self, buffer):
        try:
            count = self.socket.recv_into(buffer)
        except BlockingIOError:
            return
        if count == 0:
            raise Failed("a server closed the connection to the prepared requests")
        self.received += count
        need = len(self.lane.tail)
        self.tail = (self.tail + bytes(buffer[max(0, count - need) : count]))[-need:]

    def done(self):
        if self.sent < len(self.requests):
            return False
        if self.lane.exact:
            if self.received < self.lane.replies:
                return False
            good = self.received == self.lane.replies and self.tail == self.lane.tail
        else:
            if self.tail != self.lane.tail:
                return False
            about = self.lane.replies
            good = about is None or abs(self.received - about) <= about // 10
        if not good:
            raise Failed(f"{self.received} bytes of replies, not {self.lane.replies}; the last are {self.tail!r}")
        self.lane.received = self.received
        return True


def pump(lanes):
    """Seconds from before the first connection is opened until the last reply has come."""
    buffer = memoryview(bytearray(1 << 20))
    poll = select.poll()
    begin = time.perf_counter()
    busy = time.process_time()
    connections = {}
    try:
        for lane in lanes:
            connection = _Connection(lane)
            connections[connection.socket.fileno()] = connection
            poll.register(connection.socket, select.POLLIN | select.POLLOUT)
        left = len(connections)
        while left:
            events = poll.poll(SILENCE * 1000)
            if not events:
                raise Failed(f"no answer to prepared requests for {SILENCE} s")
            for descriptor, event in events:
                connection = connections[descriptor]
                if event & select.POLLOUT and not connection.send():
                    poll.modify(descriptor, select.POLLIN)
                    connection.await_bytes()
                if event & ~select.POLLOUT:
                    connection.receive(buffer)
                    connection.await_bytes()
                if connection.done():
                    poll.unregister(descriptor)
                    left -= 1
        return Sample(time.perf_counter() - begin, client=time.process_time() - busy)
    finally:
        for connection in connections.values():
            connection.socket.close()


def tune(lanes, servers):
    """Sends the requests once each way, and settles on the way that costs the processors less."""
    costs = {}
    for wake in WAKES:
        for lane in lanes:
            lane.wake = wake
        before = sum(server.cpu() for server in servers)
        costs[wake] = pump(lanes).client + sum(server.cpu() for server in servers) - before
    for lane in lanes:
        lane.wake = min(costs, key=costs.get)
