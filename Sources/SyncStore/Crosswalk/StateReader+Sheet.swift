import GRDB
public import SyncModel

extension StateReader {
    /// The entries of the crosswalk as a table for a spreadsheet (``CrosswalkSheet``), and how many they are.
    ///
    /// Read page by page, so that no checkpoint waits for it: what is changed meanwhile may be in it or not.
    ///
    /// - Parameter offset: how many seconds people's clocks are ahead of UTC at a moment.
    public func crosswalkSheet(
        _ filter: CrosswalkFilter = CrosswalkFilter(), offset: (UTCTime) -> Int
    ) throws(StateFileProblem) -> (bytes: [UInt8], entries: Int) {
        var writer = CSVWriter()
        writer.append(CrosswalkSheet.header)
        var last: CrosswalkKey?
        var count = 0
        while true {
            let rows = try crosswalkEntries(filter, after: last, limit: Self.sheetPage)
            for row in rows {
                let entry = CrosswalkEntry(row.key, row.content)
                for line in CrosswalkSheet.lines(of: entry, description: { _ in row.description }, offset: offset) {
                    writer.append(line)
                }
            }
            count += rows.count
            guard rows.count == Self.sheetPage, let key = rows.last?.key else { return (writer.bytes, count) }
            last = key
        }
    }

    private static let sheetPage = 1000
}
