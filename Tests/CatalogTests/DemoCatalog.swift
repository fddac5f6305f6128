import Catalog

/// The demo catalog with changes made to it, as an editor would.
struct DemoCatalog {
    var files = ShippedCatalog.demo.tree.files.mapValues { String(decoding: $0, as: UTF8.self) }
    var settings: [String: String] = [:]

    static let source = "sources/ehr.yaml"
    static let endpoint = "endpoints/erp-inventory.yaml"
    static let flow = "flows/supply-usage.yaml"
    static let otherFlow = "flows/medication-administered.yaml"

    /// With the first `old` of a file replaced; a file that hasn't got it is a mistake of the test.
    func replacing(_ old: String, with new: String, in path: String) throws -> Self {
        var copy = self
        guard let text = files[path], let range = text.firstRange(of: old) else { throw MissingText(text: old) }
        copy.files[path] = text.replacingCharacters(in: range, with: new)
        return copy
    }

    /// With a file put in, replaced, or taken out.
    func with(_ path: String, _ text: String?) -> Self {
        var copy = self
        copy.files[path] = text
        return copy
    }

    var loader: CatalogLoader {
        CatalogLoader(tree: MemoryTree(files: files.mapValues { Array($0.utf8) }), settings: settings)
    }

    /// What the loader says, one line for each problem.
    var words: [String] { loader.read().problems.map(\.description) }

    /// What the linter says.
    var lint: [String] { loader.lint().problems.map(\.description) }

    struct MissingText: Error {
        var text: String
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with new: String) -> String {
        String(self[..<range.lowerBound]) + new + self[range.upperBound...]
    }
}
