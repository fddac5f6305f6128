import Foundation

/// A catalog in a directory, as a site keeps it in git.
public struct DirectoryTree: CatalogTree {
    /// The directory, absolute.
    public let path: String

    /// The catalog in `path`; a relative one starts from the working directory of this moment.
    public init(path: String) {
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// The directory.
    public var location: String? { path }

    /// What stands in a folder of it.
    public func entries(in folder: String) throws(CatalogTreeProblem) -> [CatalogEntry] {
        let full = absolute(folder)
        switch try kind(of: full) {
        case .typeDirectory: break
        default: throw .notAFolder
        }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: full)
        } catch {
            throw Self.problem(error)
        }
        // Something that goes away, or is a link to nowhere, is told of when it is read.
        return names.sorted().map { name in
            var isFolder: ObjCBool = false
            let exists = unsafe FileManager.default.fileExists(atPath: full + "/" + name, isDirectory: &isFolder)
            return CatalogEntry(name: name, isFolder: exists && isFolder.boolValue)
        }
    }

    /// The bytes of a file of it.
    public func bytes(of path: String) throws(CatalogTreeProblem) -> [UInt8] {
        let full = absolute(path)
        guard try kind(of: full) == .typeRegular else { throw .notAFile }
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: full))
            let data = try file.read(upToCount: CatalogEntry.maximumBytes + 1) ?? Data()
            try file.close()
            guard data.count <= CatalogEntry.maximumBytes else { throw CatalogTreeProblem.tooLarge }
            return [UInt8](data)
        } catch {
            throw Self.problem(error)
        }
    }

    private func absolute(_ relative: String) -> String {
        relative.isEmpty ? path : path + "/" + relative
    }

    /// What a path leads to, through links.
    private func kind(of full: String) throws(CatalogTreeProblem) -> FileAttributeType? {
        let kind: FileAttributeType?
        do {
            let target = URL(fileURLWithPath: full).resolvingSymlinksInPath().path
            kind = try FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType
        } catch {
            throw Self.problem(error)
        }
        // A link that is still one leads nowhere.
        if kind == .typeSymbolicLink { throw .missing }
        return kind
    }

    private static func problem(_ error: any Error) -> CatalogTreeProblem {
        if let problem = error as? CatalogTreeProblem { return problem }
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile?, .fileNoSuchFile?: return .missing
        case .fileReadNoPermission?: return .unreadable("permission denied")
        default: return .unreadable(error.localizedDescription.quotable)
        }
    }
}
