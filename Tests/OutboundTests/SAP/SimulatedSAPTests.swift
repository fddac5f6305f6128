import Catalog
import Measures
import Simulator
import SyncEngine
import SyncModel
import Testing

@testable import Outbound

/// Our destination and the simulated SAP, each written for itself, over real sockets.
struct SimulatedSAPTests {
    static let place = "1010/101A"

    /// Runs `body` with a SAP that has 100 of one material, and a destination for it.
    static func with(
        _ settings: SAPSettings = SAPSettings(), repeatability: Endpoint.SAPMaterialDocument.Repeatability = .none,
        usesTokens: Bool = false, password: String = "demo-secret",
        _ body: (any Destination, SimulatedSAP) async throws -> Void
    ) async throws {
        let sap = SimulatedSAP(
            materials: [SAPMaterial(number: "IV-20G", units: ["EA": 1, "BX": 50], stock: [place: 100])],
            settings: settings)
        let url = "http://127.0.0.1:\(try await sap.start())"
        let environment = [
            "LOGIN": "ehr", "PASSWORD": password, "CLIENT": "tallyward", "SECRET": "demo-secret",
        ]
        let factory = DestinationFactory(connections: 8, environment: environment)
        let authentication: Endpoint.Authentication =
            usesTokens
            ? .clientCredentials(
                tokenURL: "\(url)/oauth2/v1/token", clientID: .environment("CLIENT"),
                clientSecret: .environment("SECRET"), scope: nil)
            : .password(login: .environment("LOGIN"), password: .environment("PASSWORD"))
        let site = Endpoint.SAPMaterialDocument(
            plants: ["HOSP1": "1010"], storageLocations: ["MS4W": "101A"], repeatability: repeatability)
        let endpoint = Endpoint(
            name: "sap", kind: .sapMaterialDocument(site), url: url, authentication: authentication)
        do {
            try await body(try factory.make(endpoint), sap)
        } catch {
            await factory.shutdown()
            await sap.stop()
            throw error
        }
        await factory.shutdown()
        await sap.stop()
    }

    static func work(
        _ quantity: ExactDecimal = 2, _ unit: UnitCode = "EA", item: String = "IV-20G",
        key: String = "0123456789abcdef0123456789abcdef"
    ) -> DeliveryWork {
        var use = Samples.use
        (use.itemNumber, use.quantity, use.unit) = (item, quantity, unit)
        return Samples.work(resolved: use, key: key)
    }

    @Test("a use takes from the stock, its reversal brings it back, and both are found by their references")
    func use() async throws {
        try await Self.with { destination, sap in
            let back = Self.work(-1, "BX", key: "ffffffffffffffffffffffffffffffff")
            #expect(await destination.send(Self.work()).gist == "delivered 4900000001/2026")
            #expect(sap.stock(of: "IV-20G", at: Self.place) == 98)
            #expect(await destination.lookUp(back) == .absent)
            #expect(await destination.send(back).gist == "delivered 4900000002/2026")
            #expect(sap.stock(of: "IV-20G", at: Self.place) == 148)
            #expect(await destination.lookUp(back) == .found(document: "4900000002/2026"))
            #expect(sap.documents.map(\.movement) == ["201", "202"])
            #expect(sap.documents.allSatisfy { $0.costCenter == "4100" && $0.reference.count == 16 })
        }
    }

    @Test("OAuth lets in as the password does; a wrong password doesn't")
    func signIn() async throws {
        try await Self.with(usesTokens: true) { destination, sap in
            #expect(await destination.send(Self.work()).gist == "delivered 4900000001/2026")
            #expect(sap.counts.tokens == 1)
        }
        try await Self.with(password: "wrong") { destination, sap in
            #expect(await destination.send(Self.work()).gist == "endpoint-refuses http-401")
            #expect(sap.documents.isEmpty)
        }
    }

