/// How the numbers of a value lie in it that was not written for other machines.
struct StorableOrder {
    /// The bytes of the number 0x3132..., as the machine has them.
    let word: String
    let isLittle: Bool

    static let all = [
        StorableOrder(word: "12345678", isLittle: true), StorableOrder(word: "87654321", isLittle: false),
        StorableOrder(word: "1234", isLittle: true), StorableOrder(word: "4321", isLittle: false),
    ]

    /// With its length before it.
    var header: [UInt8] { [UInt8(word.utf8.count)] + word.utf8 }

    /// The sizes of `int`, `long`, pointers and floats that go with it.
    static let sizeOfInt: UInt8 = 4
    var sizeOfLong: UInt8 { UInt8(word.utf8.count) }
}
