import ArgumentParser
import Control
import Foundation
import Measures
import SyncModel

/// `tallyward import`: loads the item master and the crosswalk.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Loads items, mappings, units and locations from a JSON file; --example prints one.",
        discussion: "What is known already is replaced, nothing is taken away. What waited for it goes out.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The file.")
    var file: String?

    @Flag(name: .long, help: "Print a small file to start from.")
    var example = false

    /// How many items go in one command: a transaction that intake waits for only a moment.
    private static let portion = 1000

    func run() async throws {
        try await reporting {
            if example { return try output.json(try Self.sample()) }
            guard let file else { throw Failure("Name a file, or ask for --example.", code: .usage) }
            let loaded = try ImportFile.read(file)
            guard loaded.count > 0 else { throw Failure("\(file) has nothing to load.", code: .badData) }
            var reply = Reply.done(affected: 0, released: 0, summary: "")
            for part in loaded.portions(of: Self.portion) {
                reply = try await EngineAccess.ask(.importCrosswalk(part), site).orFailure()
            }
            try output.print(
                reply, lines: ["Loaded \(loaded.items.count) items and \(loaded.fixes.count) mappings and locations."])
        }
    }

    /// One row of each kind.
    static func sample() throws -> CrosswalkImport {
        CrosswalkImport(
            items: [
                MasterItem(
                    number: "100234", description: "SUTURE VICRYL 3-0 27IN SH", unit: "BX",
                    unitCost: Money(cents: 15_048), manufacturerNumber: "J316H", manufacturer: "ETHICON",
                    gtin: "10705031000001", packs: [try PackFactor(unit: "BX", contains: 36, of: "EA")])
            ],
            itemMappings: [ItemMapping(source: "ehr", code: "74211-A", itemNumber: "100234", defaultUnit: "EA")],
            unitMappings: [UnitMapping(source: "ehr", word: "EACH", itemNumber: nil, unit: "EA")],
            locations: [
                CrosswalkImport.Location(
                    source: "ehr",
                    entry: LocationEntry(
                        code: "OR-4", organization: "M1", subinventory: "ORSTOCK", costCenter: "7100",
                        account: "01-7100-63100"))
            ])
    }
}

extension CrosswalkImport {
    /// The items in portions, and everything that refers to them behind the last.
    func portions(of size: Int) -> [CrosswalkImport] {
        var portions = stride(from: 0, to: items.count, by: size).map { start in
            CrosswalkImport(items: Array(items[start..<min(start + size, items.count)]))
        }
        for start in stride(from: 0, to: itemMappings.count, by: size) {
            portions.append(
                CrosswalkImport(itemMappings: Array(itemMappings[start..<min(start + size, itemMappings.count)])))
        }
        if !unitMappings.isEmpty || !locations.isEmpty {
            portions.append(CrosswalkImport(unitMappings: unitMappings, locations: locations))
        }
        return portions
    }
}

/// A file of items, mappings, units and locations.
enum ImportFile {
    /// What it holds; a sentence with what to do where it can't be read.
    static func read(_ file: String) throws -> CrosswalkImport {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw Failure("\(file) can't be read. Check its name and mode.", code: .badData)
        }
        do { return try JSONDecoder().decode(CrosswalkImport.self, from: data) } catch let error as DecodingError {
            let form = "`tallyward import --example` shows the form."
            throw Failure("\(file): \(sentence(error)) \(form)", code: .badData)
        }
    }

    private static func sentence(_ error: DecodingError) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty
                ? "The file" : path.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
        }
        return switch error {
        case .keyNotFound(let key, let context): "\(place(context.codingPath)) has no \(key.stringValue)."
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "\(place(context.codingPath)) is not of the right type."
        case .dataCorrupted(let context): "\(place(context.codingPath)) can't be read: \(context.debugDescription)"
        @unknown default: "it can't be read."
        }
    }
}
