"""What is shown at the right while somebody types."""

from terminal import BACKSPACE, DELETE, ENTER, HOME, LEFT, ScreenCase, ctrl


class Hints(ScreenCase):
    def row_of(self, line, hint, columns=80):
        """The row of a line with a hint, which ends one column before the edge."""
        start = f"{self.prompt} {line}"
        return start + hint.rjust(columns - 1 - len(start))

    def test_what_the_statement_still_wants(self):
        screen = self.open()
        for typed, line, hint in [
            ("touc", "touc", "touch KEY TTL"), ("h", "touch", "KEY TTL"), (" k", "touch k", "TTL"),
            (" 5m", "touch k 5m", ""),
            (ctrl("u") + "set_multi k", "set_multi k", "VALUE [KEY VALUE ...] [--ttl TTL] [--flags N]"),
            (" v", "set_multi k v", "[KEY VALUE ...] [--ttl TTL] [--flags N]"),
            (" --flags", "set_multi k v --flags", "N [--ttl TTL]"),
            (" 7", "set_multi k v --flags 7", "[--ttl TTL]"),
        ]:
            screen.type(typed).see_row(self.row_of(line, hint).rstrip())
            self.assertEqual(screen.column, len(f"{self.prompt} {line}"))

    def test_it_is_gone_when_the_statement_runs(self):
        screen = self.open().enter("set k v").see("STORED")
        self.assertIn(f"{self.prompt} set k v", screen.rows)
        self.assertNotIn("[TTL]", screen.text)

    def test_an_unknown_name_is_red_before_enter(self):
        screen = self.open().type("frob").see_row(self.row_of("frob", "there is no command 'frob'; 'help' lists those there are"))
        self.assertEqual(screen.look("frob").fg, "red")
        self.assertEqual(screen.look("there is no").fg, "red")
        screen.type(ctrl("u") + "gett").see("did you mean 'get'?")
        screen.type(BACKSPACE).see_not("did you mean")
        self.assertNotEqual(screen.look("get").fg, "red")

    def test_a_key_that_breaks_a_rule_is_red_before_enter(self):
        screen = self.open().type('get "a b"').see("a key cannot hold a blank (byte 2 of the key)")
        self.assertEqual(screen.look('"a b"').fg, "red")
        screen.type(ctrl("u") + "get " + "k" * 251).see("kkkk")
        screen.wait(lambda: screen.look("kkkk").fg == "red", "the long key in red")
        screen.type(BACKSPACE).wait(lambda: screen.look("kkkk").fg != "red", "the key no longer red")

    def test_what_may_still_become_right_is_not_called_wrong(self):
        screen = self.open()
        for letter in "stats items":
            screen.type(letter)
        screen.see_row(f"{self.prompt} stats items")
        self.assertNotIn(b"31m", screen.bytes)

    def test_a_long_line_needs_the_room(self):
        screen = self.open().type("set k " + "v" * 30).see("[TTL] [--flags N] …")
        screen.type("v" * 15).see_not("[TTL]").see_row(f"{self.prompt} set k " + "v" * 45)
        screen.type("v" * 30).wait(lambda: screen.row == "v" * 18, "the second row")
        screen.type(ctrl("u")).see_row(self.prompt).type("set k").see("VALUE")

    def test_wide_characters(self):
        screen = self.open().type("set 第一😀").see("VALUE [TTL]")
        self.assertEqual(screen.column, len(f"{self.prompt} set ") + 6)
        screen.type(LEFT + LEFT).wait(lambda: screen.column == len(f"{self.prompt} set ") + 2, "the cursor before 一")
        screen.type("x").see("set 第x一😀")
        screen.type(DELETE).see("set 第x😀")
        screen.type(HOME + ctrl("k")).see_row(self.prompt)

    def test_at_24_and_20_columns_it_is_red_at_least(self):
        for columns in (24, 20):
            screen = self.open(columns=columns)
            screen.type("fro").wait(lambda: "fro" in screen.text.replace("\n", ""), "the name")
            screen.wait(lambda: "red" in colors(screen), "a red name")
            self.assertNotIn("there is no", screen.text)
            screen.type(ctrl("u") + "get k" + ENTER).see("MISS")

    def test_in_the_second_line_of_a_statement(self):
        screen = self.open().type("set k 'a" + ENTER).see_row("...")
        screen.type("b' soon ").see("'soon' is one word too many")
        self.assertEqual(screen.look("soon ").fg, "red")

    def test_settings(self):
        screen = self.open().type(":set output").see("pretty|plain|raw|json").type(" frob ").see("output is one of")
        screen.type(ctrl("u") + ":set hints off" + ENTER).wait(lambda: screen.row == self.prompt, "the prompt")
        screen.type("set k").see_row(f"{self.prompt} set k")

    def test_without_colour_and_on_a_dumb_terminal(self):
        plain = self.open(environment={"NO_COLOR": "1"}).type("frob").see("there is no command 'frob'")
        self.assertNotIn(b"\x1b[3", plain.bytes)
        dumb = self.open(environment={"TERM": "dumb"}).type("set k").see_row(f"{self.prompt} set k")
        dumb.type(" v" + ENTER).see("STORED")
        self.assertNotIn(b"\x1b", dumb.bytes)
        self.assertNotIn("VALUE", dumb.text)



def colors(screen):
    """The colours of the row with the name."""
    return {cell.fg for row in screen.screen.buffer.values() for cell in row.values() if cell.data in "fro"}
