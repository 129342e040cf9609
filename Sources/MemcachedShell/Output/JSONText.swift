/// A text that is spelled as a JSON string once, and written often.
package struct JSONText: Sendable {
    let bytes: [UInt8]

    package init(_ text: String) {
        bytes = JSONObject.string(Array(text.utf8))
    }
}
