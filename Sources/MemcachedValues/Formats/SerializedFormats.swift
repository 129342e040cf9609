/// The formats that are known. To add one, add a line.
package enum SerializedFormats {
    /// Those that begin with bytes which hardly anything else begins with, for values whose flags say nothing.
    static let marked: [any SerializedFormat] = [
        IgbinaryFormat(),
        PickleFormat(isMarked: true),
        MarshalFormat(),
        JavaSerializationFormat(),
        StorableFormat(),
    ]

    /// All of them.
    package static let all: [any SerializedFormat] =
        marked + [PickleFormat(), PHPSerializeFormat(), MessagePackFormat(), JSONFormat()]
}
