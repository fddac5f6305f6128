import GRDB
import Measures
import SyncModel

/// The queries of the crosswalk's lists. Each page starts in its table's own order where the one before ended.
enum EntrySQL {
    static func table(_ kind: CrosswalkKey.Kind) -> String {
        switch kind {
        case .item: "item_mapping"
        case .unit: "unit_mapping"
        case .location: "location_mapping"
        case .table: "code_mapping"
        }
    }

    /// What every list shows of an entry, and where it comes from.
    private static func head(_ kind: CrosswalkKey.Kind) -> String {
        // What the ERP calls an item stands in its master; a location leads to none.
        let item = kind == .item || kind == .unit ? "entry.item" : "NULL"
        let key = kind == .unit ? "entry.item" : "''"
        return """
            SELECT entry.*, \(key) AS key_item, \(code(kind)) AS key_code, entry.version AS version,
              used.used_at, used.uses, coalesce(master.description, '') AS description
            FROM \(table(kind)) AS entry
            LEFT JOIN crosswalk_use AS used
              ON used.kind = \(kindColumn(kind)) AND used.source = entry.source AND used.code = \(code(kind))
                AND used.item = \(key)
            LEFT JOIN master_item AS master ON master.number = \(item)
            """
    }

    /// Tables stand in one table together; a name that comes from outside is never part of a query.
    private static func kindColumn(_ kind: CrosswalkKey.Kind) -> String {
        kind.table == nil ? "'\(kind.rawValue)'" : "entry.kind"
    }

    private static func code(_ kind: CrosswalkKey.Kind) -> String { kind == .unit ? "entry.word" : "entry.code" }

    static func page(_ kind: CrosswalkKey.Kind, _ filter: CrosswalkFilter, goesOn: Bool) -> String {
        let place = kind == .unit ? "entry.source, entry.word, entry.item" : "entry.source, entry.code"
        let start = kind == .unit ? ":source, :code, :item" : ":source, :code"
        var clauses = goesOn ? ["(\(place)) > (\(start))"] : []
        if kind.table != nil { clauses.append("entry.kind = :kind") }
        if !filter.text.isEmpty { clauses.append(text(texts(kind))) }
        if filter.unusedSince != nil { clauses.append("(used.used_at IS NULL OR used.used_at < :since)") }
        return """
            \(head(kind))
            WHERE \(clauses.isEmpty ? "TRUE" : clauses.joined(separator: "\n  AND "))
            ORDER BY \(place)
            LIMIT :limit
            """
    }

    private static func texts(_ kind: CrosswalkKey.Kind) -> [String] {
        let own =
            switch kind {
            case .item: ["entry.code", "entry.item", "master.description"]
            case .unit: ["entry.word", "entry.item", "entry.unit", "master.description"]
            case .location:
                ["entry.code", "entry.organization", "entry.subinventory", "entry.cost_center", "entry.account"]
            case .table: ["entry.code", "entry.value"]
            }
        return own + ["entry.source"]
    }

    private static func text(_ columns: [String]) -> String {
        "(" + columns.map { "\($0) LIKE :pattern ESCAPE '\\'" }.joined(separator: " OR ") + ")"
    }

    static func one(_ kind: CrosswalkKey.Kind) -> String {
        let place =
            kind == .unit
            ? "entry.source = :source AND entry.word = :code AND entry.item = :item"
            : "entry.source = :source AND entry.code = :code" + (kind.table == nil ? "" : " AND entry.kind = :kind")
        return "\(head(kind))\nWHERE \(place)"
    }

    // MARK: Entries that say nothing before their first date

    private static let datedHead = """
        SELECT entry.source, entry.code AS key_code, entry.item AS key_item, count(*) AS version,
          entry.author AS author, max(entry.changed_at) AS changed_at, used.used_at, used.uses, '' AS description
        FROM crosswalk_dated AS entry
        LEFT JOIN crosswalk_use AS used
          ON used.kind = entry.kind AND used.source = entry.source AND used.code = entry.code
            AND used.item = entry.item
        """

