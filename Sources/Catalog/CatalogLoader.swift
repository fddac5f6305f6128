import SyncModel

/// Reads a catalog, and tells of everything in it that has to be changed.
public struct CatalogLoader: Sendable {
    /// Where the files are.
    public var tree: any CatalogTree
    /// What `${NAME}` stands for: the environment, with the command line's settings over it.
    public var settings: [String: String]

    /// A loader for the files of `tree`.
    public init(tree: any CatalogTree, settings: [String: String]) {
        self.tree = tree
        self.settings = settings
    }

    /// A loader for the catalog in a directory.
    public init(directory: String, settings: [String: String]) {
        self.init(tree: DirectoryTree(path: directory), settings: settings)
    }

    /// The catalog; throws every problem, warnings included, where one of them is an error.
    public func load() throws(CatalogProblems) -> SiteCatalog {
        let reading = read()
        guard let catalog = reading.catalog else { throw CatalogProblems(reading.problems) }
        return catalog
    }

    /// The catalog, and everything that should be changed; no catalog where one of the problems is an error.
    public func read() -> CatalogReading { read { _, _ in } }

    /// The same, with more rules for a catalog whose files could all be read.
    func read(_ furtherRules: (SiteCatalog, Findings) -> Void) -> CatalogReading {
        let findings = Findings(settings: settings, location: tree.location)
        let catalog = readTree(findings)
        findings.checkReferences()
        if let catalog {
            findings.checkDestinations(of: catalog)
            ContractRules(catalog: catalog, findings: findings).check()
            furtherRules(catalog, findings)
        }
        // What several deliveries share is read for each of them, and told of once.
        let problems = Set(findings.problems).sorted { ($0.place, $0.sentence) < ($1.place, $1.sentence) }
        let isUsable = problems.allSatisfy { $0.severity == .warning }
        return CatalogReading(catalog: isUsable ? catalog : nil, problems: problems)
    }

    private func readTree(_ findings: Findings) -> SiteCatalog? {
        guard let top = entries("", findings) else { return nil }
        CatalogLayout.check(top, findings)
        let site = YAMLFile.section("site.yaml", of: tree, keys: Section.siteKeys, findings)
        let name = site?.required("site") { $0.text() }
        let environment = site?.required("environment") { $0.choice(SiteCatalog.Environment.self) }
        let manualWork = site?.manualWork() ?? ManualWork()
        let zone = site?.clockZone()
        let files = Dictionary(
            uniqueKeysWithValues: SiteOverlay.folders.map { ($0, sections(of: $0, in: $0.folder, findings)) })
        var sources = (files[.source] ?? []).compactMap { $0.source(in: zone) }
        var endpoints = (files[.endpoint] ?? []).compactMap { $0.endpoint(in: zone) }
        var flows = (files[.flow] ?? []).compactMap { $0.flows() }.flatMap(\.self)
        for index in flows.indices { flows[index].zone = zone }
        for var site in readOverlays(in: zone, isThere: top.contains { $0.name == "sites" }, findings) {
            let own = { kind in sections(of: kind, in: "sites/\(site.name)/\(kind.folder)", findings) }
            endpoints += site.endpoints(own(.endpoint), like: files[.endpoint] ?? [])
            sources += site.sources(own(.source), like: files[.source] ?? [])
            flows += site.flows(own(.flow), like: files[.flow] ?? [])
        }
        let contracts = top.contains { $0.name == "contracts" } ? readContracts(findings) : []
        let tables = top.contains { $0.name == "tables" } ? readTables(findings) : []
        let roles = readRoles(findings)
        let pages = readPages(isThere: top.contains { $0.name == "runbooks" }, findings)
        if top.contains(where: { $0.name == "crosswalk" }), let files = entries("crosswalk", findings) {
            CatalogLayout.checkCrosswalk(files, findings)
        }
        let hasTargets = top.contains { $0.name == "notifications.yaml" }
        let targets =
            hasTargets
            ? YAMLFile.section("notifications.yaml", of: tree, keys: Section.notificationKeys, findings) : nil
        let notifications = targets?.notifications() ?? []
        let hasPolicies = top.contains { $0.name == "policies.yaml" }
        let rules =
            hasPolicies ? YAMLFile.section("policies.yaml", of: tree, keys: Section.policyKeys, findings) : nil
        let policies = rules?.policies() ?? Policies()
        findings.checkPages(pages.keys.sorted())
        guard let name, let environment, let roles else { return nil }
        var catalog = SiteCatalog(
            site: name, environment: environment,
            sources: Dictionary(sources.map { ($0.name, $0) }) { first, _ in first },
            endpoints: Dictionary(endpoints.map { ($0.name, $0) }) { first, _ in first },
            flows: flows, roles: roles, runbookPages: pages, notifications: notifications,
            manualWork: manualWork, retention: site?.siteRetention() ?? SiteRetention(), policies: policies,
            lockAfter: site.map { $0.lockAfter() } ?? SiteCatalog.usualLock, contracts: contracts)
        catalog.tables = tables
        catalog.zone = zone
        for index in catalog.flows.indices {
            catalog.flows[index].system = catalog.sources[catalog.flows[index].source]?.system
        }
        return catalog
    }

