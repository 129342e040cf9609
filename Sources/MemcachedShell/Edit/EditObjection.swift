import MemcachedValues

/// What an application would say of a value that was edited: a length that no longer fits what it counts makes a whole
/// serialized value unreadable, and some clients then take their server for dead.
struct EditObjection: Sendable {
    private let interpreter: Interpreter
    private let flags: UInt32
    private let before: Meaning
    private let wasJSON: Bool

    /// An objection to whatever is not any more what it meant before to this interpreter.
    init(_ interpreter: Interpreter, before: Meaning) {
        self.interpreter = interpreter
        self.before = before
        flags = before.flags
        wasJSON = before.json(limits: interpreter.limits) != nil
    }

    /// Why what is to be stored is not any longer what it was; `nil` if it still is, or never was anything else than text.
    func reason(against stored: [UInt8]) -> String? {
        guard before.fault == nil else { return nil }
        let after = interpreter.meaning(flags: flags, bytes: stored)
        if wasJSON {
            guard case .text(let text) = after.content else { return "it is no JSON any more" }
            do throws(DecodingFault) {
                _ = try JSONFormat().decode(text, limits: interpreter.limits)
                return nil
            } catch {
                return error.isLimit ? nil : "it is no JSON any more: \(error)"
            }
        }
        guard case .tree = before.content else { return nil }
        let what = before.format ?? before.typeWord
        if let fault = after.fault, fault.isLimit { return nil }
        if let fault = after.fault { return "it is no \(what) any more: \(fault)" }
        guard case .tree = after.content, after.format == before.format else { return "it is no \(what) any more" }
        return nil
    }
}
