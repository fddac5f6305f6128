import Catalog
import Foundation
import SyncModel
import SyncStore

/// A state that knows what the codes in samples mean, and nothing else: each story begins on a copy of it.
final class SampleGround: Sendable {
    private let folder: URL
    private var state: URL { folder.appending(path: "ground.db") }

    /// Writes it into a folder of its own.
    ///
    /// - Parameters:
    ///   - crosswalk: what a state says, and since when.
    ///   - beside: what stands beside the samples: it counts where both say something.
    init(crosswalk: CrosswalkTables, beside: CrosswalkImport) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "tallyward-samples-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let store = try EngineStore(path: state.path, holder: "samples", now: SampleStory.moment)
        try store.commit(now: SampleStory.moment) { transaction in
            for item in crosswalk.items { try transaction.write(item, author: "samples") }
            for fix in crosswalk.fixes { try transaction.write(fix, author: "samples") }
            for item in beside.items { try transaction.write(item, author: "samples") }
            for fix in beside.fixes { try transaction.write(fix, author: "samples") }
        }
        try store.release(now: SampleStory.moment)
    }

    /// The path of a copy that is nobody's yet. It is gone with all others when the last story has ended.
    func copy() throws -> String {
        let copy = folder.appending(path: "\(UUID().uuidString).db")
        try FileManager.default.copyItem(at: state, to: copy)
        return copy.path
    }

    deinit {
        // What is left in the folder for temporary files is its owner's to clean up.
        try? FileManager.default.removeItem(at: folder)
    }
}

extension CrosswalkTables {
    /// All that is said, as fixes.
    fileprivate var fixes: [Fix] {
        let plain =
            itemMappings.map(Fix.mapItem) + unitMappings.map { .defineUnit($0, factor: nil) }
            + locations.map { .mapLocation(source: $0.source, $0.entry) } + codes.map(Fix.mapCode)
        let first = Dictionary(plain.map { ($0.key, $0) }) { $1 }
        return plain
            + steps.map { key, steps in
                let content = CrosswalkContent(mapping: first[key], steps: steps)
                return .revise(CrosswalkRevision(key, before: nil, after: content))
            }
    }
}
