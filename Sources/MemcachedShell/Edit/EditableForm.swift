import MemcachedValues

/// How values become what a person edits, and how that becomes a value again. What is packed is unpacked here, and packed
/// again on the way back.
package struct EditableForm: Sendable {
    /// A value as it is edited, and the way back.
    package struct Text: Sendable {
        package let bytes: [UInt8]
        /// What is stored for edited bytes, beside the flags that the value had.
        package let value: @Sendable (_ edited: [UInt8]) throws(Failure) -> [UInt8]
        /// Why an application could not read what would be stored, if it can read what is.
        package let objection: @Sendable (_ stored: [UInt8]) -> String?

        package init(
            _ bytes: [UInt8],
            objection: @escaping @Sendable ([UInt8]) -> String? = { _ in nil },
            value: @escaping @Sendable ([UInt8]) throws(Failure) -> [UInt8]
        ) {
            self.bytes = bytes
            self.objection = objection
            self.value = value
        }
    }

    /// By the value and its flags.
    package let text: @Sendable (_ value: [UInt8], _ flags: UInt32) -> Text

    package init(text: @escaping @Sendable ([UInt8], UInt32) -> Text) {
        self.text = text
    }

    /// What a person sees of values: where the stored bytes are shown, those themselves; else what was packed is unpacked,
    /// and packed again in the same way. Which client has packed it is concluded, unless one is named.
    package static func asSeen(_ view: ValueView) -> EditableForm {
        switch view {
        case .raw, .hex, .base64: stored
        case .client(let client): unpacked(Interpreter(client: client))
        case .auto, .json, .text: unpacked(Interpreter())
        }
    }

    private static func unpacked(_ interpreter: Interpreter) -> EditableForm {
        EditableForm { value, flags in
            let meaning = interpreter.meaning(flags: flags, bytes: value)
            let objection = EditObjection(interpreter, before: meaning)
            guard meaning.packing != nil, let bytes = meaning.unpacked else {
                return Text(value, objection: objection.reason) { bytes throws(Failure) in bytes }
            }
            return Text(bytes, objection: objection.reason) { edited throws(Failure) in
                do throws(DecodingFault) {
                    return try meaning.repacked(edited)
                } catch {
                    throw Failure(.usage, "it cannot be packed as it was: \(error)")
                }
            }
        }
    }

    /// The stored bytes themselves.
    package static let stored = EditableForm { value, flags in
        let interpreter = Interpreter()
        let objection = EditObjection(interpreter, before: interpreter.meaning(flags: flags, bytes: value))
        return Text(value, objection: objection.reason) { bytes throws(Failure) in bytes }
    }
}
