/// What two sequences have in common, by Myers' greedy algorithm ("An O(ND) difference algorithm and its variations",
/// 1986), with a bound on the effort.
enum ShortestEdit {
    /// So many differences are looked for. What it takes to remember the way grows with their square: 4 MB.
    private static let mostDifferences = 1000
    /// So many comparisons are made, which takes some tens of milliseconds.
    private static let mostSteps = 10_000_000

    /// The places of what is the same in both, in order; `nil` if they have too little in common to be worth the search.
    static func common(_ old: [Int32], _ new: [Int32]) -> [(old: Int, new: Int)]? {
        let most = min(mostDifferences, old.count + new.count)
        // For each diagonal (old minus new) how far along `old` one comes, in the round before.
        var furthest = [Int32](repeating: 0, count: 2 * most + 3)
        let middle = most + 1
        var rounds: [[Int32]] = []
        var steps = 0
        for differences in 0...most {
            rounds.append(Array(furthest[(middle - differences)...(middle + differences)]))
            for diagonal in stride(from: -differences, through: differences, by: 2) {
                let index = middle + diagonal
                let isDown =
                    diagonal == -differences || (diagonal != differences && furthest[index - 1] < furthest[index + 1])
                var x = isDown ? Int(furthest[index + 1]) : Int(furthest[index - 1]) + 1
                var y = x - diagonal
                steps += 1
                while x < old.count, y < new.count, y >= 0, old[x] == new[y] {
                    x += 1
                    y += 1
                    steps += 1
                }
                furthest[index] = Int32(clamping: x)
                if x >= old.count, y >= new.count { return path(rounds, old.count, new.count) }
            }
            if steps > mostSteps { return nil }
        }
        return nil
    }

    /// The way back from the end, by what was known before each round.
    private static func path(_ rounds: [[Int32]], _ oldCount: Int, _ newCount: Int) -> [(old: Int, new: Int)] {
        var common: [(old: Int, new: Int)] = []
        var x = oldCount
        var y = newCount
        for differences in stride(from: rounds.count - 1, through: 1, by: -1) {
            let before = rounds[differences]
            let diagonal = x - y
            // Of the round before only the diagonals next to it count, which lie within what was kept.
            func reached(_ diagonal: Int) -> Int { Int(before[diagonal + differences]) }
            let isDown =
                diagonal == -differences
                || (diagonal != differences && reached(diagonal - 1) < reached(diagonal + 1))
            let from = isDown ? diagonal + 1 : diagonal - 1
            let startX = reached(from)
            let startY = startX - from
            let afterX = isDown ? startX : startX + 1
            while x > afterX, x > 0, y > 0 {
                x -= 1
                y -= 1
                common.append((x, y))
            }
            x = startX
            y = startY
        }
        while x > 0, y > 0 {
            x -= 1
            y -= 1
            common.append((x, y))
        }
        return common.reversed()
    }
}
