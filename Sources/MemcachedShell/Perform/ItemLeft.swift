import Memcached
import NIOCore

extension Statement {
    /// Whether an item is what it leaves, done on what was there before.
    func leaves(
        _ item: Item,
        at index: Int,
        from before: UndoMemory.Before,
        answer: ItemOutcome
    ) -> Bool {
        func holds(_ value: some Sequence<UInt8>, _ flags: UInt32) -> Bool {
            item.flags == flags && item.value.readableBytesView.elementsEqual(value)
        }
        switch (operation, before) {
        case (.store(.append, let pairs, _, _), .item(let old)):
            return holds(Array(old.value.readableBytesView) + pairs[index].value, old.flags)
        case (.store(.prepend, let pairs, _, _), .item(let old)):
            return holds(pairs[index].value + Array(old.value.readableBytesView), old.flags)
        case (.store(.append, _, _, _), _), (.store(.prepend, _, _, _), _): return false
        case (.store(_, let pairs, let flags, _), _): return holds(pairs[index].value, flags)
        case (.compareAndStore(_, let value, let flags, _, let token), .item(let old)):
            return (token ?? old.token) == old.token && holds(value, flags)
        case (.count(let direction, _, let delta), .item(let old)):
            // The server pads what has become shorter with blanks.
            guard let number = ASCII.unsigned(old.digits), let told = answer.number else { return false }
            let expected =
                direction == .increment ? number &+ delta : number > delta ? number - delta : 0
            let left = item.value.readableBytesView.prefix { $0 != 0x20 }
            return told == expected && item.flags == old.flags && left.elementsEqual("\(expected)".utf8)
        // These leave the token as it is.
        case (.touch, .item(let old)), (.retrieve(_, .some, _), .item(let old)): return item.token == old.token
        default: return false
        }
    }
}

extension UndoMemory.OldItem {
    fileprivate var digits: ArraySlice<UInt8> { Array(value.readableBytesView).prefix { $0 != 0x20 } }
}
