/// Something in the settings file that cannot be followed. Fit for a terminal.
package struct SettingsFault: Error, Equatable, Sendable {
    /// From 1; `nil` where the whole file is meant.
    package let line: Int?
    /// With the key, by its way from the top: `profiles.prod.timing is ...`.
    package let message: String
    /// Whether it leaves open what may become of data.
    package let concernsData: Bool

    init(line: Int?, _ message: String, concernsData: Bool = false) {
        self.line = line
        self.message = message
        self.concernsData = concernsData
    }

    /// A file that cannot be read at all.
    package init(unreadable reason: String) {
        self.init(line: nil, reason, concernsData: true)
    }

    /// The same with the name of its file.
    package func text(in file: String) -> String {
        (line.map { "\(file):\($0): " } ?? "\(file): ") + message
    }
}
