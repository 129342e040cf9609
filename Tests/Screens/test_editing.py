"""The keys with which a line is edited, and what may happen meanwhile."""

import os
import signal

from terminal import (
    BACKSPACE, DELETE, END, ENTER, ESCAPE, HOME, LEFT, PROGRAM, RIGHT, TAB, UP, Screen, ScreenCase, ctrl, paste,
)


class Editing(ScreenCase):
    def see_line(self, screen, line, column=None):
        """Waits until the line is this, whatever the hint; and the cursor in that column of it."""
        start = f"{self.prompt} {line}".rstrip()

        def is_so():
            row = screen.row
            return row.startswith(start) and (row == start or row[len(start):].startswith("  ")) and (
                column is None or screen.column == len(self.prompt) + 1 + column
            )

        screen.wait(is_so, f"the line {line!r}" + ("" if column is None else f" with the cursor in column {column}"))

    def test_the_keys_of_emacs(self):
        screen = self.open().type("get abc def")
        for keys, line, column in [
            (HOME, "get abc def", 0), (END, "get abc def", 11), (LEFT + LEFT, "get abc def", 9),
            (RIGHT, "get abc def", 10), (BACKSPACE, "get abc df", 9), (DELETE, "get abc d", 9),
            ("\x1b[1;5D", "get abc d", 8), ("\x1b[1;5D", "get abc d", 4), ("\x1b[1;5C", "get abc d", 7),
            (ctrl("a"), "get abc d", 0), ("\x1bf", "get abc d", 3), (ctrl("e"), "get abc d", 9),
            (ctrl("w"), "get abc", 8), (ctrl("y"), "get abc d", 9), (ctrl("b") + ctrl("t"), "get abcd", 9),
            (ctrl("u"), "", 0), (ctrl("y"), "get abcd", 9), (ctrl("a") + ctrl("k"), "", 0),
        ]:
            screen.type(keys)
            self.see_line(screen, line, column)

    def test_the_keys_of_vi(self):
        screen = self.open().enter(":set keys vi")
        screen.enter(":set keys").see("vi")
        screen.type("set k one two" + ESCAPE)
        self.see_line(screen, "set k one two", 12)
        for keys, line, column in [
            ("b", "set k one two", 10), ("0", "set k one two", 0), ("w", "set k one two", 4), ("x", "set  one two", 4),
            ("iq", "set q one two", 5), (ESCAPE, "set q one two", 4), ("$", "set q one two", 12),
            ("x", "set q one tw", 11), ("u", "set q one two", 12), ("0D", "", 0), ("p", "set q one two", None), ("dd", "", 0), ("iget q", "get q", 5),
        ]:
            screen.type(keys)
            self.see_line(screen, line, column)
        # Arrows work while one inserts, and do not end that.
        screen.type(LEFT + "x" + RIGHT + "y")
        self.see_line(screen, "get xqy", 7)
        screen.type(ENTER).see("MISS").type("set q v" + ENTER).see("STORED").type(ESCAPE + "kk")
        self.see_line(screen, "get xqy")
        screen.type("jj" + "i" + ctrl("r") + "set").see_row("(search 'set') set q v").type(ENTER)
        screen.wait(lambda: screen.text.count("STORED") == 2, "an answer")
        screen.type("touc" + TAB)
        self.see_line(screen, "touch", 6)
        screen.type(ESCAPE + "cc" + ":set keys emacs" + ENTER).type("get" + ctrl("a"))
        self.see_line(screen, "get", 0)

    def test_the_users_own_file(self):
        screen = self.open()
        with open(os.path.join(screen.folder, ".editrc"), "w") as file:
            file.write('# mine\nmcsh:bind "^O" ed-move-to-beg\nother:bind "^O" ed-move-to-end\nbind "\\e[5~" ed-move-to-beg\n')
        again = self.open(folder=screen.folder).type("get k" + ctrl("o"))
        self.see_line(again, "get k", 0)
        again.type(END + "\x1b[5~")
        self.see_line(again, "get k", 0)
        with open(os.path.join(screen.folder, ".editrc"), "w") as file:
            file.write("bind -v\nbind -a Q ed-move-to-beg\n")
        vi = self.open(folder=screen.folder).enter(":set keys").see("vi").type("get ke" + TAB + "y" + ESCAPE + "Q")
        self.see_line(vi, "get key", 0)
        vi.type(ENTER).see("MISS")

    def test_several_lines_by_a_quote_or_a_backslash(self):
        screen = self.open().enter("set k \\").see_row("...").type("'a").see("[TTL]").type(ENTER)
        screen.wait(lambda: screen.rows[screen.screen.cursor.y - 1].startswith("... 'a"), "a third line")
        screen.enter("b'").see("STORED").enter("get \\").enter("k").see('"a\\nb"')
        screen.enter("get 'k").see_row("...").type(ctrl("d")).see("the quote is never closed").see_row(self.prompt)
        screen.enter("get k \\").see_row("...").type(ctrl("c")).see("^C").see_row(self.prompt)
        screen.enter("set k 'a\\'").wait(lambda: screen.text.count("STORED") == 2, "a backslash in quotes is itself")

    def test_an_editor_of_ones_own(self):
        editor = Screen(["-c", "true"], program="/bin/sh")
        self.addCleanup(editor.close)
        path = os.path.join(editor.folder, "editor")
        with open(path, "w") as file:
            file.write('#!/bin/sh\ncp "$1" "$HOME/was"\nprintf "what? "\nread answer\n'
                       'case $answer in\n'
                       'no) exit 1 ;;\n'
                       'many) printf "set a 1\\nget a\\n" > "$1" ;;\n'
                       'latin) printf "set l caf\\351\\n" > "$1" ;;\n'
                       'quoted) printf "set q \'one\\ntwo\'\\n" > "$1" ;;\n'
                       '*) sed -i s/old/new/ "$1" ;;\nesac\n')
        os.chmod(path, 0o755)
        screen = self.open(environment={"EDITOR": path}).type("set old 第一" + ctrl("x") + ctrl("e")).see("what?")
        with open(os.path.join(screen.folder, "was"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "set old 第一\n")
        screen.enter("yes").wait(lambda: screen.row.startswith(f"{self.prompt} set new 第一"), "the line")
        screen.type(ENTER).see("STORED")
        screen.type("get new" + ctrl("x") + ctrl("e")).wait(lambda: screen.text.count("what?") == 2, "the editor")
        screen.enter("no")
        self.see_line(screen, "get new", 7)
        screen.type(ctrl("x") + ctrl("e")).wait(lambda: screen.text.count("what?") == 3, "the editor").enter("many")
        screen.see(f"{self.prompt} set a 1\nSTORED").see(f'{self.prompt} get a\n"1"')
        screen.type(ctrl("x") + ctrl("e")).wait(lambda: screen.text.count("what?") == 4, "the editor").enter("quoted")
        screen.see_row("two'").type(ENTER).enter("get q").see('"one\\ntwo"')
        screen.type("get l" + ctrl("x") + ctrl("e")).wait(lambda: screen.text.count("what?") == 5, "the editor").enter("latin")
        screen.see("not UTF-8")
        self.see_line(screen, "get l", 5)
        screen.type(ENTER).see("MISS")
        none = self.open(environment={"EDITOR": "/nonexistent/editor"}).type("get k" + ctrl("x") + ctrl("e"))
        none.see("there is no editor")
        none.type("2" + ENTER).see("MISS")

    def test_a_paste_of_many_lines_runs_them_each_echoed(self):
        screen = self.open().type(paste("set a 1\nset b 2\nget_multi a b\nget unfin"))
        screen.see(f"{self.prompt} set a 1\nSTORED").see(f"{self.prompt} set b 2\nSTORED")
        screen.see(f'{self.prompt} get_multi a b\na  "1"\nb  "2"')
        self.see_line(screen, "get unfin", 9)
        screen.type("ished" + ENTER).see("MISS")

    def test_a_paste_is_text_and_no_keys(self):
        screen = self.open().type("set k ''" + LEFT + paste("a\tb\x1b[A\x12\x01"))
        screen.wait(lambda: "set k 'a\\tb\\x1B[A\\x12\\x01'" in screen.row, "what was pasted, visibly")
        screen.type(ENTER).see("STORED").enter("get k").see('"a\\tb\\x1B[A\\x12\\x01"')
        screen.type(paste("set w 'one\ntwo'\n")).see("... two'").enter("get w").see('"one\\ntwo"')

    def test_a_paste_in_the_middle_of_a_line(self):
        screen = self.open().type("set k end" + LEFT * 3 + paste("第一\nget k\nset j "))
        screen.see('"第一"')
        self.see_line(screen, "set j end")
        screen.type(ENTER).wait(lambda: screen.text.count("STORED") == 2, "the last line")

    def test_control_c_stops_a_paste(self):
        server = self.server
        server.process.send_signal(signal.SIGSTOP)
        self.addCleanup(server.process.send_signal, signal.SIGCONT)
        screen = self.open("--timeout", "60s").type(paste("get a\nset never 1\nget b\n")).see("get a")
        screen.type(ctrl("c")).see("interrupted").see_row(self.prompt)
        server.process.send_signal(signal.SIGCONT)
        screen.enter("get never").see("MISS")
        self.assertNotIn("get b", screen.text)

    def test_what_starts_a_program_or_destroys_is_not_run_by_a_paste(self):
        screen = self.open()
        for line in ["get a | cat", "get a > /dev/null", "get a >> /dev/null", "flush_all", "@1 raw flush_all"]:
            screen.type(paste(f"set a 1\n{line}\nget never\n")).see("STORED").see("pasted: Enter runs it, Ctrl-C drops it")
            screen.wait(lambda: screen.row.startswith(f"{self.prompt} {line}"), "the line that waits")
            self.assertNotIn("never", screen.text)
            self.assertNotIn("y/N", screen.text)
            screen.type(ctrl("c")).see_row(self.prompt)
            screen.type(ctrl("l")).see_row(self.prompt)
        # The first line waits as well, and so does one whose beginning stands in the line before.
        screen.type("get " + paste("a | sed s/1/one/\nget \\\na | sed s/1/two/\nget a\n")).see("pasted: Enter")
        self.assertNotIn("one\n", screen.text)
        screen.type(ENTER).see("one\n").see("... a | sed s/1/two/  ")
        self.assertNotIn("two\n", screen.text)
        screen.type(ENTER).see("two\n").see(f'{self.prompt} get a\n"1"\n').see_row(self.prompt)

    def test_a_large_paste(self):
        lines = "".join(f"set key:{number} {number}\n" for number in range(2000))
        screen = self.open().type(paste(lines + "get key:1999\n"))
        screen.wait(lambda: '"1999"' in screen.text, "the last answer", patience=60)
        # Not before the terminal is the editor's again: its echo would fill it, and nobody reads while we write.
        screen.see_row(self.prompt)
        wide = "第" * 20000
        screen.type(paste(f"set wide '{wide}'")).wait(lambda: screen.row.endswith("'"), "the end of a long line")
        screen.type(ENTER).see("STORED")

    def test_typed_ahead_without_marks(self):
        screen = self.open().type("set a 1\rset b 2\rget_multi a b\rge")
        screen.see('b  "2"')
        screen.wait(lambda: screen.row.startswith(f"{self.prompt} ge"), "what is not finished")
        screen.type("t a" + ENTER).see('"1"')

    def test_wide_characters_emoji_and_marks_that_combine(self):
        for columns in (80, 24):
            screen = self.open(columns=columns)
            screen.type("set k 'e\u0301第😀x'")
            screen.wait(lambda: "第😀x'" in screen.text, "what was typed")
            self.assertIn("é第😀x'", screen.text.replace("e\u0301", "é"))
            for keys, shown in [
                (LEFT * 2 + BACKSPACE, "第x'"), ("一", "第一x'"), (LEFT * 2 + DELETE, "一x'"), (ctrl("e") + LEFT * 2 + "👍", "一👍x'"),
            ]:
                screen.type(keys).wait(lambda: shown in screen.text, shown)
            screen.type(ENTER).see("STORED").enter("get k")
            screen.wait(lambda: "一👍x\"" in screen.text, "the value")

    def test_emoji_that_are_joined_come_through_whole(self):
        family = "👨\u200d👩\u200d👧"
        screen = self.open()
        screen.type(f"set k {family}x").wait(lambda: "👨👩👧x" in screen.text, "each of them")
        self.assertEqual(screen.column, len(f"{self.prompt} set k ") + 7)
        screen.type(ENTER).see("STORED")
        self.assertIn(family.encode() + b"x", self.server.ask(b"get k\r\n", b"END"))

    def test_at_the_edge(self):
        screen = self.open(columns=40)
        room = 40 - len(f"{self.prompt} ")
        first = screen.screen.cursor.y
        line = "get " + "k" * (room - 4)
        screen.type(line).wait(lambda: (screen.screen.cursor.y, screen.column) == (first + 1, 0), "the cursor in the next row")
        screen.type("2").wait(lambda: screen.row == "2" and screen.column == 1, "a second row")
        screen.type(BACKSPACE + BACKSPACE).wait(lambda: screen.screen.cursor.y == first, "the first row again")
        self.assertEqual(screen.column, 39)
        screen.type("第").wait(lambda: screen.row == "第" and screen.column == 2, "a wide character is not cut")
        screen.type(HOME + "x").wait(lambda: screen.rows[first].startswith(f"{self.prompt} xget"), "the beginning")
        screen.type(BACKSPACE + END + ENTER).see("MISS")
        screen.see_row(self.prompt)
        self.assertEqual(screen.text.count(self.prompt), 2)

    def test_a_line_longer_than_the_window(self):
        screen = self.open(columns=30, rows=5).type("get " + "0123456789" * 30)
        screen.wait(lambda: screen.row.endswith("9"), "the end").type(HOME)
        screen.wait(lambda: screen.rows[0].startswith(self.prompt), "the beginning")
        screen.type(ctrl("k")).see_row(self.prompt).enter("get k").see("MISS")

    def test_the_window_is_resized_in_the_middle(self):
        screen = self.open().type("set k 第一 some more to be typed").see("some more")
        for columns, rows in [(24, 10), (60, 12), (40, 5), (80, 24)]:
            screen.resize(columns, rows)
            text = f"{self.prompt} set k 第一 some more to be typed"
            screen.wait(
                lambda: text.replace(" ", "") in screen.text.replace("\n", "").replace(" ", ""), f"{columns} columns"
            )
        screen.type("!" + ctrl("u")).see_row(self.prompt).enter("get k").see("MISS")

    def test_windows_too_small_for_anything(self):
        for columns, rows in [(1, 1), (2, 2), (10, 3), (0, 0)]:
            screen = Screen(["-s", self.server.address], columns=max(columns, 1), rows=max(rows, 1))
            self.addCleanup(screen.close)
            screen.child.setwinsize(rows, columns)
            screen.type("set 第 'x" + TAB + UP + ctrl("r") + "x" + ctrl("g") + ctrl("u") + "quit" + ENTER)
            self.assertEqual(screen.see_end(), 0)

    def test_stopped_and_continued(self):
        shell = Screen(["--norc", "--noprofile", "-i"], program="/bin/bash", environment={"PS1": "outside$ "})
        self.addCleanup(shell.close)
        shell.see("outside$").enter(f"{PROGRAM} -s {self.server.address}")
        shell.wait(lambda: shell.row == self.prompt, "the prompt").type("set k 第一").see("第一")
        shell.type(ctrl("z")).see("Stopped").wait(lambda: shell.row == "outside$", "the shell outside")
        shell.enter("echo on; stty -a | grep -c ' echo '").see("\n1\n")
        shell.enter("fg").wait(lambda: shell.row.startswith(f"{self.prompt} set k 第一"), "the line again")
        shell.type(ENTER).see("STORED")
        shell.type(ctrl("d")).wait(lambda: shell.row == "outside$", "the shell outside")

    def test_control_c_and_control_d(self):
        screen = self.open().type("get k" + LEFT * 3)
        # Ctrl-C would take along what has not been read yet: that is the terminal's affair.
        self.see_line(screen, "get k", 2)
        screen.type(ctrl("c")).see(f"{self.prompt} get k^C").see_row(self.prompt)
        screen.type("get k" + HOME + ctrl("d"))
        self.see_line(screen, "et k", 0)
        screen.type(ctrl("c")).see_row(self.prompt).type(ctrl("d"))
        self.assertEqual(screen.see_end(), 0)

    def test_control_l_clears_the_screen(self):
        screen = self.open().enter("get k").see("MISS").type("get j" + ctrl("l"))
        screen.wait(lambda: screen.rows[0].startswith(f"{self.prompt} get j") and screen.screen.cursor.y == 0, "the first row")
        screen.type(ENTER).see("MISS")

    def test_keys_that_mean_nothing(self):
        screen = self.open().type("get ")
        for sequence in ["\x1b[15~", "\x1b[1;9P", "\x1b[I", "\x1b[O", "\x1b[M !!", "\x1b[<0;3;4M", "\x1b[[A", "\x1b[?1;2c", "\x1bOP"]:
            screen.type(sequence)
        screen.type("k")
        self.see_line(screen, "get k", 5)
        screen.type(ENTER).see("MISS")

    def test_a_dumb_terminal(self):
        screen = self.open(environment={"TERM": "dumb"}, columns=40)
        first = screen.screen.cursor.y
        screen.type("set k 第一 x" + LEFT * 2 + BACKSPACE + "二").see_row(f"{self.prompt} set k 第二 x")
        screen.type(HOME + DELETE).see_row(f"{self.prompt} et k 第二 x").type("s" + END + "yz")
        # What is too long moves within its row.
        screen.type("0123456789").wait(lambda: "0123456789" in screen.row, "the end")
        self.assertEqual(screen.screen.cursor.y, first)
        screen.type(ctrl("u")).see_row(self.prompt).enter("get k").see("MISS")
        self.assertNotIn(b"\x1b", screen.bytes)
        for terminal in ("unknown-terminal", ""):
            other = self.open(environment={"TERM": terminal}).type("set k v" + HOME + DELETE + "s" + ENTER).see("STORED")
            self.assertNotIn("No entry", other.text)

    def test_20_columns(self):
        screen = self.open(columns=20, rows=12)
        screen.type("set k 第一第二第三").wait(lambda: "第三" in screen.text, "what was typed")
        screen.type(LEFT * 3 + BACKSPACE + "x" + ENTER).see("STORED").enter("get k").see("第三")

    def test_the_terminal_goes_away(self):
        screen = self.open().type("get ")
        os.close(screen.child.child_fd)
        _, status = os.waitpid(screen.child.pid, 0)
        self.assertIn(os.waitstatus_to_exitcode(status), (0, 128 + signal.SIGHUP, -signal.SIGHUP))
        # There is nothing left to close.
        screen.child = None
