/// The files of a catalog, wherever they are kept. Paths are relative to the catalog's folder and use `/`.
public protocol CatalogTree: Sendable {
    /// The catalog's folder, that relative paths within the catalog start from; `nil` where it isn't on a disk.
    var location: String? { get }

    /// What stands in a folder, `""` for the catalog's own, by name.
    func entries(in folder: String) throws(CatalogTreeProblem) -> [CatalogEntry]

    /// The bytes of a file, at most ``CatalogEntry/maximumBytes``.
    func bytes(of path: String) throws(CatalogTreeProblem) -> [UInt8]
}

/// A file or a folder of a catalog.
public struct CatalogEntry: Sendable, Hashable {
    /// Its name without the folders above it.
    public var name: String
    /// Whether it is a folder.
    public var isFolder: Bool

    /// Names a file or a folder.
    public init(name: String, isFolder: Bool) {
        self.name = name
        self.isFolder = isFolder
    }

    /// What no file of a catalog exceeds: 1 MiB.
    public static let maximumBytes = 1 << 20
}

/// Why a file or folder of a catalog can't be read.
public enum CatalogTreeProblem: Error, Sendable, Hashable {
    /// There is nothing of that name.
    case missing
    /// There is a file where a folder should be.
    case notAFolder
    /// There is a folder, a device or a pipe where a file should be.
    case notAFile
    /// The operating system doesn't let us, for this reason.
    case unreadable(String)
    /// It is larger than a catalog's file may be.
    case tooLarge

    /// What is wrong and what to do.
    var sentence: String {
        switch self {
        case .missing: "it doesn't exist; check the path, or write a first catalog with 'tallyward init'"
        case .notAFolder: "it is a file; a folder has to be there"
        case .notAFile: "it isn't a file that can be read; put an ordinary file there"
        case .unreadable(let reason): "it can't be read (\(reason)); give this user the right to read it"
        case .tooLarge: "it is larger than 1 MiB; a catalog's files are small, so check what it is"
        }
    }
}
