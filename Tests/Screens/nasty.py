"""What drives a terminal, and a server that sends it wherever a server can send anything."""

import re
import socketserver
import threading

ESCAPES = [
    "\x1b[31m", "\x1b[2J", "\x1b[H", "\x1b]0;owned\x07", "\x1b]52;c;b3duZWQ=\x07", "\x1b[?1049h", "\x1b[6n", "\x1b[c",
    "\x1bc", "\x1b#8", "\x1b(0", "\x1bP$qm\x1b\\", "\x1b_x\x1b\\", "\x1b^x\x1b\\", "\x1b[201~", "\x1b[1;31;5m", "\x1b7", "\x1b8",
    "\x9b31m", "\x9d0;owned\x9c", "\x90x\x9c", "\x85", "\x84", "\x8d",
    "\u202aembedded\u202c", "\u202b", "\u202d", "\u202eoverridden", "\u2066", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f", "\u061c",
    "\u2028", "\u2029", "\ufeff", "\u200b", "\u00ad", "\U000e0041", "\ue000", "\x7f", "\x08\x08\x08over", "\rover", "\x0e", "\x0f", "\x05",
]

# Every byte, every pair that begins a longer character, and all of the above; as UTF-8 and as bytes of Latin-1.
PAYLOAD = (
    bytes(range(256)) + b"\xc2" + bytes(range(0x80, 0xa0)) + b"".join(bytes([0xc2, byte]) for byte in range(0x80, 0xa0))
    + b"|".join(text.encode() for text in ESCAPES)
    + b"|".join(text.encode("latin-1") for text in ESCAPES if max(text) < "\u0100")
)
LINE = PAYLOAD.replace(b"\n", b"").replace(b"\r", b"\r.")

# What the shell itself sends to a terminal without colours.
OWN = re.compile(r"\x1b\[(?:\d*[AC]|[KJH]|2J|[07]?m|\?2004[hl])")


def strangers(sent):
    """The characters among what a terminal was sent that are neither text nor the shell's own doing."""
    text = OWN.sub("", sent.decode("utf-8", "surrogateescape"))
    return sorted({character for character in text if not is_harmless(character)})


def is_harmless(character):
    if character in "\r\n\a\b\t":
        return True
    if not 0x20 <= ord(character) < 0x110000 or 0x7f <= ord(character) <= 0x9f or 0xd800 <= ord(character) < 0xe000:
        return False
    return character not in {
        *"\u061c\u200b\u200e\u200f\u2028\u2029\ufeff\u00ad\U000e0041",
        *map(chr, range(0x202a, 0x202f)), *map(chr, range(0x2066, 0x206a)),
    }


class NastyServer:
    """Answers every request with the payload."""

    def __init__(self, refuses=False):
        owner = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                while line := self.rfile.readline():
                    words = line.split()
                    if not words:
                        continue
                    self.wfile.write(owner.answer(words, refuses, self.rfile))

        class ThreadedServer(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self.server = ThreadedServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @staticmethod
    def answer(words, refuses, file):
        name = words[0]
        if name in (b"set", b"add", b"cas", b"append") and len(words) > 4:
            file.read(int(words[4]) + 2)
        if name == b"ms":
            file.read(int(words[2]) + 2)
        if name == b"mn":
            return b"MN\r\n"
        if name == b"lru_crawler":
            # As a server writes keys, and as none should.
            keys = [bytes([byte]) for byte in range(256)] + [text.encode().replace(b" ", b"") for text in ESCAPES]
            quoted = [b"".join(b"%%%02X" % byte for byte in b"k" + key) for key in keys]
            lines = [b"key=%s exp=-1 la=1 cas=1\n" % key for key in quoted + [LINE.replace(b" ", b"")[:200]]]
            return b"".join(lines) + b"END\r\n"
        if refuses:
            return b"SERVER_ERROR " + LINE + b"\r\n"
        if name in (b"get", b"gets"):
            token = b" 7" if name == b"gets" else b""
            values = [b"VALUE %s 0 %d%s\r\n%s\r\n" % (key, len(PAYLOAD), token, PAYLOAD) for key in words[1:]]
            return b"".join(values) + b"END\r\n"
        if name == b"stats":
            return b"STAT " + LINE.replace(b" ", b"") + b" " + LINE + b"\r\nEND\r\n"
        if name == b"version":
            return b"VERSION " + LINE + b"\r\n"
        return LINE + b"\r\n"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
