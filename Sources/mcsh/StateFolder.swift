import Glibc

/// Where programs keep what is to last but is no setting, by the rules of the XDG base directories.
enum StateFolder {
    /// `nil` if there is no home.
    static func path(_ environment: Environment) -> String? {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return "\(state)/mcsh" }
        guard let home = environment["HOME"] ?? homeFromUserDatabase(), home.hasPrefix("/") else { return nil }
        return "\(home)/.local/state/mcsh"
    }

    /// Makes a folder, with those that it lies in.
    static func make(_ path: String) {
        for (index, byte) in path.utf8.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
            mkdir(String(decoding: path.utf8.prefix(index), as: UTF8.self), 0o700)
        }
        mkdir(path, 0o700)
    }

    private static func homeFromUserDatabase() -> String? {
        guard let entry = getpwuid(getuid()), let home = entry.pointee.pw_dir else { return nil }
        return String(cString: home)
    }
}
