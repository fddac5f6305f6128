import GRDB
import SyncModel

/// The few messages that can be meant, where what intake keeps anyway says which: newest first.
struct MessageCandidates {
    let numbers: [Int64]

    /// `nil` where the search has to go backwards through all.
    init?(_ search: MessageSearch, identity: UInt64, in range: Range<Int64>, _ database: Database) throws {
        if let trace = search.trace {
            let message = TraceContext.message(ofTrace: trace, state: identity)
            numbers = [message?.rawValue].compactMap(\.self).filter(range.contains)
            return
        }
        let found: [Int64]?
        switch search.controlID {
        case .exactly(let id)?: found = try Self.sent(id, search.source, database)
        case .beginning(let id)?: found = id.isEmpty ? nil : try Self.beginning(id, search.source, database)
        case nil where search.disposition == .refused: found = try Self.refused(search.source, database)
        case nil: found = nil
        }
        guard let found else { return nil }
        numbers = Set(found).filter(range.contains).sorted(by: >)
    }

    static func sources(_ database: Database) throws -> [String] {
        try String.fetchAll(database.cachedStatement(sql: SearchSQL.sources))
    }

    private static func sources(_ only: SourceName?, _ database: Database) throws -> [String] {
        try only.map { [$0.rawValue] } ?? sources(database)
    }

    /// The messages of a control id: the one that was accepted, and any that was refused.
    private static func sent(_ id: String, _ source: SourceName?, _ database: Database) throws -> [Int64]? {
        let statement = try database.cachedStatement(sql: SearchSQL.key)
        let accepted = try sources(source, database).compactMap {
            try Int64.fetchOne(statement, arguments: [$0, id])
        }
        // A refused message has a key of its own; there are few of them.
        return try refused(source, database).map { accepted + $0 }
    }

    private static func beginning(_ id: String, _ source: SourceName?, _ database: Database) throws -> [Int64]? {
        var found: [Int64] = []
        for source in try sources(source, database) {
            guard let some = try keys(source, from: id, to: id + "\u{10FFFF}", database) else { return nil }
            found += some
        }
        return try refused(source, database).map { found + $0 }
    }

    /// The refused messages: their keys begin with a sign that no sender's id has.
    private static func refused(_ source: SourceName?, _ database: Database) throws -> [Int64]? {
        var found: [Int64] = []
        for source in try sources(source, database) {
            guard let some = try keys(source, from: "\u{1}", to: "\u{2}", database) else { return nil }
            found += some
        }
        return found
    }

    /// `nil` where there are too many to look at each.
    private static func keys(_ source: String, from: String, to: String, _ database: Database) throws -> [Int64]? {
        let most = StateReader.prefixLimit
        let statement = try database.cachedStatement(sql: SearchSQL.keys)
        let found = try Int64.fetchAll(statement, arguments: [source, from, to, most + 1])
        return found.count > most ? nil : found
    }
}
