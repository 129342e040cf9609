/// The classes that Python shows as such, where one is a value: the factory of a `defaultdict`.
enum PythonClasses {
    static let builtIn: Set<String> = Set(
        [
            "int", "float", "complex", "bool", "str", "bytes", "bytearray", "list", "tuple", "dict", "set", "frozenset",
            "range", "slice", "object", "type", "NoneType",
        ].map { "builtins." + $0 }
    )

    static let library: Set<String> = [
        "collections.OrderedDict", "collections.defaultdict", "collections.Counter", "collections.deque",
        "datetime.date", "datetime.time", "datetime.datetime", "datetime.timedelta", "datetime.timezone",
        "decimal.Decimal", "fractions.Fraction", "uuid.UUID", "pathlib.PosixPath", "pathlib.PurePosixPath",
        "pathlib.WindowsPath", "pathlib.PureWindowsPath",
    ]
}
