import Catalog
import Foundation
import SyncModel

/// A file of what a source sends, `samples/SOURCE/NAME.hl7`, `.json`, `.csv` or `.x12`, beside a
/// catalog.
struct Sample: Hashable {
    let source: SourceName
    let name: String
    let ending: String

    var path: String { "samples/\(source)/\(name).\(ending)" }
    var expectation: String { "samples/\(source)/\(name).expected.json" }

    /// The samples of every source.
    static func all(of catalog: SiteCatalog, in directory: String) throws -> [Sample] {
        let folder = directory + "/samples"
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        let sources = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { !SampleCodes.files.contains($0) && $0 != "README.md" }
        return try sources.flatMap { source -> [Sample] in
            let name = SourceName(rawValue: source)
            guard let ending = catalog.sources[name]?.sampleEnding else {
                throw Failure(
                    "\(folder)/\(source) is named for no source of the catalog: name it for one of "
                        + catalog.sources.keys.sorted().map(\.rawValue).joined(separator: ", ") + ".",
                    code: .badCatalog)
            }
            return try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(source)")
                .filter { $0.hasSuffix("." + ending) && !$0.hasSuffix(".expected.json") }
                .map { Sample(source: name, name: String($0.dropLast(ending.count + 1)), ending: ending) }
        }
    }

    // MARK: Stories

    /// A sample's place among those that go on from each other.
    struct Place: Hashable {
        var story: String
        var number: Int
    }

    /// Its place, by its name.
    var place: Place? { Self.place(of: name) }

    /// `vendor-invoice-2-order` is the second of `vendor-invoice`; `nil` of a name without a number.
    static func place(of name: String) -> Place? {
        let words = name.split(separator: "-", omittingEmptySubsequences: false)
        for (index, word) in words.enumerated() where index > 0 {
            guard !word.isEmpty, word.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(word) else { continue }
            return Place(story: words[..<index].joined(separator: "-"), number: number)
        }
        return nil
    }

    /// Samples whose names are the same up to a number go on from each other, in the order of their numbers, then of
    /// their names; each of the others stands for itself.
    static func stories(_ samples: [Sample]) -> [[Sample]] {
        Dictionary(grouping: samples) { $0.place?.story ?? $0.path }
            .sorted { $0.key < $1.key }
            .map { $0.value.sorted { $0.rank < $1.rank } }
    }

    private var rank: (Int, String, String) { (place?.number ?? 0, name, path) }
}

extension Source {
    /// What the names of its samples end in.
    fileprivate var sampleEnding: String {
        if http != nil { return "json" }
        if case .rows? = folder?.content { return "csv" }
        if folder?.interchanges != nil { return "x12" }
        return "hl7"
    }
}
