import Glibc
import MemcachedShell

/// Finds the user's settings file, and reads it.
struct SettingsFinder {
    let path: String
    /// Whether somebody named it, so that it has to be there.
    private let isNamed: Bool

    /// `nil` if there is no place for one.
    init?(_ environment: Environment) {
        if let path = environment["MCSH_CONFIG"] {
            // The usual way to have none.
            if path == "/dev/null" { return nil }
            self.path = path
            isNamed = true
            return
        }
        isNamed = false
        if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
            path = "\(folder)/mcsh/config.yaml"
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            path = "\(home)/.config/mcsh/config.yaml"
        } else {
            return nil
        }
    }

    /// Where a path in the file begins.
    var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }

    func read() -> SettingSources.File {
        let text: String
        do throws(SmallFile.Problem) {
            text = try SmallFile.text(of: path, limit: SettingsFile.limit, isPlain: true)
        } catch {
            let isMissing = error.code == ENOENT || error.code == ENOTDIR
            return isMissing && !isNamed ? .none : .unreadable(SettingsFault(unreadable: error.message))
        }
        do throws(SettingsFault) {
            return .read(try SettingsFile(text))
        } catch {
            return .unreadable(error)
        }
    }
}
