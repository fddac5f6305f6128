import Measures
import SyncModel

/// What a catalog should have beside what it needs to be read: somebody to turn to and something to do for each fault,
/// and nothing that goes nowhere.
struct CompletenessRules {
    let catalog: SiteCatalog
    let findings: Findings

    func check() {
        // What a file that couldn't be read would have used, named or held isn't known.
        let isWhole = findings.problems.allSatisfy { $0.severity == .warning }
        for flow in catalog.flows {
            checkRunbooks(flow)
            checkMeaning(flow)
            checkSensitivity(flow)
        }
        guard isWhole else { return }
        checkPages()
        checkUse()
        checkTables()
        checkRoles()
        checkClocks()
        if catalog.environment == .production { checkProduction() }
    }

    private func place(_ kind: Findings.Kind, _ name: String) -> Place {
        findings.declared[kind]?[name] ?? Place(file: kind.folder)
    }

    private func checkRunbooks(_ flow: Flow) {
        guard let missing = faults(of: flow)?.filter({ !hasPage($0, flow) }), !missing.isEmpty else {
            return
        }
        let codes = missing.map(\.rawValue).joined(separator: ", ")
        let sentence = "no page says what to do about \(codes); write runbooks/CODE.md for each"
        let place = place(.flow, flow.name.rawValue)
        // Where money or care depends on it, nobody should have to find out at night.
        if flow.criticality == .feed { findings.warn(place, sentence) } else { findings.error(place, sentence) }
    }

    /// The faults that a flow can end in; `nil` where its endpoint isn't there.
    private func faults(of flow: Flow) -> [FaultCode]? {
        if flow.keeps { return flow.faults(at: nil) }
        return catalog.endpoints[flow.endpoint].map { flow.faults(at: $0) }
    }

    /// Whether the flow, the code or, for what tables miss, each of the flow's tables has a page.
    private func hasPage(_ code: FaultCode, _ flow: Flow) -> Bool {
        if catalog.runbook(for: code, in: flow.name) != nil { return true }
        let tables = flow.tables(of: code)
        return !tables.isEmpty && tables.allSatisfy { catalog.runbook(for: code, in: flow.name, table: $0) != nil }
    }

    private func checkMeaning(_ flow: Flow) {
        let place = place(.flow, flow.name.rawValue)
        if let source = catalog.sources[flow.source] {
            for message in flow.messages where !source.maySend(message) {
                findings.error(place, "the source '\(source.name)' doesn't send \(message); \(Self.sent(by: source))")
            }
        }
        if let known = flow.event.messages {
            let read = catalog.sources[flow.source]?.readings.filter { $0.event == flow.event }.map(\.message) ?? []
            for message in flow.messages where !(known + read).contains(message) && !message.hasPrefix("event:") {
                let usual = known.joined(separator: ", ")
                findings.error(place, "'\(flow.event.rawValue)' is read from \(usual), not from \(message); change one")
            }
            return
        }
        guard flow.event == .messageReceived else { return }
        if flow.ordering == .itemAndLocation {
            findings.error(place, "a whole message has no item; order it by encounter, or by none")
        }
        if flow.maximumQuantity != nil {
            findings.warn(place, "'maximum-quantity' does nothing for whole messages; take it out")
        }
    }

    private static func sent(by source: Source) -> String {
        switch source.kind {
        case .mllp: "over MLLP come types such as DFT^P03"
        case .http(let listener) where listener.content == .fhir: "it sends types such as fhir:SupplyDelivery"
        case .http: "it sends types such as event:com.example.used"
        case .folder(let folder) where folder.content == .messages: "its files hold types such as DFT^P03"
        case .folder(let folder) where folder.interchanges != nil: "its files hold transaction sets such as x12:810"
        case .folder: "its files hold rows, which are called \(Source.row)"
        }
    }

    private func checkSensitivity(_ flow: Flow) {
        let telling: [Flow.Field] = [.message, .encounter]
        for field in telling where flow.fields.contains(field.rawValue) && flow.sensitivity != .patient {
            findings.warn(
                place(.flow, flow.name.rawValue),
                "the field '\(field.rawValue)' leads to a patient, and 'sensitivity' says "
                    + "\(flow.sensitivity.rawValue); take the field out, or write patient")
        }
    }

