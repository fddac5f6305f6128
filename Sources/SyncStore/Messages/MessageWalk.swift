import Foundation
import GRDB
import SyncModel

/// Goes backwards through messages and keeps those that pass, until a page is full or a slice has been looked at.
struct MessageWalk {
    let search: MessageSearch
    let limit: Int
    let database: Database
    private(set) var found: [MessageRow] = []

    init(search: MessageSearch, limit: Int, database: Database) {
        self.search = search
        self.limit = max(1, limit)
        self.database = database
    }

    /// Looks at certain messages, newest first; gives where to go on.
    mutating func pick(_ numbers: [Int64]) throws -> Int64? {
        for (count, number) in numbers.enumerated() {
            if found.count == limit { return number + 1 }
            if count > StateReader.prefixLimit { return number + 1 }
            try look(at: number)
        }
        return nil
    }

    /// Looks at the last slice of the range; gives where to go on.
    mutating func slice(_ range: Range<Int64>) throws -> Int64? {
        guard !range.isEmpty else { return nil }
        if search.item != nil || search.encounter != nil { return try sliceInside(range) }
        let size = search.text.isEmpty ? StateReader.searchSlice : StateReader.contentSlice
        let floor = max(range.lowerBound, range.upperBound - size)
        let statement = try database.cachedStatement(sql: SearchSQL.slice(search))
        found = try statement.rows(
            SearchSQL.arguments(search, floor: floor, end: range.upperBound, limit: limit)
        ) { MessageRow(row: $0) }
        if found.count == limit, let last = found.last { return last.id.rawValue }
        return floor > range.lowerBound ? floor : nil
    }

    /// A message that passes all that its columns and bytes are asked.
    private mutating func look(at number: Int64) throws {
        let statement = try database.cachedStatement(sql: SearchSQL.slice(search))
        let rows = try statement.rows(
            SearchSQL.arguments(search, floor: number, end: number + 1, limit: 1)
        ) { MessageRow(row: $0) }
        guard let row = rows.first else { return }
        if search.item != nil || search.encounter != nil {
            guard let deliveries = try Self.deliveries(of: number, database),
                try inside(deliveries).contains(where: { $0.message == number })
            else { return }
        }
        found.append(row)
    }

    /// Goes by deliveries, which come in the order of their messages.
    private mutating func sliceInside(_ range: Range<Int64>) throws -> Int64? {
        let floor = max(range.lowerBound, range.upperBound - StateReader.contentSlice)
        let next = floor > range.lowerBound ? floor : nil
        guard let first = try Self.edge(InsideSQL.first, floor, range.upperBound, database),
            let last = try Self.edge(InsideSQL.last, range.upperBound, floor, database), first <= last
        else { return next }
        var seen: Int64?
        for (_, message) in try inside(first..<last + 1) where message != seen && range.contains(message) {
            seen = message
            if found.count == limit { return message + 1 }
            try keep(message)
        }
        return next
    }

    private mutating func keep(_ message: Int64) throws {
        var columns = search
        columns.item = nil
        columns.encounter = nil
        let statement = try database.cachedStatement(sql: SearchSQL.slice(columns))
        found += try statement.rows(
            SearchSQL.arguments(columns, floor: message, end: message + 1, limit: 1)
        ) { MessageRow(row: $0) }
    }

    private func inside(_ deliveries: Range<Int64>) throws -> [(id: Int64, message: Int64)] {
        var arguments: [String: (any DatabaseValueConvertible)?] = [
            "floor": deliveries.lowerBound, "end": deliveries.upperBound,
        ]
        if let item = search.item {
            arguments["item"] = try Self.member("code", item)
            arguments["itemUpper"] = try Self.member("code", item.uppercased())
            arguments["number"] = try Self.member("itemNumber", item)
            arguments["numberUpper"] = try Self.member("itemNumber", item.uppercased())
        }
        if let encounter = search.encounter {
            arguments["encounter"] = try Self.member("encounter", encounter)
            arguments["visit"] = Data(encounter.utf8)
        }
        let statement = try database.cachedStatement(sql: SearchSQL.inside(search))
        return try statement.rows(StatementArguments(arguments)) { ($0[0], $0[1]) }
    }

    /// How a member of a stored JSON object reads.
    private static func member(_ name: String, _ value: String) throws -> Data {
        Data("\"\(name)\":".utf8) + (try StateJSON.encode(value))
    }

    private static func deliveries(of message: Int64, _ database: Database) throws -> Range<Int64>? {
        let row = try Row.fetchOne(database.cachedStatement(sql: InsideSQL.ofMessage), arguments: [message])
        guard let first = row?[0] as Int64?, let last = row?[1] as Int64? else { return nil }
        return first..<last + 1
    }

    private static func edge(_ sql: String, _ near: Int64, _ far: Int64, _ database: Database) throws -> Int64? {
        try Int64.fetchOne(database.cachedStatement(sql: sql), arguments: [near, far])
    }
}

/// Which deliveries belong to a range of messages.
enum InsideSQL {
    static let first = "SELECT id FROM delivery WHERE message >= ? AND message < ? ORDER BY message, id LIMIT 1"
    static let last =
        "SELECT id FROM delivery WHERE message < ? AND message >= ? ORDER BY message DESC, id DESC LIMIT 1"
    static let ofMessage = "SELECT min(id), max(id) FROM delivery WHERE message = ?"
}
