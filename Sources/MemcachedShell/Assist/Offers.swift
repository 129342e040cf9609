import Memcached

/// What may stand in the place of a word, by what stands before it.
struct Offers {
    struct Offer {
        let word: [UInt8]
        let summary: String
        /// How it is listed, if not as it is.
        var shown: String?
        var isUnfinished = false
        /// Whether it may be anything, and is written so that it means itself; else it is a word of the shell's own.
        var isForeign = false

        init(_ word: String, _ summary: String) {
            self.word = Array(word.utf8)
            self.summary = summary
        }

        init(key: KnownKeys.Match) {
            word = key.key
            summary = key.isOwn ? "seen" : "on a server"
            isForeign = true
        }
    }

    private(set) var all: [Offer] = []
    /// How many there are beside these.
    private(set) var more = 0
    /// Some that may not be among these, with no more in common than all have.
    private(set) var extremes: [[UInt8]] = []
    private(set) var wantsKeys = false
    private let word: WordAtCursor
    private let knowledge: Completion.Knowledge

    init(word: WordAtCursor, knowledge: Completion.Knowledge) {
        self.word = word
        self.knowledge = knowledge
        gather()
    }

    private mutating func gather() {
        if let sign = word.before.last, sign.form == .reserved {
            return sign.text.elementsEqual("|".utf8) ? () : offerFiles()
        }
        var words = TypedLine.withoutFiles(word.before)[...]
        // A program's words are not ours, but they may well be files.
        if words.contains(where: { $0.form == .reserved }) { return offerFiles() }
        if words.first?.form == .bare, words.first?.text.first == UInt8(ascii: ":") { return offerSettings() }
        if words.isEmpty, word.quoting == .bare {
            if word.meaning.first == UInt8(ascii: "@") { return offer(targets()) }
            if word.meaning.first == UInt8(ascii: ":") {
                return offer(SettingWords.beginnings.map { Offer($0.word, $0.summary) })
            }
        }
        let hasTarget = words.first.map { $0.form == .bare && $0.text.first == UInt8(ascii: "@") } ?? false
        if hasTarget { words.removeFirst() }
        guard let name = words.popFirst() else {
            let commands = CommandTable.all.filter { $0.takesTarget || !hasTarget }
            return offer(commands.map { Offer($0.name, $0.summary) }, ignoringCase: true)
        }
        guard let command = CommandTable.command(named: name.string) else { return }
        offerArguments(Expectation(after: words, of: command))
    }

    private mutating func offer(_ offers: [Offer], ignoringCase: Bool = false) {
        let typed = ignoringCase ? word.meaning.map(Offers.lowercased) : word.meaning
        all += offers.filter { $0.word.starts(with: typed) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    // MARK: Arguments

    private mutating func offerArguments(_ expected: Expectation) {
        if let value = expected.option?.parameter { return offerValues(of: value, behind: []) }
        if let parameter = expected.parameter { offerValues(of: parameter, behind: []) }
        guard word.quoting == .bare else { return }
        let options = expected.options
        // The value may be glued on: --as=perl.
        if let sign = word.meaning.firstIndex(of: UInt8(ascii: "=")), word.meaning.starts(with: "--".utf8) {
            let name = word.meaning[2..<sign]
            let option = options.first { name.elementsEqual($0.name.utf8) }
            guard let value = option?.parameter else { return }
            return offerValues(of: value, behind: Array(word.meaning[...sign]))
        }
        // Options come to mind when somebody begins one, or when nothing else may stand here.
        guard word.meaning.first == UInt8(ascii: "-") || expected.parameter == nil || all.isEmpty else { return }
        offer(options.map { Offer("--\($0.name)", $0.summary) })
    }

    private mutating func offerValues(of parameter: Parameter, behind glue: [UInt8]) {
        var offers: [Offer] = []
        switch parameter.kind {
        case .choice(let choices): offers = choices.map { Offer($0, "") }
        case .topic: offers = Offers.topics
        case .distribution: offers = Offers.distributions
        case .server, .address: offers = servers("")
        case .keySource: offers = [Offer("live", "the keys that the servers hold")]
        case .key, .namedKey:
            wantsKeys = true
            if glue.isEmpty { offerKeys() }
            return
        case .value, .expiry, .text, .number, .duration, .signedNumber: return
        }
        if glue.isEmpty { return offer(offers) }
        offer(offers.map { Offer(String(decoding: glue + $0.word, as: UTF8.self), $0.summary) })
    }

    private mutating func offerKeys() {
        let known = knowledge.keys(word.meaning, Completion.mostCandidates)
        all += known.matches.map { Offer(key: $0) }
        more = max(0, known.total - known.matches.count)
        if more > 0 { extremes = known.extremes }
    }

    private static let distributions = Distributions.all.map { Offer($0.name, $0.summary) }

    private static let topics = Help.names.map { Offer($0.name, $0.summary) }

    /// The servers by their addresses; by their numbers too, when a number is typed.
    private func servers(_ sign: String) -> [Offer] {
        knowledge.servers.enumerated().map { index, server in
            let weight = server.weight == 1 ? "" : ", weight \(server.weight)"
            return Offer("\(sign)\(server.name ?? server.description)", "server \(index + 1)\(weight)")
        }
    }

    private func targets() -> [Offer] {
        let digits = word.meaning.dropFirst()
        let named = servers("@")
        guard !digits.isEmpty, let number = ASCII.unsigned(digits), number >= 1, number <= UInt64(named.count),
            !named.contains(where: { $0.word.starts(with: word.meaning) })
        else { return named }
        return [Offer("@\(number)", named[Int(number) - 1].summary)]
    }

    // MARK: Settings

    private mutating func offerSettings() {
        guard let words = SettingWords.behindSet(word.before).map(Array.init) else { return }
        switch words.count {
        case 0: offer(ShellSetting.all.map { Offer($0.name, $0.summary) })
        case 1:
            guard case .choice(let choices)? = ShellSetting.named(words[0].string)?.values else { return }
            offer(choices.map { Offer($0, "") })
        default: break
        }
    }

    // MARK: Files

    private mutating func offerFiles() {
        let slash = word.meaning.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { word.meaning[...$0] } ?? []
        let name = word.meaning[folder.endIndex...]
        let files = knowledge.files(String(decoding: folder, as: UTF8.self))
            .filter { $0.name.utf8.starts(with: name) && (!$0.name.hasPrefix(".") || name.first == UInt8(ascii: ".")) }
            .sorted { $0.name < $1.name }
        for file in files {
            let path = String(decoding: folder, as: UTF8.self) + file.name + (file.isFolder ? "/" : "")
            var offer = Offer(path, file.isFolder ? "folder" : "file")
            offer.shown = Escaping.text(file.name.utf8) + (file.isFolder ? "/" : "")
            offer.isUnfinished = file.isFolder
            offer.isForeign = true
            all.append(offer)
        }
    }
}
