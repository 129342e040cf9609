@testable import Memcached
import NIOCore
import Testing

/// The list of a server's keys, whole and in pieces.
@Suite struct KeyDumpTests {
    static func read(_ text: String, pieces: Int) -> (keys: [String], ending: KeyDump.Ending?, odd: Int) {
        var dump = KeyDump()
        var keys: [String] = []
        var ending: KeyDump.Ending?
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty, ending == nil {
            let piece = rest.prefix(pieces)
            rest = rest.dropFirst(pieces)
            ending = dump.received(ByteBuffer(bytes: piece).readableBytesView) { key in
                keys.append(String(decoding: key.array, as: UTF8.self))
            }
        }
        return (keys, ending, dump.oddLines)
    }

    @Test(arguments: [1, 2, 7, 1000])
    func oldAndNewServers(pieces: Int) {
        let old =
            "key=a%20b exp=-1 la=1700000000 cas=1 fetch=no cls=1 size=60\nkey=k%C3%A9 exp=1 la=1 cas=2 size=6\nEND\r\n"
        let result = Self.read(old, pieces: pieces)
        #expect(result.keys == ["a b", "ké"] && result.ending == .complete && result.odd == 0)
        let new = "OK\r\nkey=x exp=-1 la=1 cas=1 fetch=no cls=1 size=60 flags=7 \nEND\r\n"
        #expect(Self.read(new, pieces: pieces).keys == ["x"])
    }

    @Test(arguments: [1, 1000])
    func refusals(pieces: Int) {
        for words in ["BUSY currently processing crawler request", "ERROR", "ERROR metadump not allowed"] {
            #expect(Self.read("\(words)\r\n", pieces: pieces).ending == .refused(Array(words.utf8)))
        }
        // In the middle: what came before stands, and the end is told.
        let cut = Self.read("key=a x\nERROR locked try again later\r\n", pieces: pieces)
        #expect(cut.keys == ["a"] && cut.ending == .refused(Array("ERROR locked try again later".utf8)))
    }

    @Test func rubbishIsCountedAndNothingGrows() {
        let result = Self.read("key=%zz exp=x\nkey=%4 \n\nrubbish\nkey=\nkey=ok exp=-1\nEND\r\n", pieces: 1000)
        #expect(result.keys == ["ok"] && result.ending == .complete && result.odd == 4)
        #expect(Self.read(String(repeating: "x", count: 10_000), pieces: 100).ending == .violation)
    }
}

@Suite struct ClusterNodesTests {
    static func nodes(_ text: String) -> ClusterNodes? { ClusterNodes(reply: Array(text.utf8)) }

    @Test func asAmazonTellsThem() throws {
        let text = "CONFIG cluster 0 147\r\n12\nn1.example|10.82.235.120|11211 n2.example||11212\n\r\nEND\r\n"
        let nodes = try #require(Self.nodes(text))
        #expect(nodes.version == 12)
        #expect(nodes.servers.map(\.description) == ["n1.example:11211", "n2.example:11212"])
        #expect(nodes.servers.map(\.numericHost) == ["10.82.235.120", nil])
        let old = Self.nodes("VALUE AmazonElastiCache:cluster 0 20\r\n1\n|127.0.0.1|11211\n\r\nEND\r\n")
        #expect(old?.servers.map(\.description) == ["127.0.0.1:11211"])
    }

    @Test(arguments: [
        "", "ERROR\r\n", "END\r\n", "CONFIG cluster 0 5\r\n", "CONFIG cluster 0 5\r\n1\n\n\r\nEND\r\n",
        "CONFIG cluster 0 5\r\nx\na||1\n\r\nEND\r\n", "CONFIG cluster 0 5\r\n1\na|b|1\n\r\nEND\r\n",
        "CONFIG cluster 0 5\r\n1\na||0\n\r\nEND\r\n", "CONFIG cluster 0 5\r\n1\na||99999\n\r\nEND\r\n",
        "CONFIG cluster 0 5\r\n1\na||1 a||1\n\r\nEND\r\n", "CONFIG cluster 0 5\r\n1\na||1\n\r\n",
        "CONFIG cluster 0 5\r\n1\na\u{1b}[2J||1\n\r\nEND\r\n", "CONFIG cluster 0 5\r\n1\n|||1\n\r\nEND\r\n",
        "CONFIG cluster 0 5\r\n-1\na||1\n\r\nEND\r\n",
    ])
    func whatIsOddIsNoList(text: String) {
        #expect(Self.nodes(text) == nil)
    }
}
