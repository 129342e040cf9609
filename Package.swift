// swift-tools-version:6.2
import PackageDescription

// One list of settings for every target, so that no room is built under weaker rules than another.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    // An async function runs where its caller runs: no hop to a thread pool that nobody asked for.
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let package = Package(
    name: "mcsh",
    products: [
        .library(name: "Memcached", targets: ["Memcached"]),
        .library(name: "MemcachedValues", targets: ["MemcachedValues"]),
        .executable(name: "mcsh", targets: ["mcsh"]),
    ],
    dependencies: [
        // Sockets and event loops. Free of Foundation, and at the server's own speed once requests are batched.
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        // The options of the command line; never the statements of the shell, which have a grammar of their own.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        // What a server-side program already logs through; the shell itself logs nothing.
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    ],
    targets: [
        .target(
            name: "Memcached",
            dependencies: [
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        // What client libraries' flags and bytes mean: pure, and of use to others who look into a memcached.
        .target(
            name: "MemcachedValues",
            dependencies: ["CZlib", "CZstd"],
            swiftSettings: settings
        ),
        // What clients pack long values with.
        .systemLibrary(
            name: "CZlib",
            pkgConfig: "zlib",
            providers: [.apt(["zlib1g-dev"])]
        ),
        .systemLibrary(
            name: "CZstd",
            pkgConfig: "libzstd",
            providers: [.apt(["libzstd-dev"])]
        ),
        .target(
            name: "MemcachedShell",
            dependencies: [
                "Memcached",
                "MemcachedValues",
                "CLibYAML",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        // Debian's line editor: history, keys, wide characters, ~/.editrc.
        .systemLibrary(
            name: "CLibEdit",
            pkgConfig: "libedit",
            providers: [.apt(["libedit-dev"])]
        ),
        // The YAML of twemproxy's configurations, and the JSON of mcrouter's, with the line of every word. Yams is this
        // with Foundation around it, which is three times all of mcsh.
        .systemLibrary(
            name: "CLibYAML",
            pkgConfig: "yaml-0.1",
            providers: [.apt(["libyaml-dev"])]
        ),
        // What Swift cannot call by itself: fork, and prctl with its variable arguments.
        .target(name: "CProcess", cSettings: [.treatAllWarnings(as: .error)]),
        .executableTarget(
            name: "mcsh",
            dependencies: [
                "Memcached",
                "MemcachedShell",
                "CLibEdit",
                "CProcess",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings,
            linkerSettings: [
                // Start-up: without position independence the loader has some 400 relocations to do, not 47,000.
                .unsafeFlags(
                    ["-Xlinker", "-no-pie", "-Xlinker", "--gc-sections", "-Xclang-linker", "-static-libgcc"],
                    .when(platforms: [.linux], configuration: .release)
                )
            ]
        ),
        // MARK: Tests

        .target(
            name: "MemcachedTestSupport",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/MemcachedTestSupport",
            exclude: ["Fixtures"],
            // A model of a million statements is to cost the tests seconds, also where all else is built for debugging.
            swiftSettings: settings + [.unsafeFlags(["-O"])]
        ),
        .testTarget(
            name: "MemcachedTests",
            dependencies: [
                "Memcached",
                "MemcachedTestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "MemcachedValuesTests",
            dependencies: ["MemcachedValues", "MemcachedTestSupport"],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "MemcachedShellTests",
            dependencies: [
                "Memcached",
                "MemcachedShell",
                "MemcachedValues",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),
        // The library and the performer against real servers.
        .testTarget(
            name: "ServerTests",
            dependencies: [
                "Memcached",
                "MemcachedShell",
                "MemcachedTestSupport",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: settings
        ),
        // The built program, through pipes and a pseudo-terminal.
        .testTarget(
            name: "ShellTests",
            dependencies: ["mcsh", "MemcachedShell", "MemcachedTestSupport"],
            exclude: ["Fixtures"],
            swiftSettings: settings
        ),
    ]
)

// Benchmarks are built when somebody wants to measure (Scripts/bench), not with everything else.
if Context.environment["MCSH_BENCHMARKS"] != nil {
    package.products += [
        .executable(name: "routing-benchmark", targets: ["RoutingBenchmark"]),
        .executable(name: "library-benchmark", targets: ["LibraryBenchmark"]),
        .executable(name: "script-benchmark", targets: ["ScriptBenchmark"]),
    ]
    package.targets += [
        // Counts how often memory is asked for, in this program only.
        .target(name: "CAllocationCount", path: "Tests/CAllocationCount", cSettings: [.treatAllWarnings(as: .error)]),
        .executableTarget(
            name: "RoutingBenchmark",
            dependencies: ["Memcached", "CAllocationCount"],
            path: "Tests/RoutingBenchmark",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "LibraryBenchmark",
            dependencies: [
                "Memcached",
                "CProcess",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            path: "Tests/LibraryBenchmark",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "ScriptBenchmark",
            dependencies: [
                "Memcached",
                "MemcachedShell",
                "CAllocationCount",
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Tests/ScriptBenchmark",
            swiftSettings: settings
        ),
    ]
}
