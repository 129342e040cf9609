/// Names of files as they are typed.
package enum TildePath {
    /// The path that is meant: `~` at the start of a word is a person's folder, as in other shells; unlike there also
    /// within quotes, which Tab puts around a name with a blank. `home` knows the folder of somebody by their name, and of
    /// whoever types by an empty one.
    package static func expanded(_ word: Token, home: (String) -> String?) -> String {
        let path = word.string
        guard path.hasPrefix("~") else { return path }
        let name = path.dropFirst().prefix { $0 != "/" }
        guard let folder = home(String(name)) else { return path }
        return folder + path.dropFirst(name.count + 1)
    }
}
