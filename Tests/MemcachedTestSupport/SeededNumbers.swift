import Foundation

/// Numbers that look random and come again with the same seed (SplitMix64).
package struct SeededNumbers: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, and without, `bound`. The bias is far below anything that a test could see.
    package mutating func below(_ bound: Int) -> Int { Int(truncatingIfNeeded: next() >> 16) % bound }

    /// Whether one of so many chances came true.
    package mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

    package mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}

/// The seed of a run: another one each time, or what `MCSH_TEST_SEED` says, to see a failure again.
package enum Seed {
    package static func make() -> UInt64 {
        ProcessInfo.processInfo.environment["MCSH_TEST_SEED"].flatMap { UInt64($0) }
            ?? UInt64.random(in: 0...UInt64.max)
    }
}
