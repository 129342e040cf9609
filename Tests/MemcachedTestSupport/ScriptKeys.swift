/// The keys of a generated script: few, so that statements meet at them; and of all kinds that there are.
package struct ScriptKeys: Sendable {
    package let names: [[UInt8]]
    /// The first of them hold numbers, the others text. What is counted is never appended to but by zeros in front,
    /// and no text begins with a digit: so that it is known which counting fails.
    package let numberCount: Int

    package init(count: Int) {
        numberCount = count / 3
        names = (0..<count).map { number in
            switch number % 23 {
            case 3: Array("user:\(number):第一".utf8)
            case 5: Array("#\(number)".utf8)
            case 7: Array("k\(number)".utf8) + Array(repeating: UInt8(ascii: "x"), count: 250 - "k\(number)".utf8.count)
            case 11: Array("it's\"\(number)\"\\n".utf8)
            case 13: [0xff, 0xfe] + Array("\(number)".utf8)
            case 17: Array("--ttl\(number)".utf8)
            case 19: Array("@\(number)".utf8)
            default: Array("k\(number)".utf8)
            }
        }
    }
}
