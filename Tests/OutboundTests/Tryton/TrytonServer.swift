import AsyncHTTPClient
import Catalog
import Foundation
import JSONText
import Measures
import SyncEngine
import SyncModel
import Testing

@testable import Outbound

/// A real Tryton with the hospital of `.ci/tryton` in it, where the environment names one.
struct TrytonServer: Sendable {
    static let advice: Comment =
        "No Tryton: set TALLYWARD_TRYTON_URL and TALLYWARD_TRYTON_SEED, as .ci/tryton/test.py does."
    static let current = TrytonServer(ProcessInfo.processInfo.environment)

    let url: String
    private let seed: JSONValue

    /// Throws nothing: a seed that can't be read is no server, and the tests that need one say so.
    private init?(_ environment: [String: String]) {
        guard let url = environment["TALLYWARD_TRYTON_URL"], let path = environment["TALLYWARD_TRYTON_SEED"],
            let data = FileManager.default.contents(atPath: path), let seed = JSONReader.read(Array(data))
        else { return nil }
        self.url = url
        self.seed = seed
    }

    func word(_ name: String) -> String { seed[name]?.text ?? "" }

    var secrets: [String: String] {
        [
            "LOGIN": word("login"), "PASSWORD": word("password"), "VISITOR": "visitor",
            "VISITOR_PASSWORD": word("visitor-password"), "WRONG": "not-the-password", "ADMIN": "admin",
            "ADMIN_PASSWORD": word("admin-password"),
        ]
    }

    /// Runs `body` with a destination that is signed in as `login`.
    func with(
        login: String = "LOGIN", password: String = "PASSWORD", database: String? = nil, company: Int = 1,
        _ body: (any Destination) async throws -> Void
    ) async throws {
        let factory = DestinationFactory(connections: 8, environment: secrets)
        let site = Endpoint.TrytonStock(
            database: database ?? word("database"), company: company, units: ["EA": "u", "BX": "BX50", "KG": "kg"])
        let endpoint = Endpoint(
            name: "tryton", kind: .trytonStock(site), url: url,
            authentication: .password(login: .environment(login), password: .environment(password)), concurrency: 1)
        do {
            try await body(try factory.make(endpoint))
            await factory.shutdown()
        } catch {
            await factory.shutdown()
            throw error
        }
    }

    /// A line of so much of an item, with a key that was never used.
    static func work(
        _ item: String, _ quantity: ExactDecimal, _ unit: UnitCode = "EA", from room: String = "ICU",
        at occurredAt: UTCTime = .systemNow, key: String = newKey()
    ) -> DeliveryWork {
        let use = ResolvedUse(
            organization: "HOSP1", itemNumber: item, subinventory: room, costCenter: "4100",
            account: "01-4100-7310-000", quantity: quantity, unit: unit, arithmetic: nil, occurredAt: occurredAt)
        return Samples.work(resolved: use, key: key)
    }

    static func newKey() -> String { UUID().uuidString.replacing("-", with: "").lowercased() }

    /// A call as the administrator; the parameters are JSON without the context.
    func call(_ method: String, _ params: String, context: String = "") async throws -> JSONValue {
        let factory = DestinationFactory(connections: 2, environment: secrets)
        let exchange = factory.webhookExchange
        let signIn = try TrytonSignIn(
            exchange: exchange, url: url, database: word("database"),
            credentials: BasicCredentials(
                login: .environment("ADMIN"), password: .environment("ADMIN_PASSWORD"), environment: secrets))
        let desk = try TrytonDesk(
            url: url, site: Endpoint.TrytonStock(database: word("database")),
            exchange: SignedExchange(
                exchange: exchange, signIn: .tokens(OAuthTokens(fetch: signIn.begin), scheme: "Session")),
            now: { .systemNow })
        let body =
            #"{"id":1,"method":"\#(method)","params":[\#(params),{"company":1,"language":"en"\#(context)}]}"#
        let result = await desk.perform(Array(body.utf8), nil)
        await factory.shutdown()
        return try result.get()
    }

    /// Opens the accounting period of a name, or closes it.
    func turnPeriod(_ name: String, isOpen: Bool) async throws {
        let period = try await number("account.period", "name", name)
        _ = try await call("model.account.period.\(isOpen ? "reopen" : "close")", "[\(period)]")
        guard isOpen else { return }
        // Closing a period closes its journals' parts of it; opening it leaves them closed.
        let journals = try await call("model.account.journal.period.search", #"[["period","=",\#(period)]]"#)
        for journal in (journals.elements ?? []).compactMap(\.text) {
            _ = try await call("model.account.journal.period.reopen", "[\(journal)]")
        }
    }

    /// Ends every session of our login, as a new password does.
    func endSessions() async throws {
        let user = try await number("res.user", "login", word("login"))
        _ = try await call("model.res.user.write", #"[\#(user)],{"password":"\#(word("password"))"}"#)
    }

    /// What comes of sending a line.
    func send(_ work: DeliveryWork) async throws -> DeliveryOutcome? {
        var outcome: DeliveryOutcome?
        try await with { outcome = await $0.send(work) }
        return outcome
    }

    /// The number of the record whose field is `value`.
    func number(_ model: String, _ field: String, _ value: String) async throws -> String {
        let found = try await call("model.\(model).search", #"[["\#(field)","=","\#(value)"]]"#)
        return try #require(found.elements?.first?.text)
    }

    /// What the books say is in a store room.
    func onHand(_ item: String, in room: String) async throws -> ExactDecimal {
        let location = try await number("stock.location", "code", room)
        let product = try await number("product.product", "code", item)
        let rows = try await call(
            "model.product.product.read", #"[\#(product)],["quantity"]"#, context: #","locations":[\#(location)]"#)
        return try #require(rows.elements?.first?["quantity"]?.text.flatMap(ExactDecimal.init))
    }

    /// The shipments of a key, by their states.
    func states(_ key: String) async throws -> [String] {
        let rows = try await call(
            "model.stock.shipment.internal.search_read",
            #"[["reference","=","TW-\#(key)"]],0,null,null,["state"]"#)
        return (rows.elements ?? []).compactMap { $0["state"]?.text }
    }

    /// The accounts that a key's shipment was posted to, with their debits.
    func accounts(_ key: String) async throws -> [(debit: String, credit: String, state: String)] {
        let shipment = try await number("stock.shipment.internal", "reference", "TW-\(key)")
        let rows = try await call(
            "model.account.move.line.search_read",
            #"[["move.origin.shipment","=","stock.shipment.internal,\#(shipment)","stock.move"]],0,null,null,"#
                + #"["debit","credit","move.state"]"#)
        return (rows.elements ?? []).map { row in
            (
                row["debit"]?["decimal"]?.text ?? "", row["credit"]?["decimal"]?.text ?? "",
                row["move."]?["state"]?.text ?? ""
            )
        }
    }
}
