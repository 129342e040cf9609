"""The built program at a terminal that can be looked at: what a person would see, not what bytes were sent.

A topic is a file test_TOPIC.py with unittest cases; Scripts/test finds it by its name. A test types, and waits until the
screen shows something, at most until a deadline. Nothing here waits for time to pass.
"""

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

import pexpect
import pyte

PROGRAM = os.environ["MCSH_TEST_PROGRAM"]
PATIENCE = float(os.environ.get("MCSH_TEST_PATIENCE", "15"))

# What keyboards send.
UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
HOME, END, DELETE, BACKTAB = "\x1b[H", "\x1b[F", "\x1b[3~", "\x1b[Z"
TAB, ENTER, ESCAPE, BACKSPACE = "\t", "\r", "\x1b", "\x7f"


def ctrl(letter):
    return chr(ord(letter.upper()) - 64)


def paste(text):
    """What a terminal sends when somebody pastes."""
    return "\x1b[200~" + text.replace("\n", "\r") + "\x1b[201~"


def end_with_parent():
    """Lets the kernel end a server when the tests are gone, however that comes about."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Server:
    """A memcached of its own, on a port that nobody else has."""

    def __init__(self, *arguments):
        self.folder = tempfile.mkdtemp(prefix="mcsh-screens-")
        ports = os.path.join(self.folder, "ports")
        user = ["-u", "root"] if os.geteuid() == 0 else []
        self.process = subprocess.Popen(
            ["memcached", "-l", "127.0.0.1", "-p", "-1", "-U", "0", "-t", "1", *user, *arguments],
            env={**os.environ, "MEMCACHED_PORT_FILENAME": ports},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=end_with_parent,
        )
        self.port = self._read_port(ports)
        self.address = f"127.0.0.1:{self.port}"

    def _read_port(self, path):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if os.path.exists(path):
                with open(path) as file:
                    lines = file.readlines()
                for line in lines:
                    if line.startswith("TCP INET: ") and line.endswith("\n"):
                        return int(line.split()[2])
            if self.process.poll() is not None:
                break
            os.sched_yield()
        raise AssertionError("memcached does not start")

    def ask(self, request, ending):
        """Sends a request past the shell, and returns what comes up to `ending`."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as connection:
            connection.sendall(request)
            answer = b""
            while ending not in answer:
                piece = connection.recv(65536)
                if not piece:
                    break
                answer += piece
            return answer

    def set(self, key, value=b"v"):
        key = key.encode() if isinstance(key, str) else key
        self.ask(b"set %s 0 0 %d\r\n%s\r\n" % (key, len(value), value), b"\r\n")

    def stop(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Screen:
    """A program in a terminal of so many columns and rows."""

    def __init__(self, arguments, columns=80, rows=24, environment=None, program=PROGRAM, folder=None):
        self.own_folder = folder is None
        self.folder = folder or tempfile.mkdtemp(prefix="mcsh-screens-")
        inherited = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
        self.child = pexpect.spawn(
            program,
            list(arguments),
            dimensions=(rows, columns),
            env={
                **inherited, "TERM": "xterm-256color", "LANG": "C.UTF-8", "HOME": self.folder,
                "PAGER": "cat",
                "MCSH_HISTORY": os.path.join(self.folder, "history"), **(environment or {}),
            },
        )
        self.child.delaybeforesend = None
        self.screen = pyte.HistoryScreen(columns, rows, history=1000, ratio=0.5)
        self.stream = pyte.ByteStream(self.screen)
        self.bytes = b""

    # What is typed.

    def type(self, text):
        self.child.send(text if isinstance(text, bytes) else text.encode())
        return self

    def enter(self, text=""):
        return self.type(text + ENTER)

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    # What is seen.

    @property
    def rows(self):
        return [row.rstrip() for row in self.screen.display]

    @property
    def text(self):
        return "\n".join(self.rows).rstrip()

    @property
    def past(self):
        """All rows, with those that have left the screen above."""
        above = ["".join(row[x].data for x in range(self.screen.columns)).rstrip() for row in self.screen.history.top]
        return above + self.rows

    @property
    def row(self):
        """The row with the cursor."""
        return self.rows[self.screen.cursor.y]

    @property
    def column(self):
        return self.screen.cursor.x

    def look(self, text):
        """How a text on the screen is shown: the first character of where it stands last."""
        for y in reversed(range(self.screen.lines)):
            cells = [self.screen.buffer[y][x] for x in range(self.screen.columns)]
            place = "".join(cell.data or "\0" for cell in cells).replace("\0", "").find(text)
            if place >= 0:
                return cells[place]
        raise AssertionError(f"{text!r} is not on the screen\n{self.picture()}")

    def picture(self):
        border = "+" + "-" * self.screen.columns + "+"
        rows = [f"|{row.ljust(self.screen.columns)}|" for row in self.screen.display]
        cursor = f"cursor at row {self.screen.cursor.y}, column {self.screen.cursor.x}"
        return "\n".join([border, *rows, border, cursor])

    def wait(self, is_so, what, patience=PATIENCE):
        """Reads what the program shows until `is_so`."""
        deadline = time.monotonic() + patience
        while not is_so():
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"this did not come: {what}\n{self.picture()}")
            self.read(left)
        return self

    def read(self, patience):
        try:
            data = self.child.read_nonblocking(65536, timeout=patience)
        except pexpect.TIMEOUT:
            return
        except pexpect.EOF:
            raise AssertionError(f"it has ended\n{self.picture()}") from None
        self.bytes += data
        self.stream.feed(data)

    def see(self, text):
        return self.wait(lambda: text in self.text, repr(text))

    def see_row(self, text):
        """Waits until the row with the cursor is exactly this."""
        return self.wait(lambda: self.row == text, f"the row {text!r}")

    def see_not(self, text):
        return self.wait(lambda: text not in self.text, f"no {text!r}")

    def see_end(self):
        """Waits until the program has ended, and returns its exit status."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                data = self.child.read_nonblocking(65536, timeout=deadline - time.monotonic())
                self.bytes += data
                self.stream.feed(data)
            except pexpect.TIMEOUT:
                break
            except pexpect.EOF:
                self.child.wait()
                return self.child.exitstatus
        raise AssertionError(f"it does not end\n{self.picture()}")

    def signal(self, number):
        os.kill(self.child.pid, number)

    def ask(self, line, prompt):
        """Enters a line on an empty screen, and waits for the prompt behind its answer.

        What is typed earlier would be shown by the terminal itself, and its control characters mean something else there.
        """
        self.type(ctrl("l")).wait(lambda: self.text.strip() == prompt, "an empty screen")
        self.type(line + ENTER)
        return self.wait(
            lambda: self.screen.cursor.y > 0 and self.row == prompt and self.column == len(prompt) + 1,
            f"the prompt after {line!r}",
        )

    def complete(self, line, text):
        """Presses Tab behind a line until it has brought this text: what the servers tell of their keys takes a while."""
        deadline = time.monotonic() + PATIENCE
        while True:
            self.type(ctrl("u") + line + TAB)
            try:
                return self.wait(lambda: text in self.text, f"{text!r} for {line!r}", patience=0.5)
            except AssertionError:
                if time.monotonic() > deadline:
                    raise

    def close(self):
        if self.child:
            # By itself, pexpect would wait a moment at each step.
            if self.child.isalive():
                self.child.kill(signal.SIGKILL)
                self.child.wait()
            self.child.ptyproc.delayafterclose = 0
            self.child.close()
        if self.own_folder:
            shutil.rmtree(self.folder, ignore_errors=True)


class ScreenCase(unittest.TestCase):
    """A case with one server, which all its tests share; each has other keys in it."""

    server_arguments = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Server(*cls.server_arguments)
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        self.server.ask(b"flush_all\r\n", b"\r\n")

    @property
    def prompt(self):
        return f"{self.server.address}>"

    def open(self, *arguments, **options):
        """The shell at its prompt."""
        screen = Screen(["-s", self.server.address, *arguments], **options)
        self.addCleanup(screen.close)
        # A narrow terminal breaks the prompt.
        return screen.wait(lambda: self.prompt in screen.text.replace("\n", ""), "the prompt")
