import Glibc
import Memcached
import MemcachedShell

/// What the line editor is told while somebody types: the pure parts of `Assist`, with what this session knows.
final class Assistant {
    var binder: Binder
    var servers: [ServerAddress]
    var keys = KnownKeys()
    /// The lines of this statement that were entered already.
    var before: [UInt8] = []
    var givesHints = true
    private let sampler: KeySampler

    init(binder: Binder, servers: [ServerAddress], sampler: KeySampler) {
        self.binder = binder
        self.servers = servers
        self.sampler = sampler
    }

    func hint(_ line: [UInt8], cursor: Int) -> Hint? {
        guard let hint = Hint.of(before + line, cursor: before.count + cursor, binder: binder) else { return nil }
        // Where a key is wanted, Tab may soon be asked for one.
        if hint.wantsKey { sampler.start() }
        guard givesHints, !hint.text.isEmpty else { return nil }
        return hint.moved(by: before.count)
    }

    /// Whether a line that was pasted does not wait for somebody to press Enter.
    func runsByItself(_ line: String) -> Bool { PastedLine.runsByItself(before + Array(line.utf8), binder: binder) }

    /// What Tab offers. A sample of keys that is on its way is waited for, once and a moment.
    func completion(_ line: [UInt8], cursor: Int) -> Completion.Result {
        takeSample()
        let result = complete(line, cursor: cursor)
        guard result.wantsKeys else { return result }
        sampler.start()
        sampler.waitOnce(milliseconds: 100)
        return takeSample() ? complete(line, cursor: cursor) : result
    }

    private func complete(_ line: [UInt8], cursor: Int) -> Completion.Result {
        let keys = keys
        let knowledge = Completion.Knowledge(
            servers: servers,
            keys: { keys.matches($0, limit: $1) },
            files: Assistant.files
        )
        let result = Completion.result(for: before + line, cursor: before.count + cursor, knowing: knowledge)
        return result.moved(by: before.count)
    }

    @discardableResult
    private func takeSample() -> Bool {
        guard let sample = sampler.take() else { return false }
        keys.replaceSample(sample)
        return true
    }

    /// What lies in a folder.
    private static func files(in folder: String) -> [(name: String, isFolder: Bool)] {
        var path = folder.isEmpty ? "." : folder
        if path.hasPrefix("~/"), let home = getenv("HOME") { path = String(cString: home) + path.dropFirst(1) }
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var files: [(name: String, isFolder: Bool)] = []
        // A folder with more is none that somebody picks a file from by its name.
        while files.count < 20_000, let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." { continue }
            var isFolder = entry.pointee.d_type == UInt8(DT_DIR)
            if entry.pointee.d_type == UInt8(DT_LNK) || entry.pointee.d_type == UInt8(DT_UNKNOWN) {
                var status = stat()
                isFolder = stat(path + "/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
            }
            files.append((name, isFolder))
        }
        return files
    }
}