    private func checkPages() {
        let onArrival: [FaultCode] = [.messageMalformed, .messageUnsupported, .controlIDConflict]
        for code in onArrival where catalog.runbook(for: code) == nil {
            findings.warn(
                Place(file: code.runbookPath),
                "there is no such page, and any message can raise \(code.rawValue); write it")
        }
        let named = FaultCode.allCases.map(\.runbookPath)
        let used = Set(named + catalog.flows.flatMap(\.runbooks.values) + catalog.tables.compactMap(\.runbook))
        for (path, text) in catalog.runbookPages.sorted(by: { $0.key < $1.key }) {
            if !used.contains(path) {
                let hint = NearestWord.to(path, among: named).map { "did you mean '\($0)'?" }
                findings.warn(
                    Place(file: path.quotable),
                    "no flow leads to this page; \(hint ?? "name it for a fault code, or in a flow's 'runbooks'")")
            } else if text.allSatisfy(\.isWhitespace) {
                findings.warn(Place(file: path.quotable), "the page is empty; say what to check and what to do")
            }
        }
    }

    private func checkUse() {
        for name in catalog.sources.keys.sorted() where !catalog.flows.contains(where: { $0.source == name }) {
            findings.warn(place(.source, name.rawValue), "no flow takes anything from this source; add one")
        }
        for name in catalog.endpoints.keys.sorted() where !catalog.flows.contains(where: { $0.endpoint == name }) {
            findings.warn(place(.endpoint, name.rawValue), "no flow leads to this endpoint; add one")
        }
    }

    private func checkTables() {
        let used = Set(catalog.flows.flatMap { $0.tables(of: .codeValueInvalid) })
        for table in catalog.tables where !used.contains(table.name) {
            findings.warn(
                place(.table, table.name.rawValue), "no flow looks anything up in this table; add a 'look-up'")
        }
    }

    private func checkRoles() {
        let held = catalog.roles.values.reduce(into: Set<Role>()) { $0.formUnion($1) }
        var needed = Set(catalog.flows.map(\.owner))
        for flow in catalog.flows {
            needed.formUnion((faults(of: flow) ?? []).map(\.owner))
        }
        needed.formUnion(catalog.tables.map(\.owner) + catalog.flows.compactMap(\.approval?.by))
        needed.formUnion([.integration, .supervisor, .administrator])
        for role in Role.allCases where needed.contains(role) && !held.contains(role) {
            let place = Place(file: "roles.yaml", line: 1, column: 1)
            findings.warn(place, "nobody has the role \(role.rawValue), and its work would wait; give it to somebody")
        }
    }

    /// A machine whose zone nobody can tell would be taken to be at UTC.
    private func checkClocks() {
        guard catalog.zone == nil, let doubt = ClockZone.machineDoubt(now: .systemNow) else { return }
        findings.warn(
            Place(file: "site.yaml"),
            "it names no 'time-zone', so days are those of the machine, but \(doubt); write time-zone: "
                + "America/Chicago, or where the site is")
    }

    private func checkProduction() {
        for (name, source) in catalog.sources {
            guard let listener = source.listener, listener.tls == nil, !Self.isLoopback(listener.host) else { continue }
            findings.warn(
                place(.source, name.rawValue), "patient data comes in without TLS; add 'tls', or listen on 127.0.0.1")
        }
        for (name, endpoint) in catalog.endpoints where endpoint.url.hasPrefix("http://") {
            guard !Self.isLoopback(String(endpoint.url.dropFirst("http://".count))) else { continue }
            findings.warn(place(.endpoint, name.rawValue), "data leaves without TLS; write https://")
        }
        if catalog.notifications.isEmpty {
            findings.warn(
                Place(file: "notifications.yaml"),
                "nobody is told when an endpoint is down or a feed falls silent; name a target")
        }
        if catalog.lockAfter == nil {
            findings.warn(
                Place(file: "site.yaml", line: 1, column: 1),
                "consoles never hide their screens, whoever walks by; take 'lock-after' out, or give it a time")
        }
        if catalog.roles["*"]?.contains(.supervisor) == true {
            let place = Place(file: "roles.yaml", line: 1, column: 1)
            findings.warn(place, "everybody may approve; give the role supervisor to named users")
        }
    }

    /// Whether a host, perhaps with a port or a path after it, is this machine.
    static func isLoopback(_ address: String) -> Bool {
        if address == "::1" || address.hasPrefix("[::1]") { return true }
        let host = address.prefix { !"/:".contains($0) }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return host == "localhost" || parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
