import Foundation
import MemcachedTestSupport
import Testing

/// What a person sees: the built program in a terminal emulator. A topic is a file `Tests/Screens/test_TOPIC.py`, which is
/// found by its name.
@Suite(.serialized) struct ScreenTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Screens").path

    private static let topics: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.filter { $0.hasPrefix("test_") && $0.hasSuffix(".py") }.map { String($0.dropLast(3)) }.sorted()
    }()

    /// Fixed versions: an emulator that shows something else is not to be a surprise.
    private static let python = PythonEnvironment.python(
        with: ["pexpect==4.9.0", "ptyprocess==0.7.0", "pyte==0.8.2", "wcwidth==0.2.13"],
        importing: ["pexpect", "pyte"]
    )

    /// Whether there is something to test with. Where it would only be left out unseen, it is not left out.
    private static let isWanted = python != nil || ProcessInfo.processInfo.environment["CI"] != nil

    @Test(.enabled(if: isWanted, "PyPI cannot be reached, from which the terminal emulator comes"), arguments: topics)
    func screens(topic: String) throws {
        let python = try #require(Self.python)
        let result = try Shell.run(
            python,
            ["-m", "unittest", topic],
            environment: [
                "MCSH_TEST_PROGRAM": Shell.program, "PYTHONPATH": Self.folder, "PYTHONDONTWRITEBYTECODE": "1",
            ]
        )
        #expect(result.status == 0, "\(result.errors.suffix(6000))")
    }
}
