// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("ImmutableWeakCaptures"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

extension Target.Dependency {
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras = product(name: "CryptoExtras", package: "swift-crypto")
    static let deque = product(name: "DequeModule", package: "swift-collections")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let grdbSQLite = product(name: "GRDBSQLite", package: "GRDB.swift")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let logging = product(name: "Logging", package: "swift-log")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let nioTLS = product(name: "NIOTLS", package: "swift-nio")
    static let nioTestUtils = product(name: "NIOTestUtils", package: "swift-nio")
    static let yams = product(name: "Yams", package: "Yams")
}

/// One module of the table in the architecture page: `Sources/<name>`, with its tests in `Tests/<name>Tests`.
func module(
    _ name: String,
    _ dependencies: [Target.Dependency] = [],
    tests testDependencies: [Target.Dependency] = [],
    resources: [Resource]? = nil
) -> [Target] {
    [
        .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict),
        .testTarget(
            name: "\(name)Tests",
            dependencies: [.target(name: name)] + dependencies + testDependencies,
            swiftSettings: strict
        ),
    ]
}

let themes = ["dark", "light", "high-contrast", "color-blind", "monochrome", "green-screen"]

let package = Package(
    name: "tallyward",
    products: [
        .executable(name: "tallyward", targets: ["tallyward"]),
        .library(name: "HL7v2", targets: ["HL7v2"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .systemLibrary(name: "CAllocator"),
        .systemLibrary(name: "CNCurses", providers: [.apt(["libncursesw5-dev"])]),
    ]
        + module("HL7v2")
        + module("X12")
        + module("JSONText")
        + module("Signatures", ["JSONText", .crypto, .cryptoExtras])
        + module("Measures")
        + module("DeviceIdentifiers")
        + module("SyncModel", ["Measures"])
        + module("Catalog", ["JSONText", "Measures", "SyncModel", "X12", .yams], resources: [.embedInCode("Samples")])
        + module("SyncStore", ["Measures", "SyncModel", .crypto, .grdb, .grdbSQLite])
        + module("Control", ["SyncModel", .nioCore, .nioPosix])
        + module(
            "SyncEngine",
            ["Measures", "SyncModel", "SyncStore", "Control", "Catalog", .crypto, .deque, .lifecycle, .logging],
            tests: [.grdb])
        + module(
            "Inbound",
            [
                "JSONText", "Signatures", "Measures", "DeviceIdentifiers", "SyncModel", "Catalog", "SyncEngine",
                "HL7v2", "X12", .crypto, .logging, .nioCore, .nioHTTP1, .nioPosix, .nioSSL, .nioTLS,
            ],
            tests: ["SyncStore", .cryptoExtras, .nioEmbedded, .nioTestUtils])
        + module(
            "Outbound",
            [
                "JSONText", "Signatures", "Measures", "SyncModel", "Catalog", "SyncEngine", "HL7v2", .asyncHTTPClient,
                .crypto, .nioCore, .nioHTTP1, .nioPosix, .nioSSL, .nioTLS,
            ],
            tests: ["Inbound", "Simulator", .cryptoExtras, .logging])
        + module(
            "Terminal", ["CNCurses", .yams],
            resources: themes.map { .embedInCode("../../Themes/\($0).yaml") })
        + module("Console", ["Measures", "SyncModel", "Terminal", "SyncStore", "Control", "Catalog", "X12"])
        + module("Simulator", ["HL7v2", "Measures", "SyncModel", .hummingbird, .logging, .nioCore, .nioPosix])
        + [
            .executableTarget(
                name: "tallyward",
                dependencies: [
                    "CAllocator", "HL7v2", "JSONText", "Measures", "SyncModel", "Catalog", "SyncStore", "Control",
                    "SyncEngine",
                    "Inbound",
                    "Outbound", "Signatures", "Terminal", "Console", "Simulator", .argumentParser,
                    .lifecycle, .logging, .nioCore, .nioPosix, .unixSignals,
                ],
                swiftSettings: strict
            ),
            .executableTarget(
                name: "tallyward-bench",
                dependencies: [
                    "HL7v2", "Measures", "SyncModel", "Catalog", "SyncStore", "Control", "SyncEngine", "Inbound",
                    "Outbound", "Terminal", "Console", .argumentParser, .grdbSQLite, .logging, .nioCore, .nioHTTP1,
                    .nioPosix,
                ],
                swiftSettings: strict
            ),
            .testTarget(
                name: "tallywardTests",
                dependencies: [
                    "tallyward", "Catalog", "Control", "JSONText", "SyncModel", "SyncStore", "Terminal",
                    .argumentParser, .logging,
                ],
                swiftSettings: strict),
            .testTarget(name: "TidyTests", swiftSettings: strict),
        ],
    swiftLanguageModes: [.v6]
)
