/// The modules, lowest first, and what each may import of the others. A module never imports one that stands below it
/// here, `Console` never sees the engine, and only executables (and tests) see the `Simulator`.
enum ModuleTable {
    struct Row: Sendable {
        var module: String
        var mayImport: Set<String>
        var isExecutable = false
    }

    /// Headers of C libraries: nothing of ours to read or to test.
    static let shims: Set = ["CAllocator", "CNCurses"]

    static let rows = [
        Row(module: "CAllocator", mayImport: []),
        Row(module: "CNCurses", mayImport: []),
        Row(module: "HL7v2", mayImport: []),
        Row(module: "X12", mayImport: []),
        Row(module: "JSONText", mayImport: []),
        Row(module: "Signatures", mayImport: ["JSONText"]),
        Row(module: "Measures", mayImport: []),
        Row(module: "DeviceIdentifiers", mayImport: []),
        Row(module: "SyncModel", mayImport: ["Measures"]),
        Row(module: "Catalog", mayImport: ["JSONText", "Measures", "SyncModel", "X12"]),
        Row(module: "SyncStore", mayImport: ["Measures", "SyncModel"]),
        Row(module: "Control", mayImport: ["Measures", "SyncModel"]),
        Row(module: "SyncEngine", mayImport: ["Measures", "SyncModel", "Catalog", "SyncStore", "Control"]),
        Row(module: "Inbound", mayImport: connectors.union(["X12"])),
        Row(module: "Outbound", mayImport: connectors),
        Row(module: "Terminal", mayImport: ["CNCurses"]),
        Row(
            module: "Console",
            mayImport: ["Measures", "SyncModel", "Catalog", "SyncStore", "Control", "Terminal", "X12"]),
        Row(module: "Simulator", mayImport: ["HL7v2", "Measures", "SyncModel"]),
        Row(module: "tallyward-bench", mayImport: libraries, isExecutable: true),
        Row(module: "tallyward", mayImport: libraries, isExecutable: true),
    ]

    /// What stands between the engine and a wire.
    private static let connectors: Set = [
        "JSONText", "Signatures", "Measures", "DeviceIdentifiers", "SyncModel", "Catalog", "SyncEngine", "HL7v2",
    ]

    /// What an executable may put together: everything but the other executables.
    private static let libraries: Set = [
        "CAllocator", "HL7v2", "JSONText", "Signatures", "Measures", "SyncModel", "Catalog", "SyncStore", "Control",
        "SyncEngine",
        "Inbound", "Outbound", "Terminal", "Console", "Simulator",
    ]

    static let modules = Set(rows.map(\.module))
    static let executables = Set(rows.filter(\.isExecutable).map(\.module))

    static func row(_ module: String) -> Row? { rows.first { $0.module == module } }

    /// Libraries with an owner: whoever needs what they do asks the owner. The benchmark measures bare SQLite beside
    /// the engine.
    static let owners: [String: Set<String>] = [
        "GRDB": ["SyncStore"],
        "GRDBSQLite": ["SyncStore", "tallyward-bench"],
        "SQLite3": ["SyncStore", "tallyward-bench"],
        "AsyncHTTPClient": ["Outbound"],
        "Hummingbird": ["Simulator", "Inbound"],
        "NIOSSL": ["Inbound", "Outbound"],
        "Yams": ["Catalog", "Terminal"],
        "ArgumentParser": executables,
    ]

    /// Who may hold statements of SQL.
    static let speaksSQL: Set = ["SyncStore", "tallyward-bench"]
}
