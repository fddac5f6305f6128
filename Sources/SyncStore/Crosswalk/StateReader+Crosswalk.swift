import GRDB
public import Measures
public import SyncModel

extension StateReader {
    /// Entries of the crosswalk by kind, source and code. Costs what the crosswalk holds, whatever has been used by it.
    ///
    /// - Parameter after: goes on behind this one.
    public func crosswalkEntries(
        _ filter: CrosswalkFilter = CrosswalkFilter(), after: CrosswalkKey? = nil, limit: Int = 200
    ) throws(StateFileProblem) -> [CrosswalkRow] {
        try read { database in
            var kinds = try (filter.kinds ?? Self.kinds(database))[...]
            if let after { kinds = kinds.drop { $0 != after.kind } }
            var rows: [CrosswalkRow] = []
            for kind in kinds where rows.count < limit {
                let start = after?.kind == kind ? after : nil
                rows += try Self.entries(kind, filter, after: start, limit: limit - rows.count, database)
            }
            return rows
        }
    }

    /// One entry; `nil` where it says nothing at any time.
    public func crosswalkEntry(_ key: CrosswalkKey) throws(StateFileProblem) -> CrosswalkRow? {
        try read { database in
            for sql in [EntrySQL.one(key.kind), EntrySQL.oneDated] {
                let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: key.named)
                if let row { return try CrosswalkRow(row: row, key.kind, database) }
            }
            return nil
        }
    }

    /// The entries that lead to an ERP item: codes, and unit words that hold for it.
    public func crosswalkEntries(ofItem item: String, limit: Int = 50) throws(StateFileProblem) -> [CrosswalkRow] {
        try read { database in
            try Row.fetchAll(database.cachedStatement(sql: EntrySQL.ofItem), arguments: [item, limit])
                .map { try CrosswalkRow(row: $0, .item, database) }
        }
    }

    /// Pack factors by item and unit.
    ///
    /// - Parameter after: goes on behind this one.
    public func packs(
        text: String = "", after: (item: String, unit: UnitCode)? = nil, limit: Int = 200
    ) throws(StateFileProblem) -> [PackRow] {
        try read { database in
            let arguments: StatementArguments = [
                "item": after?.item ?? "", "unit": after?.unit.rawValue ?? "",
                "pattern": text.isEmpty ? "%" : "%\(text.escapedForLike)%", "limit": limit,
            ]
            return try Row.fetchAll(database.cachedStatement(sql: EntrySQL.packs), arguments: arguments)
                .compactMap(PackRow.init(row:))
        }
    }

    /// The codes that the crosswalk had no answer for, those that stopped most first.
    ///
    /// - Parameter after: goes on behind this one: how often it was seen, and the key of its cause.
    public func missedCodes(
        after: (seen: Int, cause: String)? = nil, limit: Int = 200
    ) throws(StateFileProblem) -> [MissedCode] {
        try read { database in
            let arguments: StatementArguments = [
                "seen": after?.seen ?? .max, "cause": after?.cause ?? "", "limit": limit,
            ]
            return try database.cachedStatement(sql: EntrySQL.missed).rows(arguments) { row in
                CauseRow(row: row, faults: faults).map { MissedCode(cause: $0, seen: row["seen"]) }
            }
        }
    }

    /// How much the crosswalk holds.
    public func crosswalkCounts() throws(StateFileProblem) -> CrosswalkCounts {
        try read { database in
            func count(_ table: String) throws -> Int {
                try Int.fetchOne(database.cachedStatement(sql: "SELECT count(*) FROM \(table)")) ?? 0
            }
            let since = try Int64.fetchOne(database.cachedStatement(sql: UseSQL.since))
            var entries: [CrosswalkKey.Kind: Int] = [:]
            for kind in try Self.kinds(database) {
                let dated = try Int.fetchOne(
                    database.cachedStatement(sql: EntrySQL.datedCount(kind)), arguments: ["kind": kind.rawValue])
                let plain =
                    kind.table == nil
                    ? try count(EntrySQL.table(kind))
                    : try Int.fetchOne(
                        database.cachedStatement(sql: EntrySQL.countOfTable), arguments: [kind.rawValue])
                entries[kind] = (plain ?? 0) + (dated ?? 0)
            }
            return CrosswalkCounts(
                entries: entries, packs: try count("pack_factor"), items: try count("master_item"),
                countedSince: since.map(UTCTime.init(milliseconds:)))
        }
    }

    /// The kinds of entries that there are: those without a table, and each table that has entries.
    private static func kinds(_ database: Database) throws -> [CrosswalkKey.Kind] {
        CrosswalkKey.Kind.builtIn
            + (try String.fetchAll(database.cachedStatement(sql: EntrySQL.tables))
                .compactMap(CrosswalkKey.Kind.init(rawValue:)))
    }

    private static func entries(
        _ kind: CrosswalkKey.Kind, _ filter: CrosswalkFilter, after: CrosswalkKey?, limit: Int, _ database: Database
    ) throws -> [CrosswalkRow] {
        var arguments: StatementArguments = [
            "kind": kind.rawValue, "source": after?.source.rawValue ?? "", "code": after?.code ?? "",
            "item": after?.item ?? "", "limit": limit,
        ]
        if !filter.text.isEmpty { arguments += ["pattern": "%\(filter.text.escapedForLike)%"] }
        if let since = filter.unusedSince { arguments += ["since": since.milliseconds] }
        let goesOn = after != nil
        let plain = try database.cachedStatement(sql: EntrySQL.page(kind, filter, goesOn: goesOn))
        let dated = try database.cachedStatement(sql: EntrySQL.datedPage(kind, filter, goesOn: goesOn))
        func rows(_ statement: Statement) throws -> [CrosswalkRow] {
            try Row.fetchAll(statement, arguments: arguments).map { try CrosswalkRow(row: $0, kind, database) }
        }
        // Both come in the same order; few entries are in the second.
        let both = try rows(plain) + rows(dated)
        return Array(both.sorted { $0.key.precedes($1.key) }.prefix(limit))
    }
}
