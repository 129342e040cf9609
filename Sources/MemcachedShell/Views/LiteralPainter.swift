import MemcachedValues

/// Gives the parts of a literal their colours.
enum LiteralPainter {
    static func append(_ writer: LiteralWriter, style: Style, to output: inout [UInt8]) {
        guard style.hasColor else {
            output += writer.output
            return
        }
        let runs = writer.runs
        for (place, run) in runs.enumerated() {
            let end = place + 1 < runs.count ? runs[place + 1].start : writer.output.count
            let start = style.start(of: look(of: run.role))
            output.append(start)
            output += writer.output[run.start..<end]
            if !start.isEmpty { output.append(Style.end) }
        }
    }

    private static func look(of role: LiteralWriter.Role) -> Look {
        switch role {
        case .plain: .plain
        case .text: .good
        case .number: .number
        case .word: .refused
        case .key: .strong
        case .name: .quiet
        }
    }
}
