import Memcached

/// What `help` says of the distributions, made from their rules.
enum DistributionHelp {
    /// All of them, a line each.
    static var overview: String {
        var text = "--distribution NAME[:key=value,...] sends each key where that client looks for it:\n"
        for distribution in Distributions.all {
            text += "  \(Columns.padded(distribution.name, to: 17)) \(distribution.summary)\n"
        }
        return text + """
            'help twemproxy' tells the options of one. 'where KEY --as NAME --as NAME' shows where two of them look.

            """
    }

    /// One of them, with its options.
    static func page(of distribution: any Distribution.Type) -> String {
        var text = "\(distribution.name)\n  \(distribution.summary)\n"
        let rules = distribution.rules
        if rules.isEmpty { return text + "  It has no options.\n" }
        text += "  Options: --distribution \(distribution.name):key=value,...\n"
        for rule in rules {
            let name = rule.choices.isEmpty ? rule.name : "\(rule.name)=\(rule.choices)"
            if Columns.width(name) > 34 {
                text += "    \(name)\n    \(Columns.padded("", to: 34))  \(rule.summary)\n"
            } else {
                text += "    \(Columns.padded(name, to: 34))  \(rule.summary)\n"
            }
        }
        return text
    }
}