    private func entries(_ folder: String, _ findings: Findings) -> [CatalogEntry]? {
        do {
            return try tree.entries(in: folder).filter { !$0.name.hasPrefix(".") }
        } catch {
            // The catalog's own folder has no name within the catalog: it is told by its path.
            findings.error(Place(file: folder.isEmpty ? (tree.location ?? "").quotable : folder), error.sentence)
            return nil
        }
    }

    /// The files of a folder, in the order of their names. A site may lack a folder, and the catalog may not.
    private func sections(of kind: Findings.Kind, in folder: String, _ findings: Findings) -> [Section] {
        let isOfSite = folder != kind.folder
        if isOfSite, (try? tree.entries(in: folder)) == nil { return [] }
        guard let entries = entries(folder, findings) else { return [] }
        let paths = CatalogLayout.yamlFiles(of: folder, entries, findings)
        if paths.isEmpty, !isOfSite {
            findings.error(Place(file: folder), "it holds no .yaml file; describe at least one \(kind.rawValue)")
        }
        let keys = Section.keys(of: kind) + (isOfSite ? SiteOverlay.keys : [])
        return paths.compactMap { path in
            let section = YAMLFile.section(path, of: tree, keys: keys, findings)
            if section == nil { findings.declare(kind, nil, at: Place(file: path)) }
            return section
        }
    }

    /// The folders of `sites/`.
    private func readOverlays(in zone: ClockZone?, isThere: Bool, _ findings: Findings) -> [SiteOverlay] {
        guard isThere, let sites = entries("sites", findings) else { return [] }
        return CatalogLayout.sites(sites, findings).compactMap { name in
            guard let parts = entries("sites/\(name)", findings) else { return nil }
            CatalogLayout.check(parts, ofSite: name, findings)
            var own = zone
            if parts.contains(where: { $0.name == SiteOverlay.file }) {
                let path = "sites/\(name)/\(SiteOverlay.file)"
                own = YAMLFile.section(path, of: tree, keys: ["time-zone"], findings)?.clockZone() ?? zone
            }
            return SiteOverlay(name: name, zone: own, findings: findings)
        }
    }

    private func readContracts(_ findings: Findings) -> [EventContract] {
        guard let entries = entries("contracts", findings) else { return [] }
        return CatalogLayout.yamlFiles(of: "contracts", entries, findings).compactMap { path in
            guard let section = YAMLFile.section(path, of: tree, keys: Section.contractKeys, findings),
                let contract = section.contract()
            else { return nil }
            findings.contracts.append((contract, section.place))
            return contract
        }
    }

    private func readTables(_ findings: Findings) -> [CodeTable] {
        guard let entries = entries("tables", findings) else { return [] }
        return CatalogLayout.yamlFiles(of: "tables", entries, findings).compactMap { path in
            guard let section = YAMLFile.section(path, of: tree, keys: Section.tableKeys, findings) else {
                findings.declare(.table, nil, at: Place(file: path))
                return nil
            }
            return section.table()
        }
    }

    private func readRoles(_ findings: Findings) -> [String: Set<Role>]? {
        let file = YAMLFile.section("roles.yaml", of: tree, keys: ["users"], findings)
        guard let users = file?.required("users", { $0.section(nil) }) else { return nil }
        var result: [String: Set<Role>] = [:]
        for user in users.names {
            result[user] = users[user]?.list { $0.choice(Role.self) }.map { Set($0) }
        }
        return result
    }

    private func readPages(isThere: Bool, _ findings: Findings) -> [String: String] {
        guard isThere, let entries = entries("runbooks", findings) else { return [:] }
        var pages: [String: String] = [:]
        for path in CatalogLayout.pages(entries, findings) {
            guard let text = YAMLFile.text(path, of: tree, findings) else { continue }
            pages[path] = text
        }
        return pages
    }
}

/// What came of reading a catalog.
public struct CatalogReading: Sendable {
    /// The catalog, where no problem is an error.
    public var catalog: SiteCatalog?
    /// Every problem by place.
    public var problems: [CatalogProblem]
}
