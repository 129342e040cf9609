/// One thing that is known of an item.
package struct ItemFact: Sendable {
    package enum Value: Sendable, Equatable {
        case number(Int64)
        case count(UInt64)
        case flag(Bool)
        case text(String)
        case lines([String])
        /// It is known that there is none.
        case none
        /// In JSON it is told in another place.
        case elsewhere
    }

    /// What it is called in JSON and for programs.
    package let name: String
    /// What people call it.
    package let title: String
    package let value: Value
    /// For people, a line or more.
    package let lines: [String]
    /// For programs that read lines; `nil` if they read it elsewhere.
    package let plain: String?

    init(_ name: String, title: String, _ value: Value, plain: String? = nil, _ lines: [String]) {
        self.name = name
        self.title = title
        self.value = value
        self.lines = lines
        self.plain = plain ?? value.plain
    }

    init(_ name: String, title: String, _ value: Value, plain: String? = nil, _ line: String) {
        self.init(name, title: title, value, plain: plain, [line])
    }
}

extension ItemFact.Value {
    fileprivate var plain: String? {
        switch self {
        case .number(let number): "\(number)"
        case .count(let number): "\(number)"
        case .flag(let isSo): isSo ? "yes" : "no"
        case .text(let text): text
        case .none: "-1"
        case .lines, .elsewhere: nil
        }
    }
}
