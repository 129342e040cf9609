import Glibc

/// How large a terminal is.
enum TerminalSize {
    /// Columns and rows; `nil` if the descriptor is no terminal. One that does not know is taken for one of the usual
    /// size.
    static func of(_ descriptor: CInt) -> (columns: Int, rows: Int)? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return nil }
        return (size.ws_col == 0 ? 80 : Int(size.ws_col), size.ws_row == 0 ? 24 : Int(size.ws_row))
    }

    static func columns(of descriptor: CInt) -> Int { of(descriptor)?.columns ?? 80 }
}
