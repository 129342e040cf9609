"""The lines that were typed."""

import os
import stat

from terminal import BACKSPACE, DOWN, ENTER, ESCAPE, LEFT, RIGHT, UP, Screen, ScreenCase, ctrl


class History(ScreenCase):
    def file(self, screen):
        with open(os.path.join(screen.folder, "history"), encoding="utf-8") as file:
            return file.read()

    def ask(self, screen, line):
        """Enters a line, and waits for the prompt behind its answer."""
        count = screen.text.count(self.prompt)
        screen.enter(line).wait(
            lambda: screen.text.count(self.prompt) > count and screen.row == self.prompt, f"the prompt after {line}"
        )

    def filled(self, **options):
        screen = self.open(**options)
        for line in ["set a 1", "get a", "set b 2", "get b"]:
            self.ask(screen, line)
        return screen

    def see_line(self, screen, line):
        screen.wait(lambda: screen.row.startswith(f"{self.prompt} {line}".rstrip()), f"the line {line!r}")

    def test_the_arrows_go_to_lines_that_begin_so(self):
        screen = self.filled().type("set" + UP)
        self.see_line(screen, "set b 2")
        screen.type(UP)
        self.see_line(screen, "set a 1")
        screen.type(UP).type(DOWN)
        self.see_line(screen, "set b 2")
        screen.type(DOWN)
        screen.wait(lambda: screen.column == len(f"{self.prompt} set"), "what was typed")
        screen.type(ctrl("u") + UP)
        self.see_line(screen, "get b")
        screen.type(UP)
        self.see_line(screen, "set b 2")
        screen.type(BACKSPACE + "3" + ENTER).wait(lambda: screen.text.count("STORED") == 3, "a third answer")

    def test_control_r_searches_while_one_types(self):
        screen = self.filled().type(ctrl("r") + "a")
        screen.see_row("(search 'a') get a")
        screen.type(ctrl("r")).see_row("(search 'a') set a 1")
        screen.type(ctrl("r")).see_row("(no more 'a') set a 1")
        screen.type(BACKSPACE + "b").see_row("(search 'b') get b")
        screen.type(ctrl("g")).see_row(self.prompt)
        screen.type(ctrl("r") + "t b")
        screen.see_row("(search 't b') get b")
        screen.type(ctrl("r") + ctrl("r") + ENTER)
        screen.wait(lambda: screen.text.count("STORED") == 3 and screen.row == self.prompt, "an answer")

    def test_what_was_found_is_edited(self):
        screen = self.filled().type(ctrl("r") + "set a").see_row("(search 'set a') set a 1")
        screen.type(RIGHT + ctrl("e") + "2")
        self.see_line(screen, "set a 12")
        screen.type(ENTER).wait(lambda: screen.row == self.prompt, "the prompt")
        self.ask(screen, "get a")
        screen.type(ctrl("r") + "get").see("(search 'get') get a").type(ESCAPE)
        self.see_line(screen, "get a")
        screen.type(ctrl("u")).see_row(self.prompt)
        screen.type(ctrl("r") + "set").see("(search 'set') set").type(ctrl("c")).see("^C").see_row(self.prompt)

    def test_wide_characters_are_found(self):
        screen = self.open()
        self.ask(screen, "set k 第一😀")
        self.ask(screen, "get k")
        screen.type(ctrl("r") + "一").see_row("(search '一') set k 第一😀")
        self.assertEqual(screen.column, len("(search '") + 2 + len("') set k ") + 2)
        screen.type(ENTER).wait(lambda: screen.text.count("STORED") == 2, "an answer")

    def test_history_shows_all_some_and_those_that_match(self):
        screen = self.filled()
        screen.enter("history 2").see("4  get b\n5  history 2")
        screen.enter("history set").see("1  set a 1\n3  set b 2\n6  history set")
        screen.enter('history "g*a"').see("2  get a\n7  history \"g*a\"")
        screen.type(ctrl("l")).see_row(self.prompt).enter("history")
        screen.see("1  set a 1\n2  get a\n3  set b 2\n4  get b\n5  history 2\n6  history set")

    def test_saved_at_each_line_and_for_nobody_else(self):
        screen = self.open()
        self.ask(screen, "set k v")
        self.assertEqual(self.file(screen), "set k v\n")
        self.assertEqual(stat.S_IMODE(os.stat(os.path.join(screen.folder, "history")).st_mode), 0o600)
        self.ask(screen, "get k")
        self.assertEqual(self.file(screen), "set k v\nget k\n")
        screen.signal(9)
        again = self.open(folder=screen.folder).type(UP)
        self.see_line(again, "get k")

    def test_secrets_and_lines_that_begin_with_a_blank_are_left_out(self):
        screen = self.open()
        for line in ["get a", " get hidden", "raw 'auth name word'", "set password x", "get b | cat - /dev/null #token",
                     "get b"]:
            self.ask(screen, line)
        self.assertEqual(self.file(screen), "get a\nget b\n")
        screen.type(ctrl("l")).see_row(self.prompt).enter("history").see("1  get a\n2  get b\n3  history")
        # The last one comes back once, for somebody who has mistyped it.
        self.ask(screen, " get c")
        screen.type(UP)
        self.see_line(screen, " get c")
        screen.type(ctrl("u"))
        self.ask(screen, "get d")
        screen.type(UP + UP)
        self.see_line(screen, "history")

    def test_two_shells_at_once_lose_nothing(self):
        first = self.open()
        second = self.open(folder=first.folder)
        for number in range(10):
            self.ask(first, f"get first{number}")
            self.ask(second, f"get second{number}")
        expected = [f"get {name}{number}" for number in range(10) for name in ("first", "second")]
        self.assertEqual(self.file(first).splitlines(), expected)
        third = self.open(folder=first.folder).type(UP)
        self.see_line(third, "get second9")

    def test_its_length_can_be_chosen(self):
        screen = self.filled(environment={"MCSH_HISTORY_LENGTH": "2"})
        screen.type(ctrl("l")).see_row(self.prompt).enter(":set history-length").see("2  $MCSH_HISTORY_LENGTH")
        with open(os.path.join(screen.folder, "history"), "a", encoding="utf-8") as file:
            file.writelines(f"get {number}\n" for number in range(1000))
        again = self.open(folder=screen.folder, environment={"MCSH_HISTORY_LENGTH": "2"})
        again.enter("history").see("1  get 998\n2  get 999\n3  history")
        # What others wrote stays: the file is everybody's.
        self.assertGreater(len(self.file(again).splitlines()), 1000)
        again.enter(":set history-length 0").wait(lambda: again.row == self.prompt, "the prompt")
        again.enter("get unseen").see("MISS")
        self.assertNotIn("unseen", self.file(again))

    def test_a_statement_of_several_lines_is_one(self):
        screen = self.open().enter("set k 'one").see_row("...")
        screen.enter("two'").see("STORED").see_row(self.prompt)
        self.assertEqual(self.file(screen), "set k 'one\\\ntwo'\n")
        screen.type(UP).see_row("two'")
        screen.type(ENTER).wait(lambda: screen.text.count("STORED") == 2, "an answer").enter("get k").see('"one\\ntwo"')

    def test_exclamation_marks_are_themselves(self):
        screen = self.open()
        self.ask(screen, "set k !!")
        screen.enter("get k").see('"!!"')

    def test_at_24_columns(self):
        screen = Screen(["-s", self.server.address], columns=24, rows=12)
        self.addCleanup(screen.close)
        screen.wait(lambda: self.prompt in screen.text, "the prompt").enter("set k 第一第二第三").see("STORED")
        screen.type(UP).wait(lambda: screen.text.count("第一第二第三") == 2, "the line again")
        screen.type(LEFT).type(ctrl("u") + ctrl("k")).see_row(self.prompt)
        screen.type(ctrl("r") + "第二").see("(search '第二') set k 第").type(ENTER)
        screen.wait(lambda: screen.text.count("STORED") == 2, "an answer")

    def test_on_a_dumb_terminal(self):
        screen = self.open(environment={"TERM": "dumb"})
        self.ask(screen, "set k v")
        screen.type(UP)
        self.see_line(screen, "set k v")
        screen.type(ctrl("u")).see_row(self.prompt).type(ctrl("r") + "k").see_row("(search 'k') set k v")
        screen.type(ENTER).wait(lambda: screen.text.count("STORED") == 2, "an answer")
        self.assertNotIn(b"\x1b", screen.bytes)
