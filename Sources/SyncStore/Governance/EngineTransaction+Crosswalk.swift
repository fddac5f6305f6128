public import Foundation
import GRDB
import Measures
public import SyncModel

/// Who changes the crosswalk, why, and who approved it.
public struct ChangeOccasion: Sendable, Hashable {
    /// Whose change it is.
    public var author: String
    /// Who approved it, where that was needed.
    public var approver: String?
    /// The command that asked for it.
    public var command: String?
    /// Why; empty where nobody said.
    public var why: String
    /// The change that this one takes back.
    public var undoes: ChangeID?

    /// Joins who and why.
    public init(
        author: String, approver: String? = nil, command: String? = nil, why: String = "", undoes: ChangeID? = nil
    ) {
        self.author = author
        self.approver = approver
        self.command = command
        self.why = why
        self.undoes = undoes
    }
}

extension EngineTransaction {
    /// Writes a change of the crosswalk for `author`, without more of a reason.
    public func write(_ fix: Fix, author: String) throws { try write(fix, ChangeOccasion(author: author)) }

    /// Writes a change of the crosswalk, and its place in the entry's history.
    ///
    /// - Returns: the change; `nil` where the entry says so already, and nothing is written.
    @discardableResult
    public func write(_ fix: Fix, _ occasion: ChangeOccasion) throws -> ChangeID? {
        let (key, unit) = (fix.key, fix.factorUnit)
        let before = try content(of: key, factorUnit: unit)
        let after = before.applying(fix, at: now)
        guard before != after else { return nil }
        try put(after, in: key, before: before, factorUnit: unit, author: occasion.author)
        return try keep(key, before: before, after: after, occasion)
    }

    /// Takes a change back: the entry says again what it said before.
    ///
    /// - Returns: the change that does so, and what the entry says now.
    public func restore(_ change: CrosswalkChange, _ occasion: ChangeOccasion) throws -> ChangeID {
        let now = try content(of: change.key, factorUnit: change.factorUnit)
        try put(change.before, in: change.key, before: now, factorUnit: change.factorUnit, author: occasion.author)
        return try keep(change.key, before: now, after: change.before, occasion)
    }

    /// What an entry says.
    ///
    /// - Parameter unit: the unit of the pack factor that is read beside a unit word.
    func content(of key: CrosswalkKey, factorUnit unit: UnitCode? = nil) throws -> CrosswalkContent {
        var content = CrosswalkContent()
        content.mapping = try Row.fetchOne(
            database.cachedStatement(sql: CrosswalkChangeSQL.entry(key.kind)), arguments: key.arguments
        ).map { Fix(row: $0, key.kind) }
        content.steps = try Row.fetchAll(
            database.cachedStatement(sql: DatedSQL.ofEntry), arguments: key.allArguments
        ).map(CrosswalkStep.init(row:))
        if let unit {
            content.factor = try Row.fetchOne(
                database.cachedStatement(sql: CrosswalkChangeSQL.pack), arguments: [key.item, unit.rawValue]
            ).flatMap(PackFactor.init(row:))
        }
        return content
    }

    /// Makes an entry say just this.
    private func put(
        _ content: CrosswalkContent, in key: CrosswalkKey, before: CrosswalkContent, factorUnit: UnitCode?,
        author: String
    ) throws {
        if let mapping = content.mapping {
            // Written even where only its dates or its pack change: it says who wrote it last.
            try upsert(mapping, author: author)
        } else {
            try database.cachedStatement(sql: CrosswalkChangeSQL.remove(key.kind)).execute(arguments: key.arguments)
        }
        if content.steps != before.steps {
            try database.cachedStatement(sql: DatedSQL.remove).execute(arguments: key.allArguments)
            for step in content.steps {
                let said = try StateJSON.text(CrosswalkContent(mapping: step.mapping))
                try database.cachedStatement(sql: DatedSQL.insert).execute(arguments: [
                    key.kind.rawValue, key.source.rawValue, key.code, key.item, step.from.milliseconds, said, author,
                    now.milliseconds,
                ])
            }
        }
        guard let factorUnit, content.factor != before.factor else { return }
        if let factor = content.factor {
            try write(factor, of: key.item, author: author)
        } else {
            try database.cachedStatement(sql: CrosswalkChangeSQL.removePack)
                .execute(arguments: [key.item, factorUnit.rawValue])
        }
    }

    /// The last change of an entry.
    public func lastChange(of key: CrosswalkKey) throws -> CrosswalkChange? {
        try Row.fetchOne(
            database.cachedStatement(sql: CrosswalkChangeSQL.ofEntry),
            arguments: [key.source.rawValue, key.kind.rawValue, key.code, key.item, Int64.max, 1]
        ).flatMap(CrosswalkChange.init(row:))
    }

    /// What a command's changes touched: each exception that they closed, with its delivery as it is now, oldest
    /// first.
    public func touched(
        byCommand command: String, limit: Int
    ) throws -> [(exception: ExceptionRow, delivery: OpenDelivery)] {
        let rows = try Row.fetchAll(
            database.cachedStatement(sql: CrosswalkChangeSQL.touched), arguments: [command, limit])
        return try rows.compactMap { row in
            guard let found = try withDelivery(row), let delivery = found.delivery else { return nil }
            return (found.exception, delivery)
        }
    }

    /// The open exception of a delivery; `nil` where it isn't stopped.
    public func openException(of delivery: DeliveryID) throws -> ExceptionRow? {
        try Row.fetchAll(database.cachedStatement(sql: ExceptionSQL.ofDelivery), arguments: [delivery.rawValue])
            .compactMap { ExceptionRow(row: $0) }.last { $0.closedAt == nil }
    }

