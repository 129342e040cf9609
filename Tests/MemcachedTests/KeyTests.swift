@testable import Memcached
import Testing

@Suite struct KeyTests {
    @Test(arguments: [
        ("", Key.Fault.empty),
        ("a b", .forbiddenByte(0x20, offset: 1)),
        ("a\tb", .forbiddenByte(0x09, offset: 1)),
        ("ab\r\nflush_all", .forbiddenByte(0x0d, offset: 2)),
        ("\u{0}", .forbiddenByte(0, offset: 0)),
        ("\u{7f}", .forbiddenByte(0x7f, offset: 0)),
    ])
    func aBrokenRuleIsNamed(text: String, fault: Key.Fault) {
        #expect(Key(text).fault == fault)
        #expect(!"\(fault)".isEmpty)
    }

    @Test func lengthIsCountedInBytes() {
        #expect(Key(String(repeating: "k", count: 250)).fault == nil)
        #expect(Key(String(repeating: "k", count: 251)).fault == .tooLong(251))
        #expect(Key(String(repeating: "😀", count: 62)).fault == nil)
        #expect(Key(String(repeating: "😀", count: 63)).fault == .tooLong(252))
    }

    @Test func aKeyNeedNotBeText() {
        #expect(Key(bytes: [0xff, 0xfe, 0x80]).fault == nil)
        #expect(Key("第一").fault == nil)
    }
}
