import Foundation
import SyncModel
import SyncStore

/// What the codes in samples mean: `samples/crosswalk.csv`, as `tallyward crosswalk export` writes it, and
/// `samples/items.json`, as `tallyward import` reads it.
enum SampleCodes {
    private static let sheet = "crosswalk.csv"
    private static let items = "items.json"
    /// Those of them that aren't samples.
    static let files = [sheet, items]

    /// What both say; nothing where there is neither.
    static func loaded(from directory: String) throws -> CrosswalkImport {
        var loaded = CrosswalkImport()
        let path = "\(directory)/samples/\(items)"
        if FileManager.default.fileExists(atPath: path) { loaded = try ImportFile.read(path) }
        loaded.entries += try entries(in: directory)
        return loaded
    }

    private static func entries(in directory: String) throws -> [CrosswalkEntry] {
        let path = "\(directory)/samples/\(sheet)"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let bytes: [UInt8]
        do throws(SheetFile.Problem) { bytes = try SheetFile.read(path) } catch {
            throw Failure("\(error)", code: .badCatalog)
        }
        let contents = CrosswalkSheet.read(bytes) { _ in 0 }
        guard contents.problemCount == 0 else {
            let lines = contents.problems.map { "\(path):\($0.line): \($0.sentence)" }
            throw Failure(lines.joined(separator: "\n"), code: .badCatalog)
        }
        return contents.entries
    }
}
