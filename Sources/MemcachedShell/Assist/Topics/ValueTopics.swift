import MemcachedValues

/// What values mean.
extension HelpTopic {
    static var values: String {
        let clients = ClientLibraries.all.map { "  \(Columns.padded($0.name, to: 24))  \($0.language.name)\n" }.joined()
        return """
            memcached keeps bytes, and a number called flags. What they mean is each client
            library's own affair; the shell concludes it from both, and says it in a line
            above the value. It reads, and never runs, what a program has serialized.
              get k --full           all of it; without, two dozen lines
              get k --as json        as JSON, indented; text, hex, base64, raw likewise
              get k --as pylibmc     as this client's programs read it
              :view hex              so from now on, until ':view auto'
              get k --decode         with -o json: its type, and the value as JSON
              inspect k              what each client's programs would read, and all
                                     that the server knows of the item
              set k 42 --like pylibmc --type int
                                     the bytes and flags that pylibmc would store
            plain and raw are the stored bytes, unless a statement says --as.
            The clients:
            \(clients)
            """
    }
}
