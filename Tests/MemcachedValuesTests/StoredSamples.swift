@testable import MemcachedValues

/// Values to be stored as a client would, with how each language prints what its client reads back.
struct StoredSamples {
    let value: TypedValue
    let ruby: String
    let perl: String

    static let all: [StoredSamples] = {
        [
            StoredSamples(value: .integer("42"), ruby: "42", perl: #""42""#),
            StoredSamples(value: .integer("0"), ruby: "0", perl: #""0""#),
            StoredSamples(value: .integer("-129"), ruby: "-129", perl: #""-129""#),
            StoredSamples(value: .integer("1073741823"), ruby: "1073741823", perl: #""1073741823""#),
            StoredSamples(value: .integer("1073741824"), ruby: "1073741824", perl: #""1073741824""#),
            StoredSamples(value: .integer("-1073741825"), ruby: "-1073741825", perl: #""-1073741825""#),
            StoredSamples(
                value: .integer("-1180591620717411303424"),
                ruby: "-1180591620717411303424",
                perl: #""-1180591620717411303424""#
            ),
            StoredSamples(value: .float(1.5), ruby: "1.5", perl: #""1.5""#),
            StoredSamples(value: .float(100), ruby: "100.0", perl: #""100""#),
            StoredSamples(value: .float(1e100), ruby: "1.0e+100", perl: #""1e+100""#),
            StoredSamples(value: .float(-0.00001), ruby: "-1.0e-05", perl: #""-1e-05""#),
            StoredSamples(value: .bool(true), ruby: "true", perl: #""1""#),
            StoredSamples(value: .bool(false), ruby: "false", perl: #""""#),
            StoredSamples(value: .text(Array("héllo".utf8)), ruby: "\"héllo\"", perl: #""h\303\251llo""#),
            StoredSamples(value: .text([]), ruby: "\"\"", perl: #""""#),
            StoredSamples(value: .bytes([0, 0xff]), ruby: #""\x00\xFF""#, perl: #""\0\377""#),
            StoredSamples(
                value: json(
                    #"[null,true,{"a":1,"b":[2.5,2.5,1e200,1e200]},{"a":"ü","b":1099511627776}]"#
                ),
                ruby: #"[nil, true, {"a"=>1, "b"=>[2.5, 2.5, 1.0e+200, 1.0e+200]}, {"a"=>"ü", "b"=>1099511627776}]"#,
                perl:
                    ##"[undef, "1", {"a" => 1, "b" => ["2.5", "2.5", "1e+200", "1e+200"]}, {"a" => "ü", "b" => "1099511627776"}]"##
            ),
            StoredSamples(
                value: json(#"[{"a":2.5,"b":{"c":1,"c":[2.5]},"\u0061":[1e200,2.5]},{"b":1,"b":"a"}]"#),
                ruby: #"[{"a"=>[1.0e+200, 2.5], "b"=>{"c"=>[2.5]}}, {"b"=>"a"}]"#,
                perl: ##"[{"a" => ["1e+200", "2.5"], "b" => {"c" => ["2.5"]}}, {"b" => "a"}]"##
            ),
            StoredSamples(value: json("-0"), ruby: "0", perl: #""0""#),
            StoredSamples(value: json("[-0]"), ruby: "[0]", perl: "[0]"),
            StoredSamples(value: json("{}"), ruby: "{}", perl: "{}"),
        ]
    }()

    private static func json(_ text: String) -> TypedValue {
        do {
            return try TypedValue(json: Array(text.utf8))
        } catch {
            preconditionFailure("\(error)")
        }
    }
}
