import Measures
import Simulator
import Testing

/// What the simulated ERP answers over real sockets on the loopback interface.
struct SimulatedERPTests {
    private static let staged = "/fscmRestApi/resources/11.13.18.05/inventoryStagedTransactions"
    private static let completed = "/fscmRestApi/resources/11.13.18.05/inventoryCompletedTransactions"
    private static let version4 = ["REST-Framework-Version": "4"]
    private static let query = "?q=SourceCode%3D'TALLYWARD'%3BSourceHeaderId%3D1%3BSourceLineId%3D1"
    private static let stagedOne = staged + query
    private static let completedOne = completed + query
    private static let unreadable = staged + "?q=Colour%3Dred"

    private func withERP(
        _ fixture: ERPFixture = ERPFixture(), _ body: (SimulatedERP, inout TinyHTTPClient) async throws -> Void
    ) async throws {
        let erp = fixture.erp()
        var client = TinyHTTPClient(port: try await erp.start())
        do {
            client.token = try await Self.signIn(client)?.field("access_token")
            try await body(erp, &client)
        } catch {
            await erp.stop()
            throw error
        }
        await erp.stop()
    }

    private static func signIn(
        _ client: TinyHTTPClient, secret: String = "demo-secret"
    ) async throws
        -> TinyHTTPClient.Answer?
    {
        var anonymous = client
        anonymous.token = nil
        return try await anonymous.send(
            "POST", "/oauth2/v1/token",
            "grant_type=client_credentials&client_id=tallyward&client_secret=\(secret)")
    }

    @Test("a posting is booked in the item's primary unit and answered with its number")
    func books() async throws {
        try await withERP { erp, client in
            let answer = try await client.send(
                "POST", Self.staged,
                ERPFixture.posting(["TransactionQuantity": "-2", "TransactionUOM": "\"EA\""]), headers: Self.version4)
            #expect(answer?.status == 201)
            let booking = try #require(erp.bookings().first)
            #expect(answer?.field("TransactionInterfaceId") == String(booking.number))
            #expect(booking.key == BusinessKey(sourceCode: "TALLYWARD", headerID: "1", lineID: "1"))
            #expect(booking.quantity == -2)
            #expect(booking.primaryQuantity.description == "-0.04")
            #expect(erp.netChange(of: booking.stock).description == "-0.04")
        }
    }

    @Test("what is posted twice is booked twice, and shows as a double")
    func doubles() async throws {
        try await withERP { erp, client in
            for _ in 1...2 { _ = try await client.send("POST", Self.staged, ERPFixture.posting()) }
            _ = try await client.send("POST", Self.staged, ERPFixture.posting(line: 2))
            let key = BusinessKey(sourceCode: "TALLYWARD", headerID: "1", lineID: "1")
            #expect(erp.bookingCount == 3)
            #expect(Array(erp.doubleBookings.keys) == [key])
            #expect(erp.bookings(of: key).count == 2)
            #expect(erp.netChanges().values.map(\.description) == ["-0.12"])
        }
    }

