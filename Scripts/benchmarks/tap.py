"""What mcsh itself sends: a relay before each server that keeps the requests, so that they can be sent again as prepared
bytes. The ceiling with mcsh's own wire form then is that form, whatever it becomes."""

import select
import socket
import threading

from .pump import Lane


class _Relay:
    """One connection of the client, and the one to the server that it stands for."""

    def __init__(self, client, address):
        self.address = address
        self.client = client
        self.server = socket.create_connection(address, timeout=10)
        for end in (self.client, self.server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end.setblocking(False)
        self.requests = bytearray()
        self.passed = 0
        self.replies = bytearray()
        self.replied = 0


class Tap:
    def __init__(self, servers):
        self.relays = []
        self.listeners = {}
        for server in servers:
            listener = socket.create_server(("127.0.0.1", 0))
            listener.setblocking(False)
            self.listeners[listener] = server.address
        self.addresses = [listener.getsockname()[1] for listener in self.listeners]
        self.stopped, self.stop = socket.socketpair()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def names(self):
        return [f"127.0.0.1:{port}" for port in self.addresses]

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.stop.close()
        self.thread.join()
        for socket_ in [*self.listeners, self.stopped]:
            socket_.close()
        for relay in self.relays:
            relay.client.close()
            relay.server.close()

    def _run(self):
        open_ = {}
        while True:
            reading = [self.stopped, *self.listeners, *open_]
            writing = [relay.server for relay in self.relays if relay.passed < len(relay.requests)]
            writing += [relay.client for relay in self.relays if relay.replies]
            writing = [end for end in writing if end in open_]
            readable, writable, _ = select.select(reading, writing, [])
            for end in readable:
                if end is self.stopped:
                    return
                if end in self.listeners:
                    client, _ = end.accept()
                    relay = _Relay(client, self.listeners[end])
                    self.relays.append(relay)
                    open_[relay.client] = open_[relay.server] = relay
                    continue
                relay = open_.get(end)
                if relay is None:
                    continue
                try:
                    data = end.recv(1 << 20)
                except BlockingIOError:
                    continue
                except ConnectionError:
                    data = b""
                if not data:
                    # A client that leaves has read what it wanted; what it sent before is the server's to finish.
                    for one in (relay.client, relay.server):
                        open_.pop(one, None)
                elif end is relay.client:
                    relay.requests += data
                else:
                    relay.replies += data
                    relay.replied += len(data)
            for end in writable:
                relay = open_.get(end)
                if relay is None:
                    continue
                try:
                    if end is relay.server:
                        with memoryview(relay.requests) as view:
                            relay.passed += end.send(view[relay.passed : relay.passed + (1 << 18)])
                    else:
                        with memoryview(relay.replies) as view:
                            count = end.send(view[: 1 << 18])
                        del relay.replies[:count]
                except BlockingIOError:
                    pass
                except ConnectionError:
                    for one in (relay.client, relay.server):
                        open_.pop(one, None)

    def lanes(self, version):
        """What was sent, to be sent again straight to the servers.

        `version` behind it tells the end, as the replies need not have the same length each time: tokens grow.
        """
        end = b"VERSION " + version + b"\r\n"
        return [
            Lane(relay.address, bytes(relay.requests) + b"version\r\n", relay.replied + len(end), end, exact=False)
            for relay in self.relays
            if relay.requests
        ]
