@testable import MemcachedValues
import Testing

struct PrintableScalarTests {
    /// The short cut for common blocks says what Unicode's tables say.
    @Test func theShortCutIsRight() {
        for value in UInt32(0x80)...0x1ffff {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let isPrintable: Bool
            switch scalar.properties.generalCategory {
            case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                isPrintable = false
            case .format: isPrintable = value == 0x200c || value == 0x200d
            default: isPrintable = true
            }
            if scalar.isPrintable != isPrintable { Issue.record("U+\(String(value, radix: 16))") }
        }
    }
}
