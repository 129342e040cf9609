/// Everybody who may say something about the settings, before any of it is weighed.
package struct SettingSources {
    /// A word of the command line.
    package struct Given {
        package let setting: ShellSetting
        package let text: String
        /// As it is typed.
        package let option: String

        package init(_ setting: ShellSetting, _ text: String, option: String? = nil) {
            self.setting = setting
            self.text = text
            self.option = option ?? setting.optionName
        }
    }

    /// What became of the settings file.
    package enum File {
        /// There is none, or none is to be read.
        case none
        case read(SettingsFile)
        case unreadable(SettingsFault)
    }

    package var file = File.none
    /// The file for messages; where it would be, if there is none.
    package var fileName = ""
    /// The folder that a path in the file begins in.
    package var folder = ""
    package var home: String?
    /// The cluster that was asked for by its name, and who did so: `--profile`, or a variable.
    package var profile: (name: String, origin: SettingOrigin)?
    /// The text of a variable; `nil` for one that is not set, or empty.
    package var variable: (String) -> String? = { _ in nil }
    package var commandLine: [Given] = []
    /// What depends on where the shell runs.
    package var standards: [(setting: ShellSetting, text: String)] = []
    /// Whether somebody is there to read what is wrong with the file; else it is followed as a whole, or not at all.
    package var isForgiving = false

    package init() {}
}
