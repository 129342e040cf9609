import Glibc

/// A folder of its own for what somebody edits, into which nobody else can look. What editors leave beside their files goes
/// with it.
struct EditingFolder {
    struct Problem: Error {
        let message: String
    }

    let path: String
    /// What is larger is not read; no server would take it.
    static let largest = 1 << 30

    init() throws(Problem) {
        var template = Array("\(getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp")/mcsh-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Problem(message: String(cString: strerror(errno))) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    func path(of name: String) -> String { "\(path)/\(name)" }

    /// A file that only its owner can read.
    func write(_ bytes: [UInt8], to name: String) throws(Problem) {
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

    /// With everything in it; folders that somebody has put there stay.
    func remove() {
        if let folder = opendir(path) {
            while let entry = Glibc.readdir(folder) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name != ".", name != ".." { unlink(self.path(of: name)) }
            }
            closedir(folder)
        }
        rmdir(path)
    }
}
