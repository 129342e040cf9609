/// A distribution as a user names it: `NAME[:key=value,...]`. The options keep their order, because to some clients it
/// matters. A comma or a backslash within a value has a backslash before it.
///
/// Making one never fails, so that a literal can stand where one is asked for; a name or an option that does not exist
/// is refused when a client is made with it.
public struct DistributionChoice: Hashable, Sendable {
    package let name: String
    package let options: [DistributionOption]

    /// A distribution as written, for example `twemproxy:hash=md5`.
    public init(_ text: String) {
        let name = text.prefix { $0 != ":" }
        self.name = String(name)
        var parts = [""]
        var isEscaped = false
        for character in text.dropFirst(name.count + 1) {
            if !isEscaped, character == "\\" {
                isEscaped = true
                continue
            }
            if !isEscaped, character == "," {
                parts.append("")
            } else {
                parts[parts.count - 1].append(character)
            }
            isEscaped = false
        }
        options = parts.filter { !$0.isEmpty }.map { part in
            let key = part.prefix { $0 != "=" }
            return DistributionOption(key: String(key), value: String(part.dropFirst(key.count + 1)))
        }
    }

    package init(name: String, options: [DistributionOption]) {
        self.name = name
        self.options = options
    }

    /// What python-memcached does.
    public static let standard = DistributionChoice("python-memcached")

    /// The distribution over these servers.
    package func make(servers: [ServerAddress]) throws(DistributionError) -> any Distribution {
        let (type, options) = try checked()
        guard !servers.isEmpty else { throw DistributionError("there is no server") }
        let distribution = try type.init(servers: servers, options: options)
        // What stands before every key must leave room for one, and break no rule of its own.
        if let fault = Key(bytes: distribution.namespace + [0x6b]).fault {
            throw DistributionError("what \(name) puts before every key: \(fault)")
        }
        return distribution
    }

    /// Whether numeric addresses of host names have to be known to make it.
    package var hashesAddresses: Bool {
        guard let (type, options) = try? checked() else { return false }
        return type.hashesAddresses(options)
    }

    /// Refuses a name or an option that does not exist, without making a ring.
    package func check() throws(DistributionError) { _ = try checked() }

    private func checked() throws(DistributionError) -> (any Distribution.Type, DistributionOptions) {
        guard let type = Distributions.named(name) else {
            let known = Distributions.all.map { $0.name }.joined(separator: ", ")
            throw DistributionError("there is no distribution '\(Excerpt(name.utf8))'; there are \(known)")
        }
        return (type, try DistributionOptions(options, of: type.name, rules: type.rules))
    }
}

extension DistributionChoice: ExpressibleByStringLiteral {
    /// A distribution as written.
    public init(stringLiteral text: String) { self.init(text) }
}

extension DistributionChoice: CustomStringConvertible {
    /// The distribution as it can be written again.
    public var description: String {
        if options.isEmpty { return name }
        return name + ":"
            + options.map { $0.value.isEmpty ? $0.key : "\($0.key)=\(Self.escaped($0.value))" }.joined(separator: ",")
    }

    private static func escaped(_ value: String) -> String {
        value.map { $0 == "," || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
    }
}