    private static func isAlone(_ kind: CrosswalkKey.Kind) -> String {
        let plain = table(kind)
        let item = kind == .unit ? " AND plain.item = entry.item" : ""
        let table = kind.table == nil ? "" : " AND plain.kind = entry.kind"
        let code = kind == .unit ? "plain.word" : "plain.code"
        return """
            NOT EXISTS (
                SELECT 1 FROM \(plain) AS plain WHERE plain.source = entry.source AND \(code) = entry.code\(item)\(table))
            """
    }

    static func datedPage(_ kind: CrosswalkKey.Kind, _ filter: CrosswalkFilter, goesOn: Bool) -> String {
        var clauses = ["entry.kind = :kind", isAlone(kind)]
        if goesOn { clauses.append("(entry.source, entry.code, entry.item) > (:source, :code, :item)") }
        if !filter.text.isEmpty { clauses.append(text(["entry.code", "entry.source", "entry.item", "entry.mapping"])) }
        if filter.unusedSince != nil { clauses.append("(used.used_at IS NULL OR used.used_at < :since)") }
        return """
            \(datedHead)
            WHERE \(clauses.joined(separator: "\n  AND "))
            GROUP BY entry.source, entry.code, entry.item
            ORDER BY entry.source, entry.code, entry.item
            LIMIT :limit
            """
    }

    static let oneDated = """
        \(datedHead)
        WHERE entry.kind = :kind AND entry.source = :source AND entry.code = :code AND entry.item = :item
        GROUP BY entry.source, entry.code, entry.item
        """

    static func datedCount(_ kind: CrosswalkKey.Kind) -> String {
        """
        SELECT count(*)
        FROM (
          SELECT DISTINCT source, code, item
          FROM crosswalk_dated AS entry
          WHERE kind = :kind AND \(isAlone(kind)))
        """
    }

    // MARK: Tables

    /// The kinds of tables that have entries: from one to the next through the primary keys, however many entries
    /// each has.
    static let tables = """
        WITH RECURSIVE
          plain(kind) AS (
            SELECT min(kind) FROM code_mapping
            UNION ALL
            SELECT (SELECT min(kind) FROM code_mapping WHERE kind > plain.kind) FROM plain WHERE plain.kind IS NOT NULL
          ),
          dated(kind) AS (
            SELECT min(kind) FROM crosswalk_dated WHERE kind > 'table:'
            UNION ALL
            SELECT (SELECT min(kind) FROM crosswalk_dated WHERE kind > dated.kind AND kind > 'table:')
            FROM dated
            WHERE dated.kind IS NOT NULL
          )
        SELECT kind FROM plain WHERE kind IS NOT NULL
        UNION
        SELECT kind FROM dated WHERE kind GLOB 'table:?*'
        ORDER BY kind
        """
    static let countOfTable = "SELECT count(*) FROM code_mapping WHERE kind = ?"
    /// Uses `code_mapping_of_value`.
    static let values = """
        SELECT value, count(*) AS codes
        FROM code_mapping INDEXED BY code_mapping_of_value
        WHERE kind = :kind AND value LIKE :pattern ESCAPE '\\'
        GROUP BY value
        ORDER BY codes DESC, value
        LIMIT :limit
        """
    static let neighborsBefore = """
        SELECT code, value
        FROM code_mapping
        WHERE kind = :kind AND source = :source AND code < :code
        ORDER BY code DESC
        LIMIT :limit
        """
    static let neighborsBehind = """
        SELECT code, value
        FROM code_mapping
        WHERE kind = :kind AND source = :source AND code > :code
        ORDER BY code
        LIMIT :limit
        """

    // MARK: Others

