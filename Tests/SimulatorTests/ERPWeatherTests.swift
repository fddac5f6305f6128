import NIOCore
import Simulator
import Synchronization
import Testing

/// The ERP's bad spells over real sockets, in a time that only moves when told.
struct ERPWeatherTests {
    private static let staged = "/fscmRestApi/resources/11.13.18.05/inventoryStagedTransactions"

    private func withERP(
        _ fixture: ERPFixture = ERPFixture(), _ body: (SimulatedERP, TinyHTTPClient) async throws -> Void
    ) async throws {
        let erp = fixture.erp()
        var client = TinyHTTPClient(port: try await erp.start())
        do {
            let form = "grant_type=client_credentials&client_id=tallyward&client_secret=demo-secret"
            client.token = try await client.send("POST", "/oauth2/v1/token", form)?.field("access_token")
            try await body(erp, client)
        } catch {
            await erp.stop()
            throw error
        }
        await erp.stop()
    }

    private func post(_ client: TinyHTTPClient, header: Int = 1) async throws -> TinyHTTPClient.Answer? {
        try await client.send("POST", Self.staged, ERPFixture.posting(header: header))
    }

    @Test("above its rate it answers 429, and everybody who comes before Retry-After is over gets another one")
    func rateLimit() async throws {
        let fixture = ERPFixture()
        try await withERP(fixture) { erp, client in
            try await erp.setWeather(.rateLimited(perSecond: 2, .seconds(8)))
            #expect(try await post(client, header: 1)?.status == 201)
            #expect(try await post(client, header: 2)?.status == 201)
            let refused = try await post(client, header: 3)
            #expect(refused?.status == 429)
            #expect(refused?.headers["retry-after"] == "8")
            fixture.clock.advance(by: .milliseconds(7500))
            #expect(try await post(client, header: 3)?.headers["retry-after"] == "1")
            fixture.clock.advance(by: .milliseconds(500))
            #expect(try await post(client, header: 3)?.status == 201)
            #expect(erp.counts.rateLimited == 2)
            #expect(erp.counts.impatient == 1)
        }
    }

    @Test("Retry-After may be a date")
    func retryAfterDate() async throws {
        try await withERP { erp, client in
            try await erp.setWeather(.rateLimited(perSecond: 0, .date(seconds: 90)))
            #expect(try await post(client)?.headers["retry-after"] == "Sun, 22 Nov 2026 08:01:30 GMT")
            try await erp.setWeather(.rateLimited(perSecond: 0, .unsaid))
            #expect(try await post(client)?.headers["retry-after"] == nil)
        }
    }

    @Test("when it errs it books nothing", arguments: [500, 503])
    func errors(status: Int) async throws {
        try await withERP { erp, client in
            try await erp.setWeather(.erroring(share: 1, status: status))
            #expect(try await post(client)?.status == status)
            #expect(erp.bookingCount == 0)
            try await erp.setWeather(.calm)
            #expect(try await post(client)?.status == 201)
        }
    }

    @Test("a booking whose answer is lost is made all the same, and can be looked up")
    func lostAnswers() async throws {
        let fixture = ERPFixture()
        try await withERP(fixture) { erp, client in
            try await erp.setWeather(.acceptThenDrop(share: 1, limit: 1))
            #expect(try await post(client, header: 1) == nil)
            #expect(try await post(client, header: 2)?.status == 201)
            try await erp.setWeather(.acceptThenTimeout(share: 1, hold: .seconds(60), limit: nil))
            #expect(try await post(client, header: 3)?.status == 504)
            #expect(fixture.clock.elapsed == .seconds(60))
            #expect(erp.bookingCount == 3)
            #expect(erp.counts.unanswered == 2)
        }
    }

    @Test("a slow answer takes its time")
    func slow() async throws {
        let fixture = ERPFixture()
        try await withERP(fixture) { erp, client in
            try await erp.setWeather(.slow(.seconds(3)))
            #expect(try await post(client)?.status == 201)
            #expect(fixture.clock.elapsed == .seconds(3))
        }
    }

    @Test("when it is down connections are closed or refused, and afterwards it is back on the same port")
    func outages() async throws {
        try await withERP { erp, client in
            try await erp.setWeather(.down(.closed))
            #expect(try await post(client) == nil)
            try await erp.setWeather(.down(.refused))
            // Refused; or taken and closed, where a program that is just being started still holds the listener.
            #expect((try? await post(client)) ?? nil == nil)
            try await erp.setWeather(.calm)
            #expect(try await post(client)?.status == 201)
            #expect(erp.bookingCount == 1)
        }
    }

    @Test("a schedule goes through its spells in order and ends")
    func schedule() async throws {
        let fixture = ERPFixture()
        let spells: [ERPWeather] = [.slow(.seconds(1)), .erroring(share: 0.5, status: 503), .calm]
        let seen = Mutex<[ERPWeather]>([])
        let holder = Mutex<SimulatedERP?>(nil)
        var time = fixture.clock.time
        time.sleep = { duration in
            fixture.clock.advance(by: duration)
            if let weather = holder.withLock({ $0?.weather }) { seen.withLock { $0.append(weather) } }
        }
        let erp = SimulatedERP(master: fixture.master, time: time)
        holder.withLock { $0 = erp }
        try await erp.follow(WeatherSchedule(spells.map { .init($0, for: .seconds(2)) }, repeats: false))
        #expect(seen.withLock { $0 } == spells)
        #expect(fixture.clock.elapsed == .seconds(6))
        holder.withLock { $0 = nil }
    }
}
