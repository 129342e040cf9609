/// The known distributions. To add one: a file of its own, and a line here.
package enum Distributions {
    package static let all: [any Distribution.Type] = [
        PythonMemcachedDistribution.self
    ]

    package static func named(_ name: some StringProtocol) -> (any Distribution.Type)? {
        let name = name.lowercased()
        return all.first { $0.name == name }
    }
}