    /// Uses `item_mapping_of_item`.
    static let ofItem = """
        \(head(.item))
        WHERE entry.item = ?
        ORDER BY entry.source, entry.code
        LIMIT ?
        """
    static let packs = """
        SELECT pack.*, coalesce(master.description, '') AS description
        FROM pack_factor AS pack
        LEFT JOIN master_item AS master ON master.number = pack.item
        WHERE (pack.item, pack.unit) > (:item, :unit)
          AND (pack.item LIKE :pattern ESCAPE '\\' OR pack.unit LIKE :pattern ESCAPE '\\'
            OR master.description LIKE :pattern ESCAPE '\\')
        ORDER BY pack.item, pack.unit
        LIMIT :limit
        """
    /// Uses `cause_seen`; the oldest of what waits comes from `exception_open_of_cause`, for the listed causes only.
    static let missed = """
        SELECT missed_cause.*,
          (SELECT opened_at
           FROM exception
           WHERE exception.cause = missed_cause.cause AND closed_at IS NULL
           ORDER BY exception.id
           LIMIT 1) AS oldest
        FROM (
          SELECT *
          FROM cause
          WHERE seen > 0 AND seen <= :seen AND (seen < :seen OR cause > :cause)
            AND code IN (\(missedCodes))
          ORDER BY seen DESC, cause
          LIMIT :limit
        ) AS missed_cause
        """

    /// What an entry of the crosswalk would have answered; what the ERP refuses is something else.
    private static let missedCodes = [
        FaultCode.itemUnmapped, .unitInvalid, .conversionMissing, .locationUnknown, .costCenterMissing, .codeUnmapped,
    ].map { "'\($0.rawValue)'" }.joined(separator: ", ")
}

extension CrosswalkKey {
    /// Its parts by their names.
    var named: StatementArguments {
        ["kind": kind.rawValue, "source": source.rawValue, "code": code, "item": item]
    }

    /// Whether it comes before another in the order of the lists, which is that of the bytes.
    func precedes(_ other: CrosswalkKey) -> Bool {
        for (own, others) in [(source.rawValue, other.source.rawValue), (code, other.code), (item, other.item)] {
            if own.utf8.lexicographicallyPrecedes(others.utf8) { return true }
            if others.utf8.lexicographicallyPrecedes(own.utf8) { return false }
        }
        return false
    }
}

extension CrosswalkRow {
    /// Reads a row of the lists, with what the entry says at all times.
    init(row: Row, _ kind: CrosswalkKey.Kind, _ database: Database) throws {
        key = CrosswalkKey(
            kind, source: SourceName(rawValue: row["source"]), code: row["key_code"], item: row["key_item"])
        content = CrosswalkContent()
        // An entry that has nothing but dates has no columns of its own.
        if row.hasColumn(kind.ownColumn) {
            content.mapping = Fix(row: row, kind)
        }
        content.steps = try Row.fetchAll(
            database.cachedStatement(sql: DatedSQL.ofEntry), arguments: key.allArguments
        ).map(CrosswalkStep.init(row:))
        description = row["description"]
        version = row["version"]
        author = row["author"]
        changedAt = UTCTime(milliseconds: row["changed_at"])
        use = (row["used_at"] as Int64?).map {
            CrosswalkUse(count: row["uses"], lastAt: UTCTime(milliseconds: $0))
        }
        guard kind == .unit, !key.item.isEmpty, case .defineUnit(let mapping, _)? = content.last else { return }
        content.factor = try Row.fetchOne(
            database.cachedStatement(sql: CrosswalkChangeSQL.pack), arguments: [key.item, mapping.unit.rawValue]
        ).flatMap(PackFactor.init(row:))
    }
}

extension CrosswalkKey.Kind {
    /// A column that only the kind's own table has.
    fileprivate var ownColumn: String {
        switch self {
        case .item: "default_unit"
        case .unit: "unit"
        case .location: "organization"
        case .table: "value"
        }
    }
}

extension CrosswalkContent {
    /// What it said last.
    fileprivate var last: Fix? { steps.last { $0.mapping != nil }?.mapping ?? mapping }
}

extension PackRow {
    init?(row: Row) {
        guard let factor = PackFactor(row: row) else { return nil }
        self.init(
            item: row["item"], description: row["description"], factor: factor, author: row["author"],
            changedAt: UTCTime(milliseconds: row["changed_at"]))
    }
}
