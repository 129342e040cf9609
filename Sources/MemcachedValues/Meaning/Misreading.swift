extension ClientLibrary {
    /// What to say of an item that this client's programs would not read as what it is; `nil` if they do.
    package func warning(flags: UInt32, _ meaning: Meaning) -> String? {
        guard flags != 0, meaning.fault == nil, !meaning.clients.contains(where: { $0.name == name }) else {
            return nil
        }
        let mine = Interpreter(client: self).meaning(flags: flags, bytes: meaning.stored)
        if mine.fault != nil { return "\(title) cannot read it, or misreads it" }
        if meaning.packing != nil, mine.packing == nil { return "\(title) would read the packed bytes" }
        return mine.look == meaning.look ? nil : "\(title) would read it as \(mine.typeWord)"
    }
}
