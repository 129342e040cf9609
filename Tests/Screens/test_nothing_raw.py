"""Nothing that a server, a value, a key or a name contains reaches the terminal as a control sequence."""

import unittest

from nasty import ESCAPES, PAYLOAD, NastyServer, strangers
from terminal import DOWN, ENTER, TAB, UP, Screen, ScreenCase, ctrl, paste


class FromServers(unittest.TestCase):
    def open(self, refuses, *arguments):
        server = NastyServer(refuses)
        self.addCleanup(server.stop)
        screen = Screen(["-s", server.address, *arguments], environment={"NO_COLOR": "1"}, columns=200, rows=50)
        self.addCleanup(screen.close)
        self.prompt = f"{server.address}>"
        return screen.see(self.prompt)

    def check(self, screen):
        self.assertEqual(strangers(screen.bytes), [])
        self.assertEqual(screen.screen.title, "")

    def test_values_versions_and_stats(self):
        for output in ("pretty", "plain", "raw", "json"):
            screen = self.open(False, "-o", output)
            for line in ["get k", "get a b", "gets k", "version", "stats", "stats items", "raw 'get k'", "servers",
                         "find k", "incr k", "delete k"]:
                screen.ask(line, self.prompt)
            self.check(screen)

    def test_error_lines(self):
        for output in ("pretty", "plain", "raw", "json"):
            screen = self.open(True, "-o", output)
            for line in ["get k", "get a b", "gets k", "set k v", "incr k", "version", "stats", "servers", "find k"]:
                screen.ask(line, self.prompt)
            self.check(screen)

    def test_keys_that_a_server_lists(self):
        screen = self.open(False).complete("get k", "k\\x95")
        for _ in range(200):
            screen.type(TAB)
        screen.type("x").see_not("k\\x95")
        self.check(screen)


class FromPeople(ScreenCase):
    def check(self, screen):
        self.assertEqual(strangers(screen.bytes), [])
        self.assertEqual(screen.screen.title, "")

    def open_plain(self, **options):
        return self.open(environment={"NO_COLOR": "1"}, columns=120, **options)

    def test_keys_and_what_completes_them(self):
        keys = [bytes([byte, 0x61]) for byte in range(0x21, 256) if byte != 0x7f]
        keys += [text.encode().translate(None, bytes(range(0x21)) + b"\x7f") for text in ESCAPES]
        keys = [key for key in keys if key]
        self.server.ask(b"".join(b"set %s 0 0 1 noreply\r\nv\r\n" % key for key in keys) + b"version\r\n", b"VERSION")
        screen = self.open_plain(rows=40).complete("get ", "\\x9Fa")
        for _ in range(len(keys) // 4):
            screen.type(TAB)
        screen.type("x" + ctrl("u")).see_row(self.prompt)
        literals = ['"' + "".join(f"\\x{byte:02x}" for byte in key) + '"' for key in keys]
        for start in range(0, len(literals), 40):
            some = " ".join(literals[start:start + 40])
            screen.ask(paste("get " + some), self.prompt).ask(paste("where " + some), self.prompt)
            screen.type(UP + UP + DOWN + ctrl("u")).see_row(self.prompt)
        screen.enter("history").see("where")
        self.check(screen)

    def test_what_is_pasted_and_typed(self):
        # These are the terminal's own: they would stop, end or hold the program.
        payload = PAYLOAD.replace(b"\x1b[201~", b"").translate(None, b"\x03\x11\x13\x1a\x1c\r\n")
        screen = self.open_plain(rows=40)
        screen.type(b"\x1b[200~" + payload + b"\x1b[201~").see("overridden").type(ENTER).see("error:")
        self.check(screen)

    def test_statements_that_are_wrong(self):
        screen = self.open_plain(rows=40)
        for number, text in enumerate(ESCAPES):
            if "\x1b[201~" in text:
                continue
            word = text.replace("\r", "\x0b")
            lines = [word, f"get k{word} 'x'y", f"stats {word}", f"set k v {word}", f"@{word} get k", f":set {word}", f"help {word}"]
            for line in (lines[number % 7], lines[(number + 3) % 7]):
                if not line.endswith("\\"):
                    screen.ask(paste(line), self.prompt)
        screen.enter("version").see("1.6")
        self.check(screen)

    def test_names_of_servers(self):
        for number, text in enumerate(ESCAPES):
            kinds = [["-s", f"host{text}:11211"], ["-s", f"a:11211:1 {text}"], ["-s", f"unix:/{text}"],
                     ["--distribution", text], ["-o", text], [f"-{text}"]]
            for arguments in kinds if "\x9b" in text or "\x1b]" in text else kinds[number % 6:][:1]:
                screen = Screen([*arguments, "where", "k"], environment={"NO_COLOR": "1"})
                self.addCleanup(screen.close)
                screen.see_end()
                self.check(screen)
