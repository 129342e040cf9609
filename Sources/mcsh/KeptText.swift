import Glibc

/// What somebody typed and what could not be stored, in a file that only they can read.
enum KeptText {
    /// Where it is kept: beside the history, or where there is no home for that, with other temporary files.
    static func keep(_ bytes: [UInt8], environment: Environment) -> Result<String, EditingFolder.Problem> {
        let folders = [StateFolder.path(environment), environment["TMPDIR"], "/tmp"].compactMap(\.self)
        var problem = "there is no folder for it"
        for folder in folders {
            StateFolder.make(folder)
            var template = Array("\(folder)/edit-XXXXXX.txt".utf8CString)
            let file = mkstemps(&template, 4)
            guard file >= 0 else {
                problem = String(cString: strerror(errno))
                continue
            }
            defer { close(file) }
            let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
            do throws(EditingFolder.Problem) {
                try EditingFolder.write(bytes, to: file)
                return .success(path)
            } catch {
                problem = error.message
                unlink(path)
            }
        }
        return .failure(EditingFolder.Problem(message: problem))
    }
}
