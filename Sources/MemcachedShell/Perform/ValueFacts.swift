import Memcached
import MemcachedValues
import NIOCore

extension ItemFact {
    /// What there is to say of an item's bytes and flags.
    static func facts(of item: PeekedItem) -> [ItemFact] {
        let bytes = Array(item.value.readableBytesView)
        let meaning = Interpreter().meaning(flags: item.flags, bytes: bytes)
        let display = ValueDisplay(style: Style(hasColor: false), view: .auto, width: longestExcerpt, isBrief: true)
        let shown = display.shown(item.value, flags: item.flags)
        var body: [UInt8] = []
        let rest = display.writer.append(shown.body, to: &body)
        let excerpt = String(decoding: body, as: UTF8.self) + (rest.map { "  (\($0))" } ?? "")
        let lines = [shown.note, shown.warning].compactMap { $0 } + [excerpt]
        var facts = [
            ItemFact("value", title: "value", .elsewhere, plain: lines.joined(separator: " · "), lines),
            ItemFact("type", title: "", .text(meaning.typeWord), []),
            ItemFact("flags", title: "flags", .elsewhere, plain: "\(item.flags)", words(item.flags, meaning)),
        ]
        let readings = item.flags == 0 ? [] : self.readings(item.flags, bytes)
        if !readings.isEmpty { facts.append(ItemFact("readings", title: "read by", .lines(readings), readings)) }
        return facts
    }

    /// In columns.
    private static let longestExcerpt = 60

    /// The number, in decimal and in bits where those say more, and whose meaning it has.
    private static func words(_ flags: UInt32, _ meaning: Meaning) -> String {
        if flags == 0 { return "0" }
        let number = flags < 10 ? "\(flags)" : "\(flags) (0x\(String(flags, radix: 16)))"
        guard !meaning.clients.isEmpty else {
            return "\(number), of no known client"
        }
        return number
    }

    /// What each client's programs would read.
    private static func readings(_ flags: UInt32, _ bytes: [UInt8]) -> [String] {
        Readings(flags: flags, bytes: bytes).groups.map { group in
            let names = group.clients.map(\.title).joined(separator: ", ")
            return group.text.map { "\($0): \(names)" } ?? "not read, or misread: \(names)"
        }
    }
}
