import Catalog
import SyncModel
import Testing

@Suite("policies.yaml")
struct PolicyTests {
    static let path = "policies.yaml"
    static let text = """
        approvals:
          - requests: [map-item, dismiss]
            value: 500.50
            rows: 20
            criticality: [revenue]
            sensitivity: [patient]
            scope: wide
            approvers: [finance]
            expires: 2h
          - requests: [import]
        undo-window: 5s
        """

    private func catalog(_ text: String?) -> DemoCatalog { DemoCatalog().with(Self.path, text) }

    @Test("rules are read in their order, with what they don't say as usual")
    func read() throws {
        let policies = try catalog(Self.text).loader.load().policies
        #expect(policies.undoWindow == .seconds(5))
        #expect(
            policies.approvals == [
                ApprovalRule(
                    requests: [.mapItem, .dismiss], value: Money(cents: 50_050), rows: 20, criticality: [.revenue],
                    sensitivity: [.patient], isForWide: true, approvers: [.finance], expiresAfter: .seconds(7200)),
                ApprovalRule(requests: [.importCrosswalk]),
            ])
        #expect(policies.approvals.last?.approvers == [.supervisor])
        #expect(catalog(Self.text).lint == [])
    }

    @Test("without the file nothing needs approval and nothing is held")
    func none() throws {
        #expect(try catalog(nil).loader.load().policies == Policies())
    }

    @Test(
        "each slip is told of where it stands",
        arguments: [
            ("requests: [map-item, dismiss]", "requests: [map-items]", "2:16: error: 'requests' can't be 'map-items'"),
            ("value: 500.50", "value: 0", "3:12: error: 'value' needs an amount"),
            ("approvers: [finance]", "approvers: [auditor]", "8:17: error: 'approvers' can't be 'auditor'"),
            ("undo-window: 5s", "undo-window: 11m", "11:14: error: 'undo-window' can't be longer than 10m"),
            ("expires: 2h", "expire: 2h", "9:5: error: unknown key 'expire'"),
        ])
    func slips(old: String, new: String, message: String) throws {
        let words = try catalog(Self.text).replacing(old, with: new, in: Self.path).words
        #expect(words.count == 1 && words.first?.contains(message) == true, "\(words)")
    }

    @Test("a rule holds only where all that it names is so")
    func holds() throws {
        let flows = try ShippedCatalog.demo.load(settings: [
            "TALLYWARD_ERP_URL": "http://127.0.0.1:1", "TALLYWARD_MLLP_PORT": "0",
        ]).flows
        let facts = GovernedFacts(kind: .mapItem, rows: 20, value: Money(cents: 100), flows: flows, isWide: false)
        func holds(_ rule: ApprovalRule) -> Bool { Policies(approvals: [rule]).rule(for: facts) != nil }
        #expect(holds(ApprovalRule(requests: [.mapItem])))
        #expect(!holds(ApprovalRule(requests: [.dismiss])))
        #expect(holds(ApprovalRule(requests: [.mapItem], rows: 20)))
        #expect(!holds(ApprovalRule(requests: [.mapItem], rows: 21)))
        #expect(holds(ApprovalRule(requests: [.mapItem], value: Money(cents: 100))))
        #expect(!holds(ApprovalRule(requests: [.mapItem], value: Money(cents: 101), rows: 1)))
        #expect(holds(ApprovalRule(requests: [.mapItem], criticality: [.revenue, .feed])))
        #expect(!holds(ApprovalRule(requests: [.mapItem], sensitivity: [.business])))
        #expect(!holds(ApprovalRule(requests: [.mapItem], isForWide: true)))
    }
}

@Suite("The lock in the catalog")
struct LockTests {
    private func site(_ line: String) -> DemoCatalog {
        DemoCatalog().with("site.yaml", "site: Test\nenvironment: production\n\(line)\n")
    }

    @Test("a site says after how long consoles hide their screens, or never; else after ten minutes")
    func times() throws {
        #expect(try DemoCatalog().loader.load().lockAfter == .seconds(600))
        #expect(try site("lock-after: 5m").loader.load().lockAfter == .seconds(300))
        #expect(try site("lock-after: never").loader.load().lockAfter == nil)
    }

    @Test("a time out of bounds is refused with its place, and never is warned of in production")
    func bounds() {
        for time in ["10s", "25h", "soon"] {
            let sentence = "'lock-after' needs a duration from 1m to 24h, or never, not '\(time)'"
            #expect(site("lock-after: \(time)").lint.contains("site.yaml:3:13: error: \(sentence)"))
        }
        let warning = "site.yaml:1:1: warning: consoles never hide their screens"
        #expect(site("lock-after: never").lint.contains { $0.hasPrefix(warning) })
        #expect(!site("lock-after: 5m").lint.contains { $0.hasPrefix(warning) })
    }
}
