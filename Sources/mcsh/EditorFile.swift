import CLibEdit
import Glibc

/// The user's own `~/.editrc`, by libedit's rules.
///
/// It is read here because `bind -v` and `bind -e` take all keys back, ours too: these have to be bound again before the
/// lines behind it are followed. libedit itself reads the file only where a call exists that Linux does not have.
enum EditorFile {
    static func follow(_ editor: OpaquePointer, _ keys: KeyReader) {
        guard let path, let text = contents(of: path), let words = tok_init(nil) else { return }
        defer { tok_end(words) }
        for line in text.split(separator: "\n") where line.first(where: { $0 != " " && $0 != "\t" }) != "#" {
            var count: CInt = 0
            var arguments: UnsafeMutablePointer<UnsafePointer<CChar>?>?
            tok_reset(words)
            guard tok_str(words, String(line), &count, &arguments) == 0, count > 0, let arguments else { continue }
            el_parse(editor, count, arguments)
            let given = (0..<Int(count)).map { arguments[$0].map { String(cString: $0) } ?? "" }
            guard given[0] == "bind" || given[0].hasSuffix(":bind") else { continue }
            if given.contains("-v") || given.contains("-e") { EditorBindings.bind(editor) }
            for word in given.dropFirst() {
                if let sequence = sequence(word) { keys.ownSequences.insert(sequence) }
            }
        }
    }

    private static var path: String? {
        if let path = getenv("EDITRC") { return String(cString: path) }
        guard let home = getenv("HOME") else { return nil }
        return String(cString: home) + "/.editrc"
    }

    /// A plain file of a sensible size.
    private static func contents(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size < 1 << 20 else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = read(file, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    /// What follows the escape character of a key as it is written in the file.
    private static func sequence(_ word: String) -> [UInt8]? {
        for sign in ["\\e", "^[", "\\033", "\\E"] where word.hasPrefix(sign) && word.utf8.count > sign.utf8.count + 1 {
            return Array(word.utf8.dropFirst(sign.utf8.count))
        }
        return nil
    }
}
