import Memcached
@testable import MemcachedShell
import NIOCore
import Testing

@Suite struct UndoMemoryTests {
    private static func step(_ key: Key, _ size: Int, after token: UInt64 = 1) -> UndoMemory.Step {
        let old = UndoMemory.OldItem(
            value: ByteBuffer(repeating: 0x78, count: size),
            flags: 0,
            end: .never,
            token: token - 1
        )
        let change = UndoMemory.Change(key: key, server: 0, before: .item(old), after: .token(token))
        return UndoMemory.Step(command: "set", changes: [change], isList: false)
    }

    @Test func theOldestAreForgotten() {
        var memory = UndoMemory(mostSteps: 3, mostBytes: 1 << 20)
        for number in 0..<10 { memory.remember(Self.step("k\(number)", 1)) }
        let keys = (0..<4).map { _ in memory.removeLast()?.changes.first?.key }
        #expect(keys == ["k9", "k8", "k7", nil])
    }

    @Test func valuesTakeRoom() {
        var memory = UndoMemory(mostSteps: 100, mostBytes: 10_000)
        for number in 0..<10 { memory.remember(Self.step("k\(number)", 3000)) }
        #expect(memory.removeLast()?.changes.first?.key == "k9")
        memory.remember(Self.step("k9", 3000))
        var count = 0
        while memory.removeLast() != nil { count += 1 }
        #expect(count == 3)
        // Room that was given back is there again.
        for number in 0..<3 { memory.remember(Self.step("k\(number)", 3000)) }
        #expect(memory.last?.obstacle == nil)
        memory.remember(Self.step("large", 20_000))
        #expect(memory.last?.obstacle?.contains("too large") == true)
        memory.removeLast()
        #expect(memory.last?.changes.first?.key == "k2")
    }

    @Test func whatWasLeftIsKnownAgain() {
        let trace = ItemTrace("abc".utf8, flags: 3)
        func item(_ value: String, _ flags: UInt32) -> Item {
            Item(value: ByteBuffer(string: value), flags: flags, token: 1)
        }
        #expect(trace.isLeft(by: item("abc", 3)))
        for other in [item("abd", 3), item("abc", 4), item("", 3), item("abcd", 3)] {
            #expect(!trace.isLeft(by: other))
        }
        let now = ContinuousClock.now
        let end = ItemEnd.at(now)
        #expect(end.isAbout(.at(now + .seconds(2))) && end.isAbout(.at(now - .seconds(2))))
        #expect(!end.isAbout(.at(now + .seconds(3))) && !end.isAbout(.at(now - .seconds(3))))
        #expect(!end.isAbout(.never) && ItemEnd.never.isAbout(.never))
    }

    /// Nothing is left only of what is over, whatever memcached has a date for.
    @Test func whatIsLeft() {
        let now = ContinuousClock.now
        #expect(ItemEnd(secondsLeft: -1).exptime(at: now) == 0)
        #expect(ItemEnd(secondsLeft: 0, at: now).exptime(at: now) == 1)
        #expect(ItemEnd(secondsLeft: 60, at: now).exptime(at: now + .milliseconds(500)) == 60)
        #expect(ItemEnd(secondsLeft: 60, at: now).exptime(at: now + .seconds(60)) == nil)
        #expect(ItemEnd(secondsLeft: .max, at: now).exptime(at: now) == Expiry.latestDate)
    }

    @Test func tokensAreFollowed() {
        var memory = UndoMemory()
        memory.remember(Self.step("a", 1, after: 5))
        memory.remember(Self.step("b", 1, after: 5))
        memory.follow("a", on: 1, from: 5, to: 9)
        memory.follow("a", on: 0, from: 4, to: 9)
        memory.follow("b", on: 0, from: 5, to: 7)
        #expect(memory.removeLast()?.changes.first?.after == .token(7))
        #expect(memory.removeLast()?.changes.first?.after == .token(5))
    }
}
