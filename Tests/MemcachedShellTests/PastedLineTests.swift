import Memcached
import MemcachedShell
import Testing

@Suite struct PastedLineTests {
    @Test(arguments: [
        ("get k", true), ("set k '| sh'", true), ("", true), ("# | sh", true), ("set k v", true), ("delete k", true),
        ("stats", true), ("stats nonsense words", true), ("set k < file", true), ("get k |", true),
        ("get 'k | sh", true),
        ("get k | sh", false), ("get k |sh", true), ("get k > file", false), ("get k >> file", false),
        ("> file get k", false), ("nonsense | sh", false), ("set k < file | sh", false), ("get 'k\n' | sh", false),
        ("flush_all", false), ("FLUSH_ALL 5", false), ("@1 flush_all", false), ("stats reset", false),
        ("raw flush_all", false), ("@1 raw flush_all", false),
    ])
    func whatWaits(line: String, runs: Bool) {
        let binder = Binder(servers: ["10.0.0.1:11211", "10.0.0.2:11211"])
        #expect(PastedLine.runsByItself(Array(line.utf8), binder: binder) == runs)
    }
}
