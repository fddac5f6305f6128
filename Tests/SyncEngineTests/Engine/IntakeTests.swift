import Catalog
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Intake")
struct IntakeTests {
    @Test("what is accepted is delivered, and the books balance")
    func delivers() async throws {
        try await TestSite.withEngine { engine in
            let reply = await engine.submit("M1", TestSite.use("CATH", 2), TestSite.use("STAP", 3, line: 2))
            #expect(reply == .accepted(MessageID(rawValue: 1)))
            try await engine.finish()
            #expect(engine.erp.uses.map(\.quantity.description).sorted() == ["0.04", "3"])
            let verification = try engine.reader.verify()
            #expect(verification.findings.isEmpty)
            #expect(verification.total[.accepted] == 2 && verification.total[.delivered] == 2)
            #expect(try engine.delivery(1)?.document != nil)
        }
    }

    @Test("a line with a type of its own goes only to the flows that take it, in the one commit of its message")
    func lineTypes() async throws {
        var first = TestSite.flow()
        first.messages = ["fhir:SupplyDelivery"]
        var second = TestSite.flow()
        second.name = "device-usage"
        second.messages = ["fhir:DeviceUseStatement"]
        try await TestSite.withEngine(first, beside: [second]) { engine in
            var message = TestSite.message(
                "B1", [TestSite.use("CATH", 50), TestSite.use("STAP", 3, line: 2), TestSite.use("STAP", 7, line: 3)])
            message.type = "fhir:Bundle"
            message.lineTypes = [1: "fhir:SupplyDelivery", 2: "fhir:DeviceUseStatement", 3: "fhir:Basic"]
            #expect(await engine.submit(message) == .accepted(MessageID(rawValue: 1)))
            try await engine.finish()
            #expect(engine.erp.uses.map(\.quantity.description).sorted() == ["1", "3"])
            let verification = try engine.reader.verify()
            #expect(verification.findings.isEmpty && verification.messages == 1)
            #expect(verification.total[.accepted] == 2)
        }
    }

    @Test("the same message again is acknowledged again and not processed again")
    func repeats() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use())
            await engine.settle()
            #expect(await engine.submit("M1", TestSite.use()) == .duplicate(MessageID(rawValue: 1)))
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
            let verification = try engine.reader.verify()
            #expect(verification.findings.isEmpty)
            #expect(verification.total[.accepted] == 2 && verification.total[.duplicates] == 1)
        }
    }

    @Test("the same control id with other content is refused, kept, and shown to a person")
    func conflicts() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("CATH", 2))
            guard case .refused(let fault) = await engine.submit("M1", TestSite.use("CATH", 3)) else {
                Issue.record("it was not refused")
                return
            }
            #expect(fault.code == .controlIDConflict)
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
            #expect(try engine.open.map(\.fault.code) == [.controlIDConflict])
            let verification = try engine.reader.verify()
            #expect(verification.findings.isEmpty && verification.messages == 2)
        }
    }

    @Test("a message that can't be read is refused, kept byte for byte, and shown to a person")
    func keepsTheMalformed() async throws {
        try await TestSite.withEngine { engine in
            var message = TestSite.message("M1", [])
            let fault = Fault(.messageMalformed, detail: "There is no MSH segment.")
            message.refusal = fault
            #expect(await engine.submit(message) == .refused(fault))
            try await engine.finish()
            #expect(try engine.open.map(\.fault) == [fault])
            #expect(try engine.reader.message(MessageID(rawValue: 1))?.payload == message.bytes)
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("a bad line never holds up the good ones beside it")
    func separatesLines() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit(
                "M1", TestSite.use("NEW", line: 1), TestSite.use("CATH", line: 2), TestSite.use("CATH", 0, line: 3))
            try await engine.finish()
            #expect(engine.erp.booked == [FakeERP.Business(1, 2)])
            #expect(try Set(engine.open.map(\.fault.code)) == [.itemUnmapped, .quantityOutOfRange])
        }
    }

    @Test(
        "each kind of fault waits in its owner's queue with what a person needs to see",
        arguments: [
            (TestSite.use("NEW"), FaultCode.itemUnmapped, Role.materials),
            (TestSite.use("CATH", 2, "ZORK"), .unitInvalid, .materials),
            (TestSite.use("CATH", 2, "CS"), .conversionMissing, .materials),
            (TestSite.use("STAP", ExactDecimal("0.5"), "EA"), .packSplit, .materials),
            (TestSite.use("CATH", 2, "EA", location: "MOON"), .locationUnknown, .finance),
            (TestSite.use("CATH", 2, "EA", location: "OR"), .costCenterMissing, .finance),
            (TestSite.use("CATH", 501), .quantityOutOfRange, .materials),
        ])
    func opensExceptions(event: CanonicalEvent, code: FaultCode, owner: Role) async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", event)
            try await engine.finish()
            let row = try #require(try engine.open.first)
            #expect(row.fault.code == code && row.owner == owner)
            #expect(row.item == event.item?.code && row.quantity == event.quantity?.description)
            #expect(row.location == event.location)
            #expect(row.openedAt == TestSite.start)
            #expect(try engine.reader.causes(of: owner).map(\.open) == [1])
            #expect(engine.erp.calls.isEmpty)
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("a dose that was not given is accepted, dismissed with its reason, and never sent")
    func dismisses() async throws {
        try await TestSite.withEngine { engine in
            var event = TestSite.use()
            event.action = .none
            event.note = "refused"
            await engine.submit("M1", event)
            try await engine.finish()
            #expect(try engine.delivery(1)?.state == .dismissed)
            #expect(try engine.delivery(1)?.reason == "refused")
            #expect(engine.erp.calls.isEmpty)
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("a message that could not be committed is not acknowledged, leaves no trace, and may come again")
    func neverAcknowledgesEarly() async throws {
        try await TestSite.withEngine { engine in
            engine.faults.failNext(1)
            guard case .unavailable = await engine.submit("M1", TestSite.use()) else {
                Issue.record("it was acknowledged")
                return
            }
            #expect(try engine.reader.verify().messages == 0)
            #expect(await engine.submit("M1", TestSite.use()) == .accepted(MessageID(rawValue: 1)))
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
        }
    }

    @Test("answers come in the order of submission")
    func answersInOrder() async throws {
        try await TestSite.withEngine { engine in
            let stream = AsyncStream<Int> { continuation in
                for number in 1...50 {
                    // Every fifth is a repeat of the one before it.
                    let control = number.isMultiple(of: 5) ? number - 1 : number
                    engine.core.submit(TestSite.message("M\(control)", [TestSite.use()]), mayBlock: false) { _ in
                        continuation.yield(number)
                        if number == 50 { continuation.finish() }
                    }
                }
            }
            var order: [Int] = []
            for await number in stream { order.append(number) }
            #expect(order == Array(1...50))
        }
    }

    @Test("when the engine has stopped, a sender is told to come again later")
    func refusesWhenStopped() async throws {
        try await TestSite.withEngine { engine in
            await engine.core.stop(drainingWithin: .zero)
            guard case .unavailable = await engine.submit("M1", TestSite.use()) else {
                Issue.record("it was acknowledged")
                return
            }
        }
    }
}
