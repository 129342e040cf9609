import Synchronization

/// A number that goes with a meta command and comes back with its answer, by which an answer to another one is noticed:
/// most of them tell nothing else of what they answer.
package struct Opaque: Sendable, Equatable {
    package let number: UInt32

    private static let last = Atomic<UInt32>(0)

    package init(_ number: UInt32) { self.number = number }

    /// One that was not used for long.
    package static func next() -> Opaque { Opaque(last.wrappingAdd(1, ordering: .relaxed).newValue) }

    /// Whether one of these return flags is this number.
    func isAmong(_ flags: some Sequence<some Collection<UInt8>>) -> Bool {
        flags.contains { $0.first == UInt8(ascii: "O") && ASCII.unsigned($0.dropFirst()) == UInt64(number) }
    }
}
