import Memcached
import MemcachedTestSupport
import Testing

/// The README's example, as it stands there, but for the servers.
@Suite struct ReadmeTests {
    @Test func theLibrary() async throws {
        let (first, second) = (try MemcachedServer(), try MemcachedServer())
        let servers = [try ServerAddress(parsing: first.address), try ServerAddress(parsing: "\(second.address):2")]
        try await withMemcached(servers) { cache in
            try await cache.set("user:42", to: "Ada", expires: .after(.seconds(300)))
            if let user = try await cache.get("user:42") { #expect(user.string == "Ada") }
            let found = try await cache.get(["a", "b", "c"])
            #expect(found.isEmpty)
            try await cache.set("visits", to: 41)
            let visits = try await cache.increment("visits")
            #expect(visits == 42)

            try await cache.set("cart:7", to: "old")
            let item = try #require(try await cache.gets("cart:7"))
            let token = try #require(item.token)
            switch try await cache.compareAndSet("cart:7", to: "new", token: token) {
            case .stored: break
            case .exists, .notFound: Issue.record("somebody was faster")
            }
        }
        first.stop()
        second.stop()
    }
}
