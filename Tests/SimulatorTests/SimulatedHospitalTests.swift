import Measures
import Simulator
import SyncModel
import Testing

/// The hospital against a receiver on a real socket that misbehaves as told.
struct SimulatedHospitalTests {
    private static let site = SimulatedSite(seed: 11)

    private func run(
        count: Int, rates: HospitalRates = .clean, timeout: Duration = .seconds(30), attempts: Int = 20,
        _ manner: @escaping @Sendable (String, Int) -> TinyAcknowledger.Manner
    ) async throws -> (ledger: HospitalLedger, received: [String: [[UInt8]]]) {
        let receiver = try await TinyAcknowledger.listen(manner)
        var settings = HospitalSettings(port: receiver.port)
        settings.rates = rates
        settings.messageCount = count
        settings.acknowledgmentTimeout = timeout
        settings.reconnectDelay = .milliseconds(1)
        settings.maximumAttempts = attempts
        let hospital = SimulatedHospital(site: Self.site, settings: settings, seed: 3)
        await hospital.run()
        try await receiver.close()
        return (hospital.ledger, receiver.received)
    }

    @Test("every message arrives byte for byte and is acknowledged")
    func calm() async throws {
        let (ledger, received) = try await run(count: 150, rates: HospitalRates()) { _, _ in .answer("AA") }
        #expect(ledger.counts.documented + ledger.counts.repeats == 150)
        #expect(ledger.counts.accepted == 150)
        #expect(ledger.counts.resent == 0)
        #expect(Set(ledger.entries.values.map(\.message.unit)) == Set(SendingUnit.all.map(\.code)))
        #expect(received.count == ledger.entries.count)
        for (controlID, entry) in ledger.entries {
            #expect(entry.acknowledgment == "AA")
            #expect(received[controlID]?.allSatisfy { $0 == entry.message.bytes } == true)
        }
        #expect(!ledger.expectedChanges.isEmpty)
        #expect(ledger.expectedChangesWithoutFixes != ledger.expectedChanges)
    }

    @Test("a message whose connection is lost is sent again with the same id and the same bytes")
    func lostConnections() async throws {
        let (ledger, received) = try await run(count: 40) { _, before in before == 0 ? .hangUp : .answer("AA") }
        #expect(ledger.counts.accepted == 40)
        #expect(ledger.counts.resent == 40)
        #expect(ledger.counts.disconnections >= 40)
        #expect(received.count == 40)
        for frames in received.values { #expect(frames.count == 2 && frames[0] == frames[1]) }
    }

    @Test("a message that nobody answers is sent again after the timeout, over a new connection")
    func timeouts() async throws {
        let (ledger, received) = try await run(count: 10, timeout: .milliseconds(400)) { _, before in
            before == 0 ? .silence : .answer("AA")
        }
        #expect(ledger.counts.accepted == 10)
        #expect(ledger.counts.resent >= 10)
        #expect(received.values.allSatisfy { $0.count >= 2 && Set($0).count == 1 })
    }

    @Test("AE and AR settle a message, and only AE with 207 is tried again")
    func negativeAnswers() async throws {
        let (ledger, received) = try await run(count: 30) { controlID, before in
            switch controlID.last {
            case "1": .answer("AE", error: "101")
            case "2": .answer("AR", error: "203")
            case "3": before < 2 ? .answer("AE", error: "207") : .answer("AA")
            default: .answer("AA")
            }
        }
        let counts = ledger.counts
        #expect(counts.accepted + counts.errors + counts.rejected == 30)
        #expect(counts.errors > 0 && counts.rejected > 0 && counts.postponed > 0)
        #expect(counts.resent == counts.postponed)
        for (controlID, frames) in received { #expect(frames.count == (controlID.last == "3" ? 3 : 1)) }
        for entry in ledger.entries.values where entry.acknowledgment != "AA" {
            #expect(["1", "2"].contains(entry.message.controlID.last))
        }
    }

    @Test("an answer to something else is not taken for the answer")
    func strays() async throws {
        let (ledger, _) = try await run(count: 20) { _, _ in .answerAfterStray }
        #expect(ledger.counts.accepted == 20)
        #expect(ledger.counts.strays == 20)
    }

    @Test("a message is given up after as many attempts as allowed, and counted so")
    func givingUp() async throws {
        let (ledger, received) = try await run(count: 5, attempts: 3) { _, _ in .answer("AE", error: "207") }
        #expect(ledger.counts.givenUp == 5)
        #expect(ledger.entries.values.allSatisfy { $0.isGivenUp && $0.acknowledgment == nil })
        #expect(received.values.allSatisfy { $0.count == 3 })
        #expect(ledger.expectedChanges.isEmpty)
    }

    @Test("an endless hospital ends when it is stopped, and every message it began is settled")
    func stopping() async throws {
        let (frames, arrival) = AsyncStream.makeStream(of: Void.self)
        let receiver = try await TinyAcknowledger.listen { _, _ in
            arrival.yield()
            return .answer("AA")
        }
        let hospital = SimulatedHospital(site: Self.site, settings: HospitalSettings(port: receiver.port), seed: 3)
        async let done: Void = hospital.run()
        for await _ in frames.prefix(20) {}
        hospital.stop()
        await done
        try await receiver.close()
        #expect(hospital.counts.accepted >= 20)
        #expect(hospital.ledger.entries.values.allSatisfy { $0.acknowledgment != nil })
    }

    @Test("a hospital that is stopped in a pause ends at once, not at its next message")
    func stoppingInPause() async throws {
        let (pauses, pause) = AsyncStream.makeStream(of: Duration.self)
        let time = SimulatedTime(
            elapsed: { .zero }, wall: { UTCTime(milliseconds: 1_790_000_000_000) },
            sleep: { duration in
                pause.yield(duration)
                // Time that doesn't pass: only cancelling ends it.
                let (never, end) = AsyncStream.makeStream(of: Void.self)
                for await _ in never {}
                end.finish()
                try Task.checkCancellation()
            })
        var settings = HospitalSettings(port: 1)
        settings.messagesPerSecond = 0.001
        let hospital = SimulatedHospital(site: Self.site, settings: settings, seed: 3, time: time)
        async let done: Void = hospital.run()
        for await _ in pauses.prefix(SendingUnit.all.count) {}
        hospital.stop()
        await done
        #expect(hospital.counts.sent == 0)
    }

    @Test("a hospital that is cancelled ends, even where nobody answers")
    func cancelling() async throws {
        let (frames, arrival) = AsyncStream.makeStream(of: Void.self)
        let receiver = try await TinyAcknowledger.listen { _, _ in
            arrival.yield()
            return .silence
        }
        let hospital = SimulatedHospital(site: Self.site, settings: HospitalSettings(port: receiver.port), seed: 3)
        let run = Task { await hospital.run() }
        for await _ in frames.prefix(SendingUnit.all.count) {}
        run.cancel()
        await run.value
        try await receiver.close()
        #expect(hospital.counts.accepted == 0)
        #expect(hospital.counts.sent == SendingUnit.all.count)
    }

    @Test("messages leave at the hospital's pace")
    func pace() async throws {
        let receiver = try await TinyAcknowledger.listen { _, _ in .answer("AA") }
        let clock = ManualTime()
        var settings = HospitalSettings(port: receiver.port)
        settings.units = [SendingUnit.all[0]]
        settings.messageCount = 20
        settings.messagesPerSecond = 4
        let hospital = SimulatedHospital(site: Self.site, settings: settings, seed: 3, time: clock.time)
        await hospital.run()
        try await receiver.close()
        #expect(clock.elapsed == .seconds(5))
    }
}