    /// Stops a delivery again that a change had let go and that hasn't left.
    ///
    /// - Parameters:
    ///   - refused: what the destination refused before, so that just that isn't sent again by itself.
    ///   - approval: what somebody has to approve, where that is what stops it.
    ///   - entries: the entries of the crosswalk that that was made by.
    public mutating func stopAgain(
        _ delivery: OpenDelivery, _ fault: Fault, refused: Data?, approval: PlannedApproval? = nil,
        entries: [CrosswalkKey] = []
    ) throws {
        try database.cachedStatement(sql: CrosswalkChangeSQL.stopAgain)
            .execute(arguments: [refused.map(Seal.seal), delivery.id.rawValue])
        try expectChange(of: delivery.id, to: .faulted)
        move(delivery.flow, from: .onTheWay, to: .waitingForPeople, value: delivery.value)
        try stop(delivery, fault)
        if let approval { try awaitApproval(of: delivery.id, approval, entries) }
    }

    private func keep(
        _ key: CrosswalkKey, before: CrosswalkContent, after: CrosswalkContent, _ occasion: ChangeOccasion
    ) throws -> ChangeID {
        let (before, after) = (try StateJSON.text(before), try StateJSON.text(after))
        try database.cachedStatement(sql: CrosswalkChangeSQL.insert).execute(arguments: [
            now.milliseconds, key.kind.rawValue, key.source.rawValue, key.code, key.item, before, after,
            occasion.author, occasion.approver, occasion.command, occasion.why, occasion.undoes?.rawValue,
        ])
        return ChangeID(rawValue: database.lastInsertedRowID)
    }

    private func upsert(_ fix: Fix, author: String) throws {
        switch fix {
        case .mapItem(let mapping):
            try database.cachedStatement(sql: FixSQL.item).execute(arguments: [
                mapping.source.rawValue, mapping.code, mapping.itemNumber, mapping.defaultUnit?.rawValue, author,
                now.milliseconds,
            ])
        case .defineUnit(let mapping, _):
            try database.cachedStatement(sql: FixSQL.unit).execute(arguments: [
                mapping.source.rawValue, mapping.word, mapping.itemNumber ?? "", mapping.unit.rawValue, author,
                now.milliseconds,
            ])
        case .mapLocation(let source, let entry):
            try database.cachedStatement(sql: FixSQL.location).execute(arguments: [
                source.rawValue, entry.code, entry.organization, entry.subinventory, entry.costCenter,
                entry.account, author, now.milliseconds,
            ])
        case .mapCode(let mapping):
            try database.cachedStatement(sql: FixSQL.code).execute(arguments: [
                CrosswalkKey.Kind.table(mapping.table).rawValue, mapping.source.rawValue, mapping.code, mapping.value,
                author, now.milliseconds,
            ])
        // What an entry says at one time is one of those above.
        case .revise: break
        }
    }
}

extension Fix {
    /// Reads a row of the table of that kind.
    init(row: Row, _ kind: CrosswalkKey.Kind) {
        let source = SourceName(rawValue: row["source"])
        switch kind {
        case .item:
            self = .mapItem(
                ItemMapping(
                    source: source, code: row["code"], itemNumber: row["item"],
                    defaultUnit: (row["default_unit"] as String?).map(UnitCode.init(rawValue:))))
        case .unit:
            let item: String = row["item"]
            self = .defineUnit(
                UnitMapping(
                    source: source, word: row["word"], itemNumber: item.isEmpty ? nil : item,
                    unit: UnitCode(rawValue: row["unit"])), factor: nil)
        case .location:
            self = .mapLocation(
                source: source,
                LocationEntry(
                    code: row["code"], organization: row["organization"], subinventory: row["subinventory"],
                    costCenter: row["cost_center"], account: row["account"]))
        case .table(let table):
            self = .mapCode(CodeMapping(table: table, source: source, code: row["code"], value: row["value"]))
        }
    }
}

extension CrosswalkKey {
    /// The primary key of its table.
    var arguments: StatementArguments {
        switch kind {
        case .unit: [source.rawValue, code, item]
        case .item, .location: [source.rawValue, code]
        case .table: [kind.rawValue, source.rawValue, code]
        }
    }

    /// The entry's name with all its parts, for the tables of all kinds.
    var allArguments: StatementArguments { [kind.rawValue, source.rawValue, code, item] }
}

extension CrosswalkStep {
    /// Reads a row of what entries say from a date on. What can't be read counts as an end: nothing is booked by it.
    init(row: Row) {
        let said = try? StateJSON.value(CrosswalkContent.self, of: row["mapping"])
        self.init(from: UTCTime(milliseconds: row["valid_from"]), mapping: said?.mapping)
    }
}

extension PackFactor {
    /// Reads a row of the packs; `nil` where it is none.
    init?(row: Row) {
        guard let contains = ExactDecimal(row["contains"] as String),
            let factor = try? PackFactor(
                unit: UnitCode(rawValue: row["unit"]), contains: contains, of: UnitCode(rawValue: row["of_unit"]))
        else { return nil }
        self = factor
    }
}

/// What entries say from a date on.
enum DatedSQL {
    static let all = "SELECT * FROM crosswalk_dated ORDER BY kind, source, code, item, valid_from"
    static let ofEntry = """
        SELECT *
        FROM crosswalk_dated
        WHERE kind = ? AND source = ? AND code = ? AND item = ?
        ORDER BY valid_from
        """
    static let remove = "DELETE FROM crosswalk_dated WHERE kind = ? AND source = ? AND code = ? AND item = ?"
    static let insert = """
        INSERT INTO crosswalk_dated (kind, source, code, item, valid_from, mapping, author, changed_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
}
