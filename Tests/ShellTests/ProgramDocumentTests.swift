import Foundation
import MemcachedShell
import MemcachedTestSupport
import Testing

/// What the program tells other programs about itself.
@Suite struct ProgramDocumentTests {
    static func generate(_ kind: String) throws -> String {
        let result = try Shell.run(["--generate", kind])
        #expect(result.status == 0 && result.errors == "")
        return result.text
    }

    /// The manual has every option that `--help` lists, and man itself finds nothing wrong with it.
    @Test func theManual() throws {
        let text = try Self.generate("man")
        let options = CommandLineOption.all(in: try Shell.run(["--help"]).text)
        #expect(options.count > 20)
        for name in options.flatMap(\.names) {
            #expect(text.contains("\\fB\(name.replacing("-", with: "\\-"))\\fR"), "\(name)")
        }
        guard let groff = Child.find("groff") else { return }
        let page = try Shell.run(groff, ["-man", "-ww", "-Kutf8", "-Tutf8"], input: text.utf8)
        #expect(page.status == 0 && page.errors == "" && page.text.contains("memcached"))
    }

    /// bash takes words apart at colons and equals signs.
    @Test(arguments: [
        ("mcsh|ge", "get gets get_multi"), ("mcsh|--output|=|j", "json"), ("mcsh|--profile|", "prod"),
        ("mcsh|-s|10.0.0.1|:|11211|stats|it", "items"), ("mcsh|where|k|--as|=|pyl", "pylibmc"), ("mcsh|--cluster|", ""),
        ("mcsh|--distribution|twemproxy|:|hash|=|md5|tou", "touch"),
    ])
    func completionInBash(words: String, candidates: String) throws {
        let folder = try TemporaryFolder()
        try "profiles: {prod: {servers: a}}".write(
            toFile: "\(folder.path)/config.yaml",
            atomically: true,
            encoding: .utf8
        )
        let script = """
            \(try Self.generate("bash"))
            IFS='|' read -ra COMP_WORDS <<<"$1"
            case $1 in *'|') COMP_WORDS+=('') ;; esac
            COMP_WORDS[0]=$2
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            COMP_LINE=${COMP_WORDS[*]}
            COMP_LINE=${COMP_LINE// : /:}
            COMP_LINE=${COMP_LINE// = /=}
            COMP_POINT=${#COMP_LINE}
            compopt() { :; }
            _mcsh
            echo "${COMPREPLY[*]}"
            """
        let bash = try #require(Child.find("bash"))
        let result = try Shell.run(
            bash,
            ["-c", script, "bash", words, Shell.program],
            environment: ["MCSH_CONFIG": "\(folder.path)/config.yaml"]
        )
        #expect(result.text == candidates + "\n" && result.errors == "")
    }

    @Test(arguments: [
        ("--serve", "there is no option '--serve'; did you mean '--server'?"),
        ("--profle=x", "there is no option '--profle=x'; did you mean '--profile'?"),
        ("--frobnicate", "there is no option '--frobnicate'\n"),
    ])
    func optionsThatAreNone(option: String, message: String) throws {
        let result = try Shell.run([option, "get", "k"])
        #expect(result.status == 64 && result.errors.contains(message))
    }

    @Test func whatCannotBeGenerated() throws {
        let result = try Shell.run(["--generate", "html"])
        #expect(result.status == 64 && result.errors.contains("--generate is one of man, bash, zsh, fish, not 'html'"))
        #expect(try Shell.run(["--generate"]).status == 64)
    }
}
