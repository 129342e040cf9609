package import Foundation

/// The built program, run to its end.
package struct Shell: Sendable {
    /// What a run brought.
    package struct Result: Sendable {
        package let output: Data
        package let errors: String
        package let status: Int32

        package var text: String { String(decoding: output, as: UTF8.self) }
        package var lines: [String] {
            text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
        }
    }

    /// What `MCSH_TEST_PROGRAM` names: the release build, when all tests are run. Else the one beside the tests' own
    /// program.
    package static let program: String = {
        if let path = ProcessInfo.processInfo.environment["MCSH_TEST_PROGRAM"] { return path }
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("mcsh").path
    }()

    /// Runs the program with these arguments and this input, in an environment that holds nothing else of interest.
    package static func run(
        _ arguments: [String],
        input: some Sequence<UInt8> = [UInt8](),
        environment: [String: String] = [:]
    ) throws -> Result {
        try run(program, arguments, input: input, environment: environment)
    }

    /// Runs another program in the same way.
    package static func run(
        _ program: String,
        _ arguments: [String],
        input: some Sequence<UInt8> = [UInt8](),
        environment: [String: String] = [:]
    ) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = Shell.environment.merging(environment) { $1 }
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = stderr
        try process.run()
        // Written and read at the same time: either side may be larger than a pipe holds.
        let writing = DispatchQueue(label: "stdin")
        let bytes = Data(input)
        writing.async {
            try? stdin.fileHandleForWriting.write(contentsOf: bytes)
            try? stdin.fileHandleForWriting.close()
        }
        let errors = Box()
        let reading = DispatchGroup()
        DispatchQueue(label: "stderr").async(group: reading) {
            errors.data = stderr.fileHandleForReading.readDataToEndOfFile()
        }
        let output = stdout.fileHandleForReading.readDataToEndOfFile()
        reading.wait()
        process.waitUntilExit()
        let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
        return Result(output: output, errors: String(decoding: errors.data, as: UTF8.self), status: status)
    }

    /// A script on standard input.
    package static func script(
        _ text: String,
        servers: [String],
        _ arguments: [String] = []
    ) throws -> Result {
        try run(["-s", servers.joined(separator: ",")] + arguments, input: text.utf8)
    }

    package static let environment: [String: String] = {
        var environment = ["LANG": "C.UTF-8", "MCSH_HISTORY": "/dev/null", "HOME": "/nonexistent"]
        for name in ["PATH", "TMPDIR"] { environment[name] = ProcessInfo.processInfo.environment[name] }
        return environment
    }()

    private final class Box: @unchecked Sendable {
        var data = Data()
    }
}
