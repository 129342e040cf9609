import CLibEdit
import Glibc

/// What keys do, beside what libedit lets them do.
enum EditorBindings {
    private typealias Function = @convention(c) (OpaquePointer?, CInt) -> UInt8

    private static let functions: [(name: String, help: String, function: Function)] = [
        ("mcsh-enter", "enter the line", { editor, _ in line(editor)?.enter() ?? UInt8(CC_ERROR) }),
        ("mcsh-paste", "take in a paste", { editor, _ in line(editor)?.paste() ?? UInt8(CC_ERROR) }),
        ("mcsh-clear", "clear the screen", { editor, _ in line(editor)?.clear() ?? UInt8(CC_ERROR) }),
        (
            "mcsh-complete", "complete a word",
            { editor, _ in line(editor)?.complete(backwards: false) ?? UInt8(CC_ERROR) }
        ),
        (
            "mcsh-complete-back", "the completion before",
            { editor, _ in line(editor)?.complete(backwards: true) ?? UInt8(CC_ERROR) }
        ),
        (
            "mcsh-older", "the line before that begins so",
            { editor, _ in line(editor)?.goThroughHistory(older: true) ?? UInt8(CC_ERROR) }
        ),
        (
            "mcsh-newer", "the next line that begins so",
            { editor, _ in line(editor)?.goThroughHistory(older: false) ?? UInt8(CC_ERROR) }
        ),
        ("mcsh-right", "a character to the right", { editor, _ in line(editor)?.goRight() ?? UInt8(CC_ERROR) }),
        ("mcsh-search", "search the history", { editor, _ in line(editor)?.search() ?? UInt8(CC_ERROR) }),
        ("mcsh-edit", "edit the line in EDITOR", { editor, _ in line(editor)?.editOutside() ?? UInt8(CC_ERROR) }),
    ]

    /// In every mode.
    private static let everywhere: [(key: String, command: String)] = [
        ("^M", "mcsh-enter"), ("^J", "mcsh-enter"), ("^I", "mcsh-complete"), ("^R", "mcsh-search"),
        ("^L", "mcsh-clear"), ("^P", "mcsh-older"), ("^N", "mcsh-newer"), ("^X^E", "mcsh-edit"),
    ]
    /// For a vi that is not inserting.
    private static let commands: [(key: String, command: String)] = [
        ("k", "mcsh-older"), ("j", "mcsh-newer"), ("v", "mcsh-edit"),
    ]
    /// Sequences that arrive too slowly to be taken for one.
    private static let slow: [(key: String, command: String)] = [
        ("\\e[A", "mcsh-older"), ("\\e[B", "mcsh-newer"), ("\\eOA", "mcsh-older"), ("\\eOB", "mcsh-newer"),
        ("\\e[1~", "ed-move-to-beg"), ("\\e[4~", "ed-move-to-end"), ("\\e[3~", "ed-delete-next-char"),
    ]

    private static func command(of key: EditorKey) -> String {
        switch key {
        case .up: "mcsh-older"
        case .down: "mcsh-newer"
        case .left: "ed-prev-char"
        case .right: "mcsh-right"
        case .home: "ed-move-to-beg"
        case .end: "ed-move-to-end"
        case .delete: "ed-delete-next-char"
        case .wordLeft: "ed-prev-word"
        case .wordRight: "em-next-word"
        case .backTab: "mcsh-complete-back"
        case .paste: "mcsh-paste"
        }
    }

    static func define(for editor: OpaquePointer) {
        for (name, help, function) in functions { mcsh_el_add_function(editor, name, help, function) }
    }

    /// Whose keys, and ours among them.
    static func choose(_ name: String, for editor: OpaquePointer) {
        mcsh_el_set_editor(editor, name)
        bind(editor)
    }

    static func bind(_ editor: OpaquePointer) {
        let isVi = mcsh_el_is_vi(editor) == 1
        var keys = everywhere
        keys += EditorKey.allCases.map { ("\\" + String($0.rawValue, radix: 8), command(of: $0)) }
        for (key, command) in keys {
            mcsh_el_bind(editor, key, command)
            if isVi { mcsh_el_bind_command(editor, key, command) }
        }
        if isVi {
            for (key, command) in commands { mcsh_el_bind_command(editor, key, command) }
        } else {
            for (key, command) in slow { mcsh_el_bind(editor, key, command) }
        }
    }

    private static func line(_ editor: OpaquePointer?) -> EditedLine? {
        guard let data = mcsh_el_client_data(editor) else { return nil }
        return Unmanaged<EditedLine>.fromOpaque(data).takeUnretainedValue()
    }
}