    @Test("a session that the gateway forgot is opened again, and the document posted once")
    func sessions() async throws {
        try await Self.with { destination, sap in
            _ = await destination.send(Self.work())
            sap.expireSessions()
            let other = Self.work(key: "ffffffffffffffffffffffffffffffff")
            #expect(await destination.send(other).gist == "delivered 4900000002/2026")
            #expect(sap.documents.count == 2)
        }
    }

    @Test("what the ERP refuses goes to whom it concerns, and posts nothing")
    func refusals() async throws {
        let settings = SAPSettings(closedMonths: ["2026-11"])
        try await Self.with(settings) { destination, sap in
            #expect(await destination.send(Self.work()).gist == "permanent erp.period-closed 2026-11")
            #expect(sap.documents.isEmpty)
        }
        try await Self.with(SAPSettings(lockedMaterials: ["IV-20G"])) { destination, _ in
            #expect(await destination.send(Self.work()).gist == "transient http-400")
        }
        try await Self.with { destination, sap in
            #expect(await destination.send(Self.work(3, "BX")).gist == "permanent erp.stock-short IV-20G MS4W")
            #expect(await destination.send(Self.work(1, "DZ")).gist == "permanent erp.unit-rejected IV-20G DZ")
            #expect(
                await destination.send(Self.work(1, item: "NONE")).gist == "permanent erp.item-rejected NONE")
            #expect(sap.documents.isEmpty)
        }
    }

    @Test("a document whose answer is lost is in doubt and found; sent again with repeatability it stays one")
    func lostAnswers() async throws {
        for weather in [
            ERPWeather.acceptThenDrop(share: 1, limit: 1), .acceptThenTimeout(share: 1, hold: .zero, limit: 1),
        ] {
            try await Self.with { destination, sap in
                sap.setWeather(weather)
                #expect(await destination.send(Self.work()).gist.hasPrefix("ambiguous "))
                #expect(await destination.lookUp(Self.work()) == .found(document: "4900000001/2026"))
                #expect(sap.documents.count == 1)
            }
            try await Self.with(SAPSettings(tellsRepeats: true), repeatability: .requestID) { destination, sap in
                _ = await destination.send(Self.work(key: "ffffffffffffffffffffffffffffffff"))
                sap.setWeather(weather)
                #expect(await destination.send(Self.work()).gist.hasPrefix("ambiguous "))
                #expect(await destination.send(Self.work()).gist == "delivered 4900000002/2026")
                #expect(sap.counts.replays == 1 && sap.doubleReferences.isEmpty)
            }
        }
    }

    @Test("an answer without a number is no success, and the document is found")
    func withoutNumber() async throws {
        try await Self.with(SAPSettings(numbersWithheld: 1)) { destination, _ in
            #expect(await destination.send(Self.work()).gist == "ambiguous http-201")
            #expect(await destination.lookUp(Self.work()) == .found(document: "4900000001/2026"))
        }
    }

    @Test("where repeatability is configured and the system doesn't have it, nothing is posted twice all the same")
    func notSwitchedOn() async throws {
        try await Self.with(repeatability: .requestID) { destination, sap in
            sap.setWeather(.acceptThenDrop(share: 1, limit: 1))
            #expect(await destination.send(Self.work()).gist == "ambiguous reset")
            #expect(await destination.send(Self.work()).gist == "delivered 4900000001/2026")
            #expect(sap.documents.count == 1)
        }
    }

    @Test("too many requests and a gateway that is away are waited out")
    func busy() async throws {
        try await Self.with { destination, sap in
            sap.setWeather(.rateLimited(perSecond: 0, .seconds(7)))
            #expect(await destination.send(Self.work()).gist == "transient http-429 7s")
            sap.setWeather(.erroring(share: 1, status: 503))
            #expect(await destination.send(Self.work()).gist == "transient http-503")
            sap.setWeather(.calm)
            #expect(await destination.send(Self.work()).gist == "delivered 4900000001/2026")
        }
    }
}
