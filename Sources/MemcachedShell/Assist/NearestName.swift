/// What somebody who mistyped a name probably meant.
package enum NearestName {
    /// The nearest of `names`, if it is near enough to be worth saying.
    package static func of(_ typed: String, among names: [String]) -> String? {
        let typed = Array(typed.utf8.prefix(40))
        let nearest = names.map { (name: $0, distance: distance(typed, Array($0.utf8))) }.min {
            $0.distance < $1.distance
        }
        guard let nearest, nearest.distance <= max(1, typed.count / 3) else { return nil }
        return nearest.name
    }

    /// How many letters have to be put in, taken out, changed or swapped with their neighbour.
    static func distance(_ first: [UInt8], _ second: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...second.count)
        for (row, letter) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                var best = min(last[column + 1] + 1, current[column] + 1, last[column] + (letter == other ? 0 : 1))
                if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[second.count]
    }
}
