/// Why a cluster cannot be read from a configuration. Fit for a terminal.
package struct ClusterFileError: Error, Equatable, Sendable {
    /// From 1; `nil` where the whole file is meant.
    package let line: Int?
    package let message: String

    package init(line: Int?, _ message: String) {
        self.line = line
        self.message = message
    }
}

extension ClusterFileError: CustomStringConvertible {
    package var description: String { line.map { "line \($0): \(message)" } ?? message }
}
