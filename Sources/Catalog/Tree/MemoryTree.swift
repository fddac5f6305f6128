/// A catalog kept in memory: the shipped ones, and those of tests.
public struct MemoryTree: CatalogTree {
    /// The bytes of each file by its path.
    public var files: [String: [UInt8]]

    /// A catalog of these files.
    public init(files: [String: [UInt8]]) { self.files = files }

    /// Nowhere on a disk.
    public var location: String? { nil }

    /// The files and folders that paths of `files` name.
    public func entries(in folder: String) throws(CatalogTreeProblem) -> [CatalogEntry] {
        guard files[folder] == nil else { throw .notAFolder }
        let prefix = folder.isEmpty ? "" : folder + "/"
        var found: [String: Bool] = [:]
        for path in files.keys where path.hasPrefix(prefix) {
            let rest = path.dropFirst(prefix.count)
            found[String(rest.prefix { $0 != "/" })] = rest.contains("/")
        }
        guard !found.isEmpty else { throw .missing }
        return found.map { CatalogEntry(name: $0.key, isFolder: $0.value) }.sorted { $0.name < $1.name }
    }

    /// The bytes of `files[path]`.
    public func bytes(of path: String) throws(CatalogTreeProblem) -> [UInt8] {
        guard let bytes = files[path] else {
            throw files.keys.contains { $0.hasPrefix(path + "/") } ? .notAFile : .missing
        }
        guard bytes.count <= CatalogEntry.maximumBytes else { throw .tooLarge }
        return bytes
    }
}
