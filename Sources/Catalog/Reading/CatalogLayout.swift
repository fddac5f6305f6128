import SyncModel

/// Which files and folders a catalog has. What isn't read is told of: a file in the wrong place does nothing.
enum CatalogLayout {
    private static let files = ["site.yaml", "roles.yaml", "notifications.yaml", "policies.yaml"]
    private static let folders = [
        "sources", "endpoints", "flows", "contracts", "tables", "samples", "runbooks", "crosswalk", "sites",
    ]
    private static let crosswalkFiles = ["items.csv", "item-master.csv", "locations.csv", "units.csv"]

    /// Tells of what stands in the catalog's own folder and isn't read. Read-me files and hidden ones may stand there.
    static func check(_ entries: [CatalogEntry], _ findings: Findings) {
        for entry in entries where !isReadMe(entry) {
            // A folder named like a file, and the other way round, is told of when it is read.
            guard !(files + folders).contains(entry.name) else { continue }
            warnUnread(entry.name, among: files + folders, findings)
        }
    }

    /// The paths of a folder's YAML files.
    static func yamlFiles(of folder: String, _ entries: [CatalogEntry], _ findings: Findings) -> [String] {
        entries.filter { !isReadMe($0) }.compactMap { entry in
            let path = "\(folder)/\(entry.name)"
            if !entry.isFolder, entry.name.hasSuffix(".yaml") || entry.name.hasSuffix(".yml") { return path }
            findings.warn(Place(file: path.quotable), "it isn't read; only files named *.yaml are, and no folders")
            return nil
        }
    }

    /// The paths of the pages of `runbooks/`.
    static func pages(_ entries: [CatalogEntry], _ findings: Findings) -> [String] {
        entries.filter { !isReadMe($0) }.compactMap { entry in
            let path = "runbooks/\(entry.name)"
            if !entry.isFolder, entry.name.hasSuffix(".md") { return path }
            findings.warn(Place(file: path.quotable), "it isn't read; only pages named *.md are, and no folders")
            return nil
        }
    }

    /// Tells of what stands in `crosswalk/` and isn't read.
    static func checkCrosswalk(_ entries: [CatalogEntry], _ findings: Findings) {
        for entry in entries where !isReadMe(entry) && (entry.isFolder || !crosswalkFiles.contains(entry.name)) {
            warnUnread("crosswalk/" + entry.name, among: crosswalkFiles.map { "crosswalk/" + $0 }, findings)
        }
    }

    /// The names of the folders of `sites/`, which become parts of names.
    static func sites(_ entries: [CatalogEntry], _ findings: Findings) -> [String] {
        entries.filter { !isReadMe($0) }.compactMap { entry in
            let place = Place(file: "sites/\(entry.name)".quotable)
            guard entry.isFolder else {
                findings.warn(place, "it isn't read; make a folder for each site")
                return nil
            }
            guard entry.name.isFieldName else {
                findings.error(place, "a site's folder is named in small letters, digits and hyphens; rename it")
                return nil
            }
            return entry.name
        }
    }

    /// Tells of what stands in a site's folder and isn't read.
    static func check(_ entries: [CatalogEntry], ofSite name: String, _ findings: Findings) {
        let known = SiteOverlay.folders.map(\.folder) + [SiteOverlay.file]
        for entry in entries where !isReadMe(entry) && !known.contains(entry.name) {
            warnUnread("sites/\(name)/\(entry.name)", among: known.map { "sites/\(name)/\($0)" }, findings)
        }
    }

    private static func isReadMe(_ entry: CatalogEntry) -> Bool { !entry.isFolder && entry.name == "README.md" }

    private static func warnUnread(_ path: String, among known: [String], _ findings: Findings) {
        findings.warn(Place(file: path.quotable), "it isn't read; \(NearestWord.hint(for: path, among: known))")
    }
}

extension Findings {
    /// Tells of pages that flows name and that aren't there.
    func checkPages(_ known: [String]) {
        for (path, place) in pages where !known.contains(path) {
            error(place, "there is no page '\(path.quotable)'; \(NearestWord.hint(for: path, among: known))")
        }
    }
}
