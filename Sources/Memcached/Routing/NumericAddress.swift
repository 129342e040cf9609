/// Numeric addresses, which some clients spell in their own way before they hash them.
package enum NumericAddress {
    package static func isIPv4(_ text: some StringProtocol) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { ASCII.unsigned($0.utf8).map { $0 <= 255 } ?? false }
    }

    /// The eight groups of an IPv6 address; `nil` if it is none.
    package static func groupsOfIPv6(_ text: some StringProtocol) -> [UInt16]? {
        let halves = text.split(separator: ":", omittingEmptySubsequences: false)
        guard halves.count >= 3, halves.count <= 9 else { return nil }
        var before: [UInt16] = []
        var after: [UInt16] = []
        var hasGap = false
        for (place, part) in halves.enumerated() {
            if part.isEmpty {
                // Two colons: also at the beginning and at the end.
                let isEdge = place == 0 || place == halves.count - 1
                if isEdge {
                    let neighbour = place == 0 ? halves[1] : halves[halves.count - 2]
                    guard neighbour.isEmpty else { return nil }
                    continue
                }
                guard !hasGap else { return nil }
                hasGap = true
            } else {
                guard part.count <= 4, let group = UInt16(part, radix: 16) else { return nil }
                if hasGap { after.append(group) } else { before.append(group) }
            }
        }
        let missing = 8 - before.count - after.count
        guard hasGap ? missing >= 1 : missing == 0 else { return nil }
        return before + Array(repeating: 0, count: missing) + after
    }
}
