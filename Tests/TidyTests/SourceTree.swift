import Foundation
import Testing

/// The project as it lies on disk, read once for all rules.
struct SourceTree: Sendable {
    /// The project's folder, above `Tests/TidyTests`.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static let sources = SourceTree(folder: "Sources")
    static let tests = SourceTree(folder: "Tests")

    /// All Swift files below the folder, in the order of their paths.
    let files: [SourceFile]

    private init(folder: String) {
        let top = Self.root.appending(path: folder).resolvingSymlinksInPath().path(percentEncoded: false)
        let paths = FileManager.default.enumerator(atPath: top)?.compactMap { $0 as? String } ?? []
        files = paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            FileManager.default.contents(atPath: "\(top)/\(path)")
                .map { SourceFile(path: "\(folder)/\(path)", bytes: [UInt8]($0)) }
        }
    }

    /// The folders right below `folder`, hidden ones left out, in alphabetical order.
    static func folders(in folder: String) throws -> [String] {
        try visible(in: folder).filter { name in
            let path = root.appending(path: "\(folder)/\(name)")
            return try path.resolvingSymlinksInPath().resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true
        }
    }

    /// What lies right below `folder`, hidden files left out, in alphabetical order.
    static func visible(in folder: String) throws -> [String] {
        let path = root.appending(path: folder).path(percentEncoded: false)
        return try FileManager.default.contentsOfDirectory(atPath: path).filter { !$0.hasPrefix(".") }.sorted()
    }
}

/// Fails with one line for each place that breaks a rule, and a sentence on what to do about it.
func expectNone(_ places: [String], _ advice: String, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(
        places.isEmpty, Comment(rawValue: "\(advice)\n  " + places.joined(separator: "\n  ")),
        sourceLocation: sourceLocation)
}
