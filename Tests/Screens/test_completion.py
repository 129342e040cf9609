"""Tab."""

import os

from terminal import BACKTAB, ENTER, LEFT, TAB, ScreenCase, Server, Screen, ctrl


class Completion(ScreenCase):
    def test_a_name_that_is_the_only_one_is_completed(self):
        screen = self.open().type("touc" + TAB)
        screen.wait(lambda: screen.row.startswith(f"{self.prompt} touch "), "the name and a blank")
        self.assertEqual(screen.column, len(f"{self.prompt} touch "))

    def test_several_are_listed_with_a_word_on_each_and_the_list_goes_away(self):
        screen = self.open().type("ver" + TAB)
        screen.see("verbosity  how much each server logs: 0, 1 or 2")
        screen.see("version    the version of each server")
        self.assertTrue(screen.row.startswith(f"{self.prompt} ver"))
        screen.type("b").see_not("the version of each server")
        screen.type(TAB).wait(lambda: screen.row.startswith(f"{self.prompt} verbosity"), "the rest of the name")

    def test_a_second_tab_goes_through_them(self):
        screen = self.open().type("ver" + TAB).see("verbosity  how")
        screen.type(TAB).wait(lambda: screen.row.startswith(f"{self.prompt} version"), "the first")
        self.assertTrue(screen.look("version    the").reverse)
        screen.type(TAB).wait(lambda: screen.row.startswith(f"{self.prompt} verbosity"), "the second")
        self.assertTrue(screen.look("verbosity  how").reverse)
        screen.type(TAB).wait(lambda: screen.row.startswith(f"{self.prompt} version"), "the first again")
        screen.type(BACKTAB).wait(lambda: screen.row.startswith(f"{self.prompt} verbosity"), "the one before")
        screen.type(" 1" + ENTER).see("OK")

    def test_options_choices_distributions_and_topics(self):
        screen = self.open()
        for typed, completed in [
            ("set k v --fl", "set k v --flags "), ("stats set", "stats settings "),
            ("where k --as dal", "where k --as dalli "), ("where k --as=dal", "where k --as=dalli "),
            ("help distri", "help distributions "), (":set out", ":set output "), (":set output js", ":set output json "),
        ]:
            screen.type(typed + TAB).see(completed.rstrip())
            self.assertEqual(screen.column, len(f"{self.prompt} {completed}"), completed)
            screen.type(ctrl("u")).see_row(self.prompt)

    def test_servers_after_the_sign(self):
        screen = self.open().type("@" + TAB).see(f"@{self.server.address}")
        screen.type("version" + ENTER).see("1.6")

    def test_keys_of_the_session_newest_first_then_those_of_the_servers(self):
        for number in range(3):
            self.server.set(f"user:{number}")
        screen = self.open().enter("get user:seen").see("MISS")
        screen.complete("get user", "user:2     on a server")
        self.assertTrue(screen.row.startswith(f"{self.prompt} get user:"))
        screen.see("user:seen  seen")
        screen.type(TAB).wait(lambda: "get user:seen" in screen.row, "the one of the session first")
        screen.type(TAB).wait(lambda: "get user:0" in screen.row, "then those of the server")
        screen.type(ENTER).see('"v"')

    def test_keys_are_not_asked_for_when_that_is_off(self):
        self.server.set("user:1")
        screen = self.open(environment={"MCSH_SAMPLE_KEYS": "off"})
        screen.enter("get used").see("MISS").type("get us" + TAB)
        screen.wait(lambda: "get used" in screen.row, "the key of the session only")
        self.assertEqual(screen.column, len(f"{self.prompt} get used "))
        screen.type(ctrl("u")).enter(":set sample-keys").see("off")

    def test_quotes_and_escapes(self):
        self.server.set("it's")
        self.server.set(b"bin\xff")
        self.server.set("第一:😀")
        screen = self.open()
        screen.complete("get it", "get it's").type(ENTER).see('"v"')
        screen.type("get 'it" + TAB).see('get "it\'s"').type(ENTER).wait(lambda: screen.text.count('"v"') == 2, "a value")
        screen.type('get "it' + TAB).see('get "it\'s" ').type(ctrl("u"))
        screen.type("get bi" + TAB).see('get "bin\\xFF"').type(ENTER)
        screen.wait(lambda: screen.text.count('"v"') == 3, "the value of a key that is no text")
        screen.type("get 第" + TAB).see("get 第一:😀").type(ENTER)
        screen.wait(lambda: screen.text.count('"v"') == 4, "the value")

    def test_the_middle_of_a_word_stays(self):
        self.server.set("user:42")
        screen = self.open()
        screen.complete("get user", "get user:42")
        screen.type(ctrl("u") + "get user:42 x" + LEFT * 6 + TAB).wait(
            lambda: screen.column == len(f"{self.prompt} get user:42"), "the cursor behind the key"
        )
        self.assertTrue(screen.row.startswith(f"{self.prompt} get user:42 x"), screen.row)

    def test_files_behind_the_signs(self):
        screen = self.open()
        os.mkdir(os.path.join(screen.folder, "dumps"))
        for name in ["one.bin", "two words"]:
            open(os.path.join(screen.folder, "dumps", name), "w").close()
        folder = os.path.join(screen.folder, "dumps")
        screen.type(f"get k > {folder[:-2]}" + TAB).wait(lambda: folder + "/" in screen.text.replace("\n", ""), "a folder")
        screen.type("o" + TAB).wait(lambda: folder + "/one.bin" in screen.text.replace("\n", ""), "a file")
        screen.type(ctrl("u")).see_row(self.prompt)
        screen.type(f"set k < {folder}/tw" + TAB)
        screen.wait(lambda: f'"{folder}/two words"' in screen.text.replace("\n", ""), "a file in quotes")

    def test_nothing_known_changes_nothing(self):
        screen = self.open()
        screen.type("get nobody" + TAB).type("x").wait(lambda: "get nobodyx" in screen.row, "the line")
        self.assertIn(b"\a", screen.bytes)

    def test_many_do_not_drown_the_screen(self):
        with_keys = b"".join(b"set key:%04d 0 0 1 noreply\r\nv\r\n" % number for number in range(1000))
        self.server.ask(with_keys + b"version\r\n", b"VERSION")
        screen = self.open(rows=10).complete("get key", "more")
        screen.wait(lambda: screen.row.startswith(f"{self.prompt} get key:0"), "what they begin with")
        self.assertRegex(screen.rows[9], r"^and \d+ more$")
        screen.type(BACKTAB).wait(lambda: "get key:0199" in screen.row, "the last that is listed")
        screen.see("key:0199")

    def test_at_24_columns(self):
        self.server.set("第一")
        self.server.set("第二")
        screen = self.open(columns=24, rows=12).type("stats s" + TAB).see("settings")
        screen.type(TAB).wait(lambda: "stats settings" in screen.text.replace("\n", ""), "the first")
        screen.type(ctrl("u")).see_not("stats")
        screen.complete("get 第", "第二")
        screen.type(TAB + TAB + ENTER).see('"v"')

    def test_at_20_columns_and_on_a_dumb_terminal(self):
        screen = self.open(columns=20, rows=12).type("ver" + TAB).see("verbosity")
        screen.type("s" + TAB + ENTER).see("1.6")
        dumb = self.open(environment={"TERM": "dumb"})
        dumb.type("ver" + TAB).see("verbosity  how much each server logs: 0, 1 or 2")
        dumb.wait(lambda: dumb.row == f"{self.prompt} ver", "the line again below the list")
        dumb.type("s" + TAB).wait(lambda: dumb.row == f"{self.prompt} version", "the name").type(ENTER).see("1.6")
        self.assertNotIn(b"\x1b", dumb.bytes)


class Clusters(ScreenCase):
    def test_a_server_that_does_not_answer_delays_nobody(self):
        silent = Server()
        self.addCleanup(silent.stop)
        silent.process.send_signal(19)
        screen = Screen(["-s", f"{silent.address},{self.server.address}"])
        self.addCleanup(screen.close)
        screen.see(">").type("get nob" + TAB).type("x").see("get nobx")

    def test_all_servers_are_offered(self):
        other = Server()
        self.addCleanup(other.stop)
        screen = Screen(["-s", f"{self.server.address},{other.address}:3"])
        self.addCleanup(screen.close)
        screen.see(">").type("@" + TAB).see(f"@{other.address}").see("server 2, weight 3")
        screen.see(f"@{self.server.address}").type(ctrl("u") + "where k --down " + TAB).see("server 2, weight 3")