    @Test("postings that come at the same time are all booked, under numbers of their own")
    func concurrency() async throws {
        try await withERP { erp, client in
            let poster = client
            let statuses = try await withThrowingTaskGroup(of: Int?.self) { group in
                for header in 1...40 {
                    group.addTask {
                        try await poster.send("POST", Self.staged, ERPFixture.posting(header: header))?.status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 201, count: 40))
            #expect(Set(erp.bookings().map(\.number)).count == 40)
            #expect(erp.doubleBookings.isEmpty)
            #expect(erp.netChanges().values.map(\.description) == ["-1.6"])
        }
    }

    @Test(
        "what the ERP can't book is refused with a code and a path",
        arguments: [
            ("ItemNumber", "\"999\"", "INV_INT_ITMCODE", "/ItemNumber"),
            ("ItemNumber", "\"300\"", "INV_INT_ITMCTRL", "/ItemNumber"),
            ("ItemNumber", "", "JBO-27014", "/ItemNumber"),
            ("OrganizationCode", "\"XXX\"", "INV_INT_ORGCODE", "/OrganizationCode"),
            ("SubinventoryCode", "\"ATTIC\"", "INV_INT_SUBCODE", "/SubinventoryCode"),
            ("SubinventoryCode", "\"LONGER-THAN-TEN\"", "JBO-25009", "/SubinventoryCode"),
            ("TransactionUOM", "\"CTN\"", "INV_INT_UOMCODE", "/TransactionUOM"),
            ("TransactionQuantity", "0.04", "INV_INT_QTYSGNERR", "/TransactionQuantity"),
            ("TransactionQuantity", "\"two\"", "JBO-25009", "/TransactionQuantity"),
            ("TransactionTypeName", "\"Scrap\"", "INV_INT_TRXTYPCODE", "/TransactionTypeName"),
            ("AccountCombination", "", "JBO-27014", "/AccountCombination"),
            ("SourceHeaderId", "\"x\"", "JBO-25009", "/SourceHeaderId"),
            ("TransactionDate", "\"yesterday\"", "JBO-25009", "/TransactionDate"),
        ])
    func refusals(field: String, value: String, code: String, path: String) async throws {
        try await withERP { erp, client in
            let answer = try await client.send(
                "POST", Self.staged, ERPFixture.posting([field: value]), headers: Self.version4)
            #expect(answer?.status == 400)
            #expect(answer?.field("o:errorCode") == code)
            #expect(answer?.field("o:errorPath")?.filter { $0 != "\\" } == path)
            #expect(erp.bookingCount == 0)
            #expect(erp.counts.refused == 1)
        }
    }

    @Test("a piece that can't be split is refused")
    func splitPiece() async throws {
        try await withERP { _, client in
            let body = ERPFixture.posting([
                "ItemNumber": "\"200\"", "TransactionUOM": "\"EA\"", "TransactionQuantity": "-0.5",
            ])
            let answer = try await client.send("POST", Self.staged, body, headers: Self.version4)
            #expect(answer?.field("o:errorCode") == "INV_INT_QTYFRACT")
        }
    }

    @Test("a client that names no framework version gets its errors in plain text")
    func plainErrors() async throws {
        try await withERP { _, client in
            let answer = try await client.send("POST", Self.staged, ERPFixture.posting(["ItemNumber": "\"999\""]))
            #expect(answer?.status == 400)
            #expect(answer?.headers["content-type"] == "text/plain")
            #expect(answer?.body == "The item 999 isn't valid.")
        }
    }

    @Test("without a token that holds, nothing is booked")
    func tokens() async throws {
        try await withERP { erp, client in
            let refused = try await Self.signIn(client, secret: "wrong")
            #expect(refused?.status == 401)
            erp.expireTokens()
            #expect(try await client.send("POST", Self.staged, ERPFixture.posting())?.status == 401)
            client.token = nil
            #expect(try await client.send("POST", Self.staged, ERPFixture.posting())?.status == 401)
            #expect(erp.bookingCount == 0)
            #expect(erp.counts.unauthorized == 3)
            #expect(erp.counts.tokens == 1)
        }
    }

    @Test("a token may run out before it says so")
    func earlyExpiry() async throws {
        var fixture = ERPFixture()
        fixture.settings.realTokenLifetime = .seconds(5)
        let clock = fixture.clock
        try await withERP(fixture) { _, client in
            let signIn = try await Self.signIn(client)
            #expect(signIn?.field("expires_in") == "3600")
            let early = try await client.send("GET", Self.completedOne)
            #expect(early?.status == 200)
            clock.advance(by: .seconds(5))
            let late = try await client.send("GET", Self.completedOne)
            #expect(late?.status == 401)
        }
    }

    @Test("what was booked is found by its business key among the completed, not among the staged")
    func lookUp() async throws {
        try await withERP { erp, client in
            #expect(try await client.send("GET", Self.completedOne)?.field("count") == "0")
            _ = try await client.send("POST", Self.staged, ERPFixture.posting())
            let found = try await client.send("GET", Self.completedOne)
            #expect(found?.field("count") == "1")
            #expect(found?.field("TransactionInterfaceId") == erp.bookings().first.map { String($0.number) })
            #expect(try await client.send("GET", Self.stagedOne)?.field("count") == "0")
            #expect(try await client.send("GET", Self.unreadable)?.status == 400)
            #expect(erp.counts.lookUps == 4)
        }
    }

    @Test(
        "in the background a posting is pending until it is processed, and one that can't be booked keeps its error"
    )
    func background() async throws {
        var fixture = ERPFixture()
        fixture.settings.processing = .background
        try await withERP(fixture) { erp, client in
            _ = try await client.send("POST", Self.staged, ERPFixture.posting())
            _ = try await client.send("POST", Self.staged, ERPFixture.posting(header: 2, ["ItemNumber": "\"999\""]))
            #expect(try await client.send("GET", Self.stagedOne)?.field("ProcessStatus") == "1")
            #expect(erp.bookingCount == 0)
            erp.processStaged()
            #expect(erp.bookingCount == 1)
            #expect(try await client.send("GET", Self.stagedOne)?.field("count") == "0")
            let failed = try await client.send("GET", Self.staged + "?q=SourceHeaderId%3D2")
            #expect(failed?.field("ProcessStatus") == "3")
            #expect(failed?.field("ErrorCode") == "INV_INT_ITMCODE")
        }
    }

    @Test("a charge is booked once for its key, and a repeat gets the first answer")
    func charges() async throws {
        try await withERP { erp, client in
            let key = ["Idempotency-Key": "k1"]
            let first = try await client.send("POST", "/charges", "{\"lines\":[1]}", headers: key)
            let second = try await client.send("POST", "/charges", "{\"lines\":[1]}", headers: key)
            #expect(first?.status == 201)
            #expect(second?.body == first?.body)
            #expect(first?.headers["idempotent-replayed"] == nil)
            #expect(second?.headers["idempotent-replayed"] == "true")
            #expect(try await client.send("POST", "/charges", "{}", headers: key)?.status == 422)
            #expect(try await client.send("POST", "/charges", "nonsense")?.status == 400)
            #expect(erp.charges().map(\.key) == ["k1"])
            #expect(erp.counts.replays == 1)
            #expect(erp.doubleCharges.isEmpty)
        }
    }
}
