import Testing

@Suite("Layering")
struct LayeringTests {
    @Test("every folder of Sources is a row of the module table, and every row points only upwards")
    func table() throws {
        expectNone(
            try SourceTree.folders(in: "Sources").filter { !ModuleTable.modules.contains($0) },
            "Give each new module its place in the module table:")
        for (index, row) in ModuleTable.rows.enumerated() {
            let above = Set(ModuleTable.rows[..<index].map(\.module))
            #expect(row.mayImport.isSubset(of: above), "\(row.module) would import a module below it.")
        }
    }

    @Test("a module imports only what the module table lets it import")
    func imports() {
        let places = SourceTree.sources.files.flatMap { file -> [String] in
            guard let row = ModuleTable.row(file.target) else { return [] }
            return file.imports.filter { ModuleTable.modules.contains($0.text) && !row.mayImport.contains($0.text) }
                .map { "\(file.path):\($0.line): \(row.module) may not import \($0.text)" }
        }
        expectNone(places, "Move the code to where it belongs, or hand in what it needs:")
    }

    @Test("a library that has an owner is imported only by its owner")
    func owners() {
        let places = SourceTree.sources.files.flatMap { file in
            file.imports.compactMap { found -> String? in
                guard let owners = ModuleTable.owners[found.text], !owners.contains(file.target) else { return nil }
                return "\(file.path):\(found.line): \(found.text) belongs to \(owners.sorted().joined(separator: ", "))"
            }
        }
        expectNone(places, "Ask the owning module instead:")
    }

    @Test("only SyncStore speaks SQL")
    func statements() {
        let places = SourceTree.sources.files.filter { !ModuleTable.speaksSQL.contains($0.target) }.flatMap { file in
            file.text.strings.filter { isStatement($0.text) }
                .map { "\(file.path):\($0.line): \($0.text.prefix(60))" }
        }
        expectNone(places, "Give SyncStore a verb or a query for it:")
    }

    @Test(
        "a statement of SQL is told from other text",
        arguments: [
            ("SELECT id FROM message", true), ("INSERT OR IGNORE INTO x VALUES (1)", true),
            ("UPDATE delivery SET state = ?", true), ("DELETE FROM x", true), ("PRAGMA data_version", true),
            ("Select an item from the list", false), ("UPDATED FROM", false), ("DELETE the row", false),
        ])
    func telling(text: String, isSQL: Bool) {
        #expect(isStatement(text) == isSQL)
    }

    private func isStatement(_ text: String) -> Bool {
        let words = Set(text.utf8.split { !($0 >= 0x41 && $0 <= 0x5A) && $0 != 0x5F }.compactMap { String($0) })
        let signs: [Set<String>] = [
            ["SELECT", "FROM"], ["INSERT", "INTO"], ["UPDATE", "SET"], ["DELETE", "FROM"], ["CREATE", "TABLE"],
            ["PRAGMA"],
        ]
        return signs.contains { $0.isSubset(of: words) }
    }
}
