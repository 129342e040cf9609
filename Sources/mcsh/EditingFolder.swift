import Glibc

/// A folder of its own for what somebody edits, into which nobody else can look. What editors that ended well leave beside
/// their files goes with it.
struct EditingFolder {
    struct Problem: Error {
        let message: String
    }

    let path: String
    /// What was put into it, by which what others have put there is told from it.
    private var written: [[UInt8]] = []
    /// What is larger is not read; no server would take it.
    static let largest = 1 << 30

    /// Among other temporary files.
    init() throws(Problem) {
        try self.init(in: getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp", named: "mcsh")
    }

    /// Within a folder, under a name that begins so.
    init(in parent: String, named name: String) throws(Problem) {
        var template = Array("\(parent)/\(name)-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Problem(message: String(cString: strerror(errno))) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func path(of name: String) -> String { "\(path)/\(name)" }

    /// A file that only its owner can read.
    mutating func write(_ bytes: [UInt8], to name: String) throws(Problem) {
        written.append(bytes)
        unlink(path(of: name))
        let file = open(path(of: name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Problem(message: String(cString: strerror(errno))) }
        defer { close(file) }
        try EditingFolder.write(bytes, to: file)
    }

    static func write(_ bytes: [UInt8], to file: CInt) throws(Problem) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Problem(message: String(cString: strerror(errno))) }
            rest = rest.dropFirst(count)
        }
    }

    /// What a file holds now.
    func read(_ name: String) throws(Problem) -> [UInt8] {
        // An editor may have left anything under its name.
        let file = open(path(of: name), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw Problem(message: "the editor left no file (\(String(cString: strerror(errno))))") }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= EditingFolder.largest {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw Problem(message: String(cString: strerror(errno))) }
            bytes += chunk.prefix(count)
        }
        throw Problem(message: "what the editor left is larger than \(EditingFolder.largest >> 20) MB")
    }

    /// The files that hold something which was not put there by ``write(_:to:)``: what an editor saved of what was typed.
    func leftovers(except handled: [String]) -> [String] {
        names.filter { name in
            var facts = stat()
            guard !handled.contains(name), lstat(path(of: name), &facts) == 0, facts.st_mode & S_IFMT == S_IFREG,
                facts.st_size > 0
            else { return false }
            let alike = written.filter { $0.count == facts.st_size }
            guard !alike.isEmpty, let bytes = try? read(name) else { return true }
            return !alike.contains(bytes)
        }
    }

    private var names: [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = Glibc.readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// With everything in it; folders that somebody has put there stay.
    func remove() {
        for name in names { unlink(path(of: name)) }
        rmdir(path)
    }
}
