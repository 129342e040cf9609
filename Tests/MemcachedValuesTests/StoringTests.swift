import Testing

@testable import MemcachedValues

/// What a client cannot store as it is meant is refused in words; nothing else is stored in its place.
struct StoringTests {
    private func reason(_ client: any ClientLibrary, _ value: TypedValue) -> String? {
        do throws(DecodingFault) {
            _ = try client.stored(value)
            return nil
        } catch {
            return error.reason
        }
    }

    private func json(_ text: String) throws -> TypedValue {
        try TypedValue(json: Array(text.utf8))
    }

    /// Whoever has a text needs nothing else to store it; how its numbers are spelled does not matter.
    @Test(arguments: ClientLibraries.all.map(\.name))
    func aJSONTextIsAllThatIsNeeded(name: String) throws {
        let client = try #require(ClientLibraries.named(name))
        #expect(reason(client, try json(#" {"a": [1.10, 1E5, -0, true, null], "b": "\u00e9"} "#)) == nil)
        #expect(throws: DecodingFault("there is something behind the value", at: 2)) { try json("1 2") }
    }

    /// Once a String of Java was stored for such a number, and a float of PHP.
    @Test(arguments: ["9223372036854775808", "99999999999999999999"])
    func integersBeyond64Bits(digits: String) throws {
        let java = "Java's Long ends at 9223372036854775807"
        #expect(reason(Spymemcached(), .integer(digits)) == java)
        #expect(
            reason(Spymemcached(), .integer("-9223372036854775809")) == "Java's Long begins at -9223372036854775808"
        )
        for client in [PHPMemcached(), PHPMemcache()] as [any ClientLibrary] {
            let php = "PHP's integers end at 9223372036854775807"
            #expect(reason(client, .integer(digits)) == php)
            #expect(reason(client, try json(digits)) == php)
            #expect(reason(client, try json("{\"a\":[\(digits)]}")) == php)
            #expect(reason(client, try json("[-\(digits)0]")) == "PHP's integers begin at -9223372036854775808")
            #expect(reason(client, try json("[\(digits).0]")) == nil)
        }
        for client in [Dalli(), Pymemcache(), CacheMemcached(), Gomemcache()] as [any ClientLibrary] {
            #expect(reason(client, .integer(digits)) == nil)
            #expect(reason(client, try json("[\(digits)]")) == nil)
        }
    }

    @Test(arguments: ClientLibraries.all.map(\.name))
    func whatIsNoInteger(name: String) throws {
        let client = try #require(ClientLibraries.named(name))
        for text in ["", "-", "+5", "x", "1.5", "0x10", " 1", "--1"] {
            #expect(reason(client, .integer(text)) == "an integer is digits, with or without - before them", "\(text)")
        }
        #expect(try client.stored(.integer("-007")) == client.stored(.integer("-7")))
        #expect(try client.stored(.integer("-0")) == client.stored(.integer("0")))
    }
}
