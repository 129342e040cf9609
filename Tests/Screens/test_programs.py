"""Programs and files that answers go to, and pagers."""

import os
import shutil
import signal
import unittest

from terminal import ENTER, TAB, ScreenCase


class Programs(ScreenCase):
    def ask(self, screen, line):
        screen.enter(line)
        return self.see_prompt(screen)

    def see_prompt(self, screen):
        """The prompt in the row of the cursor, and nothing else there."""
        return screen.wait(lambda: screen.row == self.prompt, "the prompt")

    def test_the_prompt_begins_a_row(self):
        screen = self.open()
        screen.enter("set k v").see("STORED")
        for columns in [80, 24]:
            screen.resize(columns, 24)
            screen.enter("get k | printf 'no line end'").see("no line end\n" + self.prompt)
            screen.enter("get k | printf 'a line end\\n'").see("a line end\n" + self.prompt)
            # A row that is full to the last column.
            full = "x" * columns
            screen.enter(f"get k | head -c {columns} /dev/zero | tr '\\0' x").see(full + "\n" + self.prompt)

    def test_what_ends_the_shell_ends_its_pager_first(self):
        """One that is left behind would fight for the terminal with whoever comes next."""
        pager = os.path.join(self.open().folder, "pager")
        with open(pager, "w") as file:
            file.write("#!/bin/sh\ntrap 'echo it has ended; exit' TERM\necho it has begun\n"
                       "while :; do read line < /dev/tty; done\n")
        os.chmod(pager, 0o755)
        screen = self.open(environment={"PAGER": pager})
        screen.enter("stats").see("it has begun").signal(signal.SIGTERM)
        screen.see("it has ended")
        screen.see_end()
        self.assertEqual(screen.child.signalstatus, signal.SIGTERM)

    @unittest.skipUnless(shutil.which("less"), "less is not installed")
    def test_what_does_not_fit_is_paged(self):
        for columns in [80, 24]:
            screen = self.open(columns=columns, environment={"PAGER": ""})
            screen.enter("stats").wait(lambda: screen.rows[-1] == ":", "less")
            self.assertIn("   pid", screen.text)
            screen.type("q").wait(lambda: screen.row.endswith(">"), "the prompt")
            # What fits is not.
            screen.enter("get nobody").see("MISS")
            screen.enter(":set pager off")
            screen.enter("stats").see("lru_bumps_dropped")
            screen.wait(lambda: screen.row.endswith(">"), "the prompt")

    @unittest.skipUnless(shutil.which("less"), "less is not installed")
    def test_colours_go_through_the_pager(self):
        screen = self.open("--color", "always", environment={"PAGER": "less"})
        screen.enter("stats").wait(lambda: screen.rows[-1] == ":", "less")
        self.assertTrue(screen.look(self.server.address).bold)
        self.assertNotIn("ESC", screen.text)

    def test_a_dumb_terminal_has_no_pager(self):
        screen = self.open(environment={"PAGER": "sed s/^/paged/", "TERM": "dumb"})
        screen.enter("stats").see("lru_bumps_dropped")
        self.assertNotIn("paged", screen.text)

    def test_files_are_completed(self):
        screen = self.open()
        path = os.path.join(screen.folder, "a value.bin")
        with open(path, "wb") as file:
            file.write("第一\0".encode())
        screen.type(f"set k < ~/a{TAB}").see('set k < "~/a value.bin"').type(ENTER).see("STORED")
        screen.enter("get k").see('"第一\\0"')

    def test_nothing_of_a_value_drives_the_terminal_by_way_of_a_file(self):
        self.server.set("bad", b"\x1b]0;owned\x07\x1b[2J\x9b31m")
        screen = self.open()
        screen.enter("get bad > /dev/tty").see("\\x1B]0;owned\\x07\\x1B[2J\\x9B31m")
        self.assertNotIn(b"\x1b]0;owned", screen.bytes)


if __name__ == "__main__":
    unittest.main()
