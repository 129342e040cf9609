/// The formats that can be told by their bytes alone, for values whose flags say nothing. To add one, add a line.
public enum SerializedFormats {
    /// Those that begin with bytes which hardly anything else begins with.
    static let marked: [any SerializedFormat] = [
        IgbinaryFormat(),
        PickleFormat(isMarked: true),
        MarshalFormat(),
        JavaSerializationFormat(),
        StorableFormat(),
    ]
}
