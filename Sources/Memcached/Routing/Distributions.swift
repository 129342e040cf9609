/// The known distributions. To add one: a file of its own, and a line here.
package enum Distributions {
    package static let all: [any Distribution.Type] = [
        PythonMemcachedDistribution.self,
        LibmemcachedDistribution.self,
        PylibmcDistribution.self,
        PHPMemcachedDistribution.self,
        TwemproxyDistribution.self,
        PymemcacheDistribution.self,
        DalliDistribution.self,
        GomemcacheDistribution.self,
        SpymemcachedDistribution.self,
        PHPMemcacheDistribution.self,
        PerlDistribution.self,
        PerlFastDistribution.self,
        MemcachedProxyDistribution.self,
        McrouterDistribution.self,
    ]

    package static func named(_ name: some StringProtocol) -> (any Distribution.Type)? {
        let name = name.lowercased()
        return all.first { $0.name == name }
    }
}
