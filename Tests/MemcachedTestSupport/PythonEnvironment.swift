import Foundation

/// Python with packages of PyPI, in an environment of its own beside the tests' program.
package enum PythonEnvironment {
    /// The Python that has these packages, each with its version; `nil` where PyPI cannot be reached.
    package static func python(with packages: [String], importing modules: [String]) -> String? {
        let name = packages.map { $0.replacingOccurrences(of: "==", with: "-") }.joined(separator: "-")
        let folder = URL(fileURLWithPath: Shell.program).deletingLastPathComponent().appendingPathComponent(name).path
        let python = "\(folder)/bin/python"
        // Behind a proxy or with an index of its own, pip is told so by the environment.
        let environment = ProcessInfo.processInfo.environment
        func runs(_ program: String, _ arguments: [String]) -> Bool {
            (try? Shell.run(program, arguments, environment: environment))?.status == 0
        }
        let imports = "import " + modules.joined(separator: ", ")
        if runs(python, ["-c", imports]) { return python }
        // What is compiled elsewhere need not be compiled here.
        guard let system = Child.find("python3"), runs(system, ["-m", "venv", folder]),
            runs(python, ["-m", "pip", "install", "--quiet", "--only-binary", ":all:"] + packages)
                || runs(python, ["-m", "pip", "install", "--quiet"] + packages)
        else { return nil }
        return python
    }
}
