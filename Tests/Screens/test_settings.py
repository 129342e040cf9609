"""Settings and clusters by name: the prompt, what `:set` and `help` show, and what is said of a file with mistakes."""

import os
import tempfile

from terminal import ENTER, TAB, Screen, ScreenCase, ctrl

CLUSTERS = """
defaults:
  keys: emacs
  history-length: 77
profiles:
  prod:
    servers: "SERVER"
    prompt-color: red
    mode: guarded
  第一😀:
    servers: "SERVER"
    prompt-color: cyan
    mode: read-only
"""


class Settings(ScreenCase):
    def open_with(self, text, *arguments, prompt, **options):
        """The shell at its prompt, with a settings file in which SERVER stands for the server."""
        folder = tempfile.TemporaryDirectory(prefix="mcsh-screens-")
        self.addCleanup(folder.cleanup)
        path = os.path.join(folder.name, "config.yaml")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("SERVER", self.server.address))
        screen = Screen(list(arguments), environment={"MCSH_CONFIG": path}, **options)
        self.addCleanup(screen.close)
        return screen.see_row(prompt)

    def test_the_prompt_has_the_name_in_its_colour(self):
        for columns in (80, 24):
            screen = self.open_with(CLUSTERS, "--profile", "prod", prompt="prod guarded>", columns=columns)
            self.assertEqual(screen.look("prod").fg, "red")
            screen.enter("set k v").see("STORED").see_row("prod guarded>")
            screen.enter(":set prompt-color green").wait(lambda: screen.look("prod guarded").fg == "green", "green")
            screen.enter(":set mode free").see_row("prod>")

    def test_a_wide_name(self):
        for columns in (80, 24):
            screen = self.open_with(CLUSTERS, "--profile", "第一😀", prompt="第一😀 read-only>", columns=columns)
            self.assertEqual(screen.look("第").fg, "cyan")
            self.assertEqual(screen.column, len("第一😀 read-only> ") + 3)
            screen.enter("set k v").see("read-only").see_row("第一😀 read-only>")

    def test_what_holds_and_who_says_so(self):
        screen = self.open_with(CLUSTERS, "--profile", "prod", "--timeout", "5s", prompt="prod guarded>", rows=40)
        screen.enter(":set").see("settings file: ").see_row("prod guarded>")
        rows = [row.split("  ") for row in screen.rows]
        shown = {row[0]: [part.strip() for part in row[1:] if part.strip()] for row in rows}
        self.assertEqual(shown["servers"], [self.server.address, "profile prod, line 7"])
        self.assertEqual(shown["history-length"], ["77", "defaults, line 4"])
        self.assertEqual(shown["timeout"], ["5s", "--timeout"])
        self.assertEqual(shown["timing"], ["off", "default"])
        screen.enter(":set timng on").see("there is no setting 'timng'; did you mean 'timing'?")
        screen.type(":set tim" + TAB).see("timing").see("timeout")
        screen.type(ctrl("u") + ":set timing on" + ENTER).see_row("prod guarded>")
        screen.enter("get k").see(" ms)").see_row("prod guarded>")

    def test_a_mistake_is_told_and_the_shell_starts(self):
        for columns in (80, 24):
            screen = self.open_with(
                'defaults: {servers: "SERVER", timing: maybe}\n', prompt=f"{self.server.address}>", columns=columns
            )
            # A blank at the edge is not to be seen.
            text = screen.text.replace("\n", "").replace(" ", "")
            self.assertIn("config.yaml:1:defaults.timingisonoroff,not'maybe'", text)
        mistake = 'defaults: {servers: "SERVER", mode: readonly}\n'
        screen = self.open_with(mistake, prompt=f"{self.server.address} read-only>")
        screen.see("until that is mended, the session is read-only")

    def test_nothing_in_the_file_drives_the_terminal(self):
        text = 'defaults: {servers: "SERVER", "\\e[31mx": "\\e[2J", keys: "\\x9b31m\\u202e", pager: "\\e]0;t\\a"}\n'
        screen = self.open_with(text, prompt=f"{self.server.address} read-only>")
        screen.enter(":set pager").see("\\x1B]0;t\\x07")
        self.assertIn("\\x1B[31mx", screen.text.replace("\n", ""))
        for sequence in (b"\x1b[31mx", b"\x1b[2J", b"\xc2\x9b", "\u202e".encode(), b"\x1b]0;t"):
            self.assertNotIn(sequence, screen.bytes)

    def test_help_by_topic(self):
        screen = self.open(rows=30)
        screen.enter("help ttl").see("When an item expires").see_row(self.prompt)
        screen.enter("help ttls").see("there is no help about 'ttls'; did you mean 'ttl'?")
        screen.type("help tt" + TAB).see_row(f"{self.prompt} help ttl")
