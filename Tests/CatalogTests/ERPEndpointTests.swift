import SyncModel
import Testing

@testable import Catalog

/// The endpoints of the kinds `tryton-stock` and `sap-material-document`.
struct ERPEndpointTests {
    static let path = "endpoints/erp-inventory.yaml"

    static let tryton = """
        name: erp-inventory
        kind: tryton-stock
        url: https://erp.example/
        database: hospital
        company: 3
        authentication: {kind: password, login: env:LOGIN, password: file:/run/password}
        store-rooms: {OR-CORE: ICU, "4711": Central Store}
        cost-centers: {4100: CC-ICU}
        units: {EA: u}
        utc-offset: "-05:00"
        """

    static let sap = """
        name: erp-inventory
        kind: sap-material-document
        url: https://erp.example
        authentication: {kind: password, login: env:LOGIN, password: env:PASSWORD}
        plants: {M1: 1010}
        storage-locations: {OR-CORE: 101A}
        cost-centers: {4100: 10101101}
        units: {EA: ST}
        repeatability: request-id
        key-window: 1d
        gl-account: ours
        """

    static func catalog(_ endpoint: String) -> DemoCatalog { DemoCatalog().with(path, endpoint) }

    static func words(_ endpoint: String, _ old: String, _ new: String) -> [String] {
        catalog(endpoint.replacing(old, with: new)).words
    }

    private func endpoint(_ text: String) throws -> Endpoint {
        try #require(try Self.catalog(text).loader.load().endpoints["erp-inventory"])
    }

    @Test("Tryton has its database and company, a login, and its own words for rooms, centres and units")
    func readsTryton() throws {
        let endpoint = try endpoint(Self.tryton)
        #expect(
            endpoint.kind
                == .trytonStock(
                    Endpoint.TrytonStock(
                        database: "hospital", company: 3, storeRooms: ["OR-CORE": "ICU", "4711": "Central Store"],
                        costCenters: ["4100": "CC-ICU"], units: ["EA": "u"])))
        #expect(endpoint.days == ClockZone(secondsEastOfUTC: -18_000))
        #expect(
            endpoint.authentication == .password(login: .environment("LOGIN"), password: .file("/run/password")))
        #expect(endpoint.concurrency == 1)
        #expect(!endpoint.kind.honoursIdempotencyKey && endpoint.kind.answersLookUps)
        #expect(Self.catalog(Self.tryton).lint == Self.catalog(Self.tryton).words)
    }

    @Test("SAP has plants, storage locations, movements, and repeatability where the system has it")
    func readsSAP() throws {
        let endpoint = try endpoint(Self.sap)
        #expect(
            endpoint.kind
                == .sapMaterialDocument(
                    Endpoint.SAPMaterialDocument(
                        plants: ["M1": "1010"], storageLocations: ["OR-CORE": "101A"],
                        costCenters: ["4100": "10101101"], units: ["EA": "ST"], repeatability: .requestID,
                        sendsAccount: true)))
        #expect(endpoint.concurrency == 8)
        #expect(endpoint.kind.honoursIdempotencyKey && endpoint.kind.answersLookUps)
        let plain = try self.endpoint(
            Self.sap.replacing("repeatability: request-id\n", with: "").replacing("key-window: 1d\n", with: ""))
        #expect(!plain.kind.honoursIdempotencyKey && plain.kind.answersLookUps)
    }

    @Test(
        "a slip is told with its place",
        arguments: [
            (tryton, "database: hospital\n", "", "1:1: error: the key 'database' is missing; add it"),
            (tryton, "company: 3", "company: 0", "5:10: error: 'company' needs a whole number from 1 to"),
            (
                tryton, "company: 3", "issue-type: x",
                "5:1: error: 'issue-type' belongs to the kind oracle-inventory, not to tryton-stock; take it out"
            ),
            (
                tryton, "company: 3", "key-window: 1d",
                "5:1: error: 'key-window' belongs to the kind file and rest and sap-material-document, not"
            ),
            (
                tryton, "{kind: password, login: env:LOGIN, password: file:/run/password}",
                "{kind: client-credentials, token-url: https://a.example, client-id: env:A, client-secret: env:B}",
                "6:17: error: Tryton begins a session with a login; write authentication: {kind: password"
            ),
            (
                tryton, "authentication: {kind: password, login: env:LOGIN, password: file:/run/password}\n", "",
                "1:1: error: Tryton begins a session with a login"
            ),
            (
                tryton, "password: file:/run/password}", "password: secret}",
                "6:62: error: 'password' must not hold the secret itself; write env:NAME or file:PATH"
            ),
            (
                tryton, "login: env:LOGIN", "client-id: env:LOGIN",
                "6:34: error: 'client-id' belongs to the kind client-credentials and smart-backend, not to password"
            ),
            (
                tryton, "company: 3", "concurrency: 4",
                "5:14: warning: Tryton numbers a company's shipments one after the other"
            ),
            (tryton, "{EA: u}", "u", "9:8: error: 'units' needs keys and values, not a single value"),
            (tryton, "{EA: u}", "{}", "9:8: error: 'units' needs at least one entry"),
            (tryton, "{EA: u}", "{EA: }", "9:"),
            (
                tryton, "utc-offset: \"-05:00\"", "time-zone: America/Chicgo",
                "10:12: error: 'time-zone' can't be 'America/Chicgo'; did you mean 'America/Chicago'?"
            ),
            (
                tryton, "utc-offset: ", "time-zone: America/Chicago\nutc-offset: ",
                "11:1: error: 'utc-offset' and 'time-zone' both say what clocks show"
            ),
            (tryton, "\"-05:00\"", "here", "10:13: error: 'utc-offset' needs an offset from UTC"),
            (sap, "{M1: 1010}", "{M1: 10100}", "5:14: error: 'M1' has at most 4 characters there"),
            (sap, "request-id", "always", "9:16: error: 'repeatability' can't be 'always'; use one of: none"),
            (sap, "gl-account: ours", "gl-account: yes", "11:13: error: 'gl-account' can't be 'yes'"),
            (
                sap, "gl-account: ours", "issue-movement: 2011",
                "11:17: error: 'issue-movement' needs a movement type of three characters"
            ),
            (
                sap, "repeatability: request-id", "issue-movement: 201",
                "10:1: warning: 'key-window' does nothing without 'repeatability'"
            ),
        ])
    func slips(file: String, old: String, new: String, message: String) {
        let words = Self.words(file, old, new).filter { $0.hasPrefix(Self.path) }
        #expect(words.contains { $0.hasPrefix("\(Self.path):\(message)") }, "\(words)")
    }

    @Test("a broken sign-in is told of once")
    func once() {
        let words = Self.words(Self.tryton, "password: file:/run/password}", "password: secret}")
        #expect(words.count == 1, "\(words)")
    }

    @Test("only ERPs that tell a short stock and a closed period need pages for them")
    func faults() throws {
        let catalog = try Self.catalog(Self.tryton).loader.load()
        let flow = try #require(catalog.flow("supply-usage"))
        let endpoint = try #require(catalog.endpoints["erp-inventory"])
        #expect(flow.faults(at: endpoint).contains(.stockShort))
        #expect(flow.faults(at: endpoint).contains(.periodClosed))
    }
}
