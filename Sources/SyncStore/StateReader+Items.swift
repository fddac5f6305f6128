import GRDB
public import SyncModel

extension StateReader {
    /// The whole item master, by number. Some 40,000 rows take a few tenths of a second: keep it.
    public func items() throws(StateFileProblem) -> [MasterItem] {
        try read { try CrosswalkSQL.items($0) }
    }

    /// One item of the item master.
    public func item(_ number: String) throws(StateFileProblem) -> MasterItem? {
        try read { try CrosswalkSQL.items($0, number: number).first }
    }

    /// The ERP item that a sender's code is mapped to.
    public func mappedItem(source: SourceName, code: String) throws(StateFileProblem) -> String? {
        try read { database in
            try String.fetchOne(database, sql: CrosswalkSQL.mappedItem, arguments: [source.rawValue, code])
        }
    }

    /// What the crosswalk says of a sender's location; `nil` where it doesn't know it.
    public func location(source: SourceName, code: String) throws(StateFileProblem) -> LocationEntry? {
        try read { database in
            let arguments: StatementArguments = [source.rawValue, code]
            return try Row.fetchOne(database, sql: LocationSQL.one, arguments: arguments).map { row in
                LocationEntry(
                    code: row["code"], organization: row["organization"], subinventory: row["subinventory"],
                    costCenter: row["cost_center"], account: row["account"])
            }
        }
    }
}

/// The queries of one location.
enum LocationSQL {
    static let one = "SELECT * FROM location_mapping WHERE source = ? AND code = ?"
}
