import Memcached
import MemcachedShell
import Testing

@Suite struct HelpTests {
    static func text(_ topic: String?) throws -> String { try Help.text(topic: topic) }

    static func message(_ topic: String) -> String {
        do throws(Failure) {
            return try Help.text(topic: topic)
        } catch {
            return error.message
        }
    }

    @Test func theOverviewNamesCommandsAndTopics() throws {
        let text = try Self.text(nil)
        for name in CommandTable.all.map(\.name) + HelpTopic.all.map(\.name) { #expect(text.contains("\n  \(name) ")) }
    }

    /// Every name that is offered leads somewhere, and to something that an 80 column terminal shows as it is.
    @Test(arguments: HelpTopic.all.map(\.name))
    func topics(name: String) throws {
        let topic = try #require(HelpTopic.named(name))
        let text = try Self.text(name.uppercased())
        #expect(text.hasSuffix(topic.text))
        #expect(topic.text.hasSuffix("\n") && !topic.text.hasSuffix("\n\n\n"))
        #expect(topic.summary.first?.isUppercase == false && topic.summary.last != ".")
        if name != "statements", name != "distributions", name != "settings", name != "output" {
            for line in topic.text.split(separator: "\n") { #expect(Columns.width(String(line)) <= 80, "\(line)") }
        }
        for line in topic.text.split(separator: "\n") { #expect(Columns.width(String(line)) <= 120, "\(line)") }
    }

    @Test func everyNameIsKnownOnce() throws {
        let names = Help.names.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names { #expect(try !Self.text(name).isEmpty, "\(name)") }
    }

    @Test func aCommandAndATopicOfOneName() throws {
        let text = try Self.text("cas")
        #expect(text.hasPrefix("cas KEY VALUE") && text.contains("EXISTS     somebody was faster"))
        #expect(try Self.text("servers").contains("[v6]:port:weight"))
    }

    @Test func madeFromTheTables() throws {
        for setting in ShellSetting.all {
            #expect(try Self.text("settings").contains("  \(setting.name) "))
            #expect(try Self.text("settings").contains(setting.summary))
        }
        #expect(try Self.text("timing").hasPrefix("timing: on|off\n"))
        #expect(try Self.text("history-length").contains("$MCSH_HISTORY_LENGTH"))
        for format in OutputFormat.allCases { #expect(try Self.text("output").contains(format.summary)) }
        for distribution in Distributions.all { #expect(try Self.text("distributions").contains(distribution.summary)) }
        #expect(try Self.text("get").contains("> get greeting nobody\n  greeting  \"hello world\"\n  nobody    MISS\n"))
    }

    @Test(arguments: [
        ("gett", "there is no help about 'gett'; did you mean 'get'?"),
        ("setings", "there is no help about 'setings'; did you mean 'settings'?"),
        ("twemproxi", "there is no help about 'twemproxi'; did you mean 'twemproxy'?"),
        ("frobnicate", "there is no help about 'frobnicate'; 'help' lists what there is"),
        ("\u{1b}[31m", "there is no help about '\\x1B[31m'; 'help' lists what there is"),
    ])
    func namesThatAreNone(topic: String, message: String) {
        #expect(Self.message(topic) == message)
    }

    @Test(arguments: [
        ("set k v --flgas 1", "'--flgas' is no option of set; did you mean '--flags'?"),
        ("set k v 5m --x=1", "'--x=1' is no option of set, which has --flags, --ttl"),
        ("stats setings", "; did you mean 'settings'?"), ("simulate ad x", "; did you mean 'add'?"),
    ])
    func whatWasMeant(line: String, message: String) {
        do throws(UsageError) {
            _ = try Binder(servers: ["127.0.0.1:11211"]).statement(Tokenizer.tokens(of: Array(line.utf8)))
            Issue.record("'\(line)' is right?")
        } catch {
            #expect(error.message.contains(message))
        }
    }
}

@Suite struct TranscriptTests {
    @Test func linesAndWhatTheyPrint() {
        let transcript: Transcript = "> a\n1\n2\n> b c\n> d\n3"
        #expect(transcript.exchanges.map(\.line) == ["a", "b c", "d"] && transcript.line == "d")
        #expect(transcript.exchanges.map(\.printed) == [["1", "2"], [], ["3"]])
        #expect(Transcript("").line == "")
    }

    @Test(arguments: [
        (["a", "b"], ["a", "b"], true), (["a", "b"], ["a"], false), (["a"], ["a", "b"], false),
        (["token 17"], ["token …"], true), (["tok"], ["token …"], false), (["x 1 y 2 z"], ["x … y … z"], true),
        (["x 1 z"], ["x … y … z"], false), (["a", "b", "c"], ["a", "…"], true), (["a"], ["a", "…"], true),
        (["a", "b", "c"], ["…", "c"], true), (["a", "b", "c"], ["…", "b"], false), ([], ["…"], true),
        (["ab"], ["ab…b"], false),
    ])
    func whatMatches(lines: [String], expected: [String], matches: Bool) {
        #expect(Transcript.matches(lines[...], expected[...]) == matches)
    }
}
