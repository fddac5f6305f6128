import Catalog
import Control
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Commands")
struct CommandTests {
    @Test("every role may do what the one table says, and is refused everything else", arguments: RequestKind.allCases)
    func enforcesRights(kind: RequestKind) async throws {
        try await TestSite.withEngine { engine in
            for role in Role.allCases {
                let reply = try await engine.ask(Self.request(kind), as: role)
                if case .refused(.forbidden, let sentence) = reply {
                    #expect(!kind.roles.contains(role), "\(role) may \(kind)")
                    #expect(sentence.contains(role.title))
                } else {
                    #expect(kind.roles.contains(role), "\(role) may not \(kind)")
                }
            }
        }
    }

    private static func request(_ kind: RequestKind) -> Request {
        let location = LocationEntry(code: "X", organization: "M", subinventory: "S", costCenter: nil, account: nil)
        let item = Fix.mapItem(ItemMapping(source: "ehr", code: "X", itemNumber: "100"))
        let unit = Fix.defineUnit(UnitMapping(source: "ehr", word: "X", itemNumber: "100", unit: "EA"), factor: nil)
        let code = CodeMapping(table: "account", source: "ehr", code: "X", value: "1")
        return switch kind {
        case .whoAmI: .whoAmI
        case .claim: .claim([ExceptionID(rawValue: 1)])
        case .preview: .preview(item, cause: "x")
        case .mapItem: .apply(item, cause: "x")
        case .defineUnit: .apply(unit, cause: "x")
        case .mapLocation: .apply(.mapLocation(source: "ehr", location), cause: "x")
        case .mapCode: .apply(.mapCode(code), cause: "x")
        case .resubmit: .resubmit([ExceptionID(rawValue: 1)])
        case .letThrough: .letThrough([ExceptionID(rawValue: 1)], reason: "x")
        case .dismiss: .dismiss([ExceptionID(rawValue: 1)], reason: "x")
        case .stepAside: .stepAside(ExceptionID(rawValue: 1), reason: "x")
        case .confirmDelivered: .confirmDelivered(ExceptionID(rawValue: 1), document: "x")
        case .importCrosswalk: .importCrosswalk(CrosswalkImport())
        case .importCodes:
            .importCrosswalk(
                CrosswalkImport(entries: [
                    CrosswalkEntry(Fix.mapCode(code).key, CrosswalkContent(mapping: .mapCode(code)))
                ]))
        case .pauseEndpoint: .resume(TestSite.endpoint)
        case .previewReplay: .previewReplay(.matching(DeadLetterFilter()), edit: nil)
        case .replay: .replay(.matching(DeadLetterFilter()), edit: nil, digest: "x", reason: "x")
        case .editReplay:
            .replay(.matching(DeadLetterFilter()), edit: EventEdit(quantity: 1), digest: "x", reason: "x")
        case .unmask: .unmask(MessageID(rawValue: 1), reason: "x")
        case .correct: .correct(ExceptionID(rawValue: 1), EventEdit(quantity: 1), reason: "x")
        case .approve: .approve([SeenApproval(ApprovalID(rawValue: 1), digest: "x")], reason: "x")
        case .withdraw: .withdraw([ApprovalID(rawValue: 1)], reason: "x")
        case .undo: .undo(command: "x")
        case .assign: .assign([ExceptionID(rawValue: 1)], to: "materials")
        case .comment: .comment(.cause("x"), text: "x")
        case .keepView: .saveView(SavedView(name: "x", specification: "x"))
        case .look: .look(at: nil)
        case .steerFlow: .pauseFlow(TestSite.flowName, reason: "x")
        case .previewImport: .previewImport(CrosswalkImport())
        }
    }

    @Test("somebody the catalog doesn't know has no rights but to ask who they are")
    func refusesStrangers() async throws {
        try await TestSite.withEngine { engine in
            let desk = CommandDesk(engine.core, caller: Caller(user: "nobody"))
            let who = try await desk.perform(Command(id: "1", request: .whoAmI))
            #expect(who == .identity(user: "nobody", roles: []))
            let reply = try await desk.perform(Command(id: "2", request: .resubmitCause("x")))
            guard case .refused(.forbidden, _) = reply else {
                Issue.record("\(reply)")
                return
            }
        }
    }

    @Test("the same command id is applied once and answered alike each time")
    func appliesOnce() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("NEW"))
            let row = try #require(try engine.open.first)
            let first = try await engine.ask(.dismiss([row.id], reason: "a test"), id: "one")
            #expect(try await engine.ask(.dismiss([row.id], reason: "a test"), id: "one") == first)
            guard case .refused(.notFound, _) = try await engine.ask(.dismiss([row.id], reason: "a test"), id: "two")
            else {
                Issue.record("it was dismissed twice")
                return
            }
            let verification = try engine.reader.verify()
            #expect(verification.findings.isEmpty && verification.total[.dismissed] == 1)
        }
    }

    @Test("an exception that is named twice is worked on once", arguments: ["resubmit", "dismiss"])
    func ignoresRepeats(verb: String) async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("CATH", 501))
            await engine.submit("M2", TestSite.use("CATH", 502))
            let ids = try engine.open.map(\.id)
            let reply = try await engine.ask(
                verb == "resubmit" ? .resubmit(ids + ids) : .dismiss(ids + ids, reason: "a test"))
            guard case .done(2, _, _, _) = reply else {
                Issue.record("\(reply)")
                return
            }
            try await engine.finish()
            #expect(engine.erp.booked.count == (verb == "resubmit" ? 2 : 0))
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("a refused command changes nothing, though a part of it made sense")
    func refusesAsAWhole() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("CATH", 501))
            await engine.submit("M1", TestSite.use("CATH", 502))
            let rows = try engine.open.sorted { $0.id < $1.id }
            #expect(rows.map(\.fault.code) == [.quantityOutOfRange, .controlIDConflict])
            guard case .refused(.invalid, _) = try await engine.ask(.resubmit(rows.map(\.id))) else {
                Issue.record("it was not refused")
                return
            }
            await engine.settle()
            #expect(try engine.open.count == 2)
            #expect(try engine.delivery(1)?.state == .faulted)
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("a quantity that a person resubmits is believed; what still makes no sense stays stopped")
    func believesResubmitted() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("CATH", 1000), TestSite.use("CATH", 0, line: 2))
            let ids = try engine.open.map(\.id)
            guard case .done(2, 1, _, _) = try await engine.ask(.resubmit(ids)) else {
                Issue.record("not one of two went out")
                return
            }
            try await engine.finish()
            #expect(engine.erp.uses.map(\.quantity.description) == ["20"])
            #expect(try engine.open.count == 1)
        }
    }

    @Test("a person's word about a quantity holds, whatever stops the delivery next")
    func remembersTheWord() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("CATH", 1000, "EA", location: "ICU-9"))
            await engine.submit("M2", TestSite.use("NEW", 1000, "EA"))
            let first = try #require(try engine.open.first { $0.fault.code == .quantityOutOfRange })
            guard case .done(1, 0, _, _) = try await engine.ask(.resubmit([first.id])) else {
                Issue.record("it went out to nowhere")
                return
            }
            let next = try #require(try engine.open.first { $0.delivery == first.delivery })
            #expect(next.fault.code == .locationUnknown)
            let location = LocationEntry(
                code: "ICU-9", organization: "M1", subinventory: "MAIN", costCenter: "4010", account: nil)
            let fix = Fix.mapLocation(source: TestSite.source, location)
            guard case .preview(let preview) = try await engine.ask(.preview(fix, cause: next.cause)) else {
                Issue.record("no preview")
                return
            }
            #expect(preview.released == 1)
            _ = try await engine.ask(.apply(fix, cause: next.cause))
            try await engine.finish()
            #expect(engine.erp.uses.map(\.quantity.description) == ["20"])

            let mapping = ItemMapping(source: TestSite.source, code: "NEW", itemNumber: "100")
            _ = try await engine.ask(.apply(.mapItem(mapping), cause: "item.unmapped ehr NEW"))
            #expect(try engine.open.map(\.fault.code) == [.quantityOutOfRange], "nobody said so of this one")
            guard
                case .done(1, 0, _, _) = try await engine.ask(
                    .apply(.mapItem(mapping), cause: try engine.open[0].cause))
            else {
                Issue.record("a fix isn't a word about the quantity")
                return
            }
        }
    }

    @Test("a cause is resubmitted as a whole; one that nothing waits for is refused")
    func resubmitsCauses() async throws {
        try await TestSite.withEngine { engine in
            let cause = "quantity.out-of-range ehr CATH"
            await engine.submit("M1", TestSite.use("CATH", 501), TestSite.use("CATH", 502, line: 2))
            guard case .done(2, 2, _, _) = try await engine.ask(.resubmitCause(cause)) else {
                Issue.record("not both went out")
                return
            }
            guard case .refused(.notFound, _) = try await engine.ask(.resubmitCause(cause)) else {
                Issue.record("there was nothing left")
                return
            }
            try await engine.finish()
            #expect(engine.erp.booked.count == 2)
        }
    }

    @Test("who takes an exception on is shown until they give it back or it closes")
    func claims() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("NEW"))
            let id = try #require(try engine.open.first?.id)
            _ = try await engine.ask(.claim([id]), as: .materials)
            #expect(try engine.open.first?.claimedBy == "materials")
            _ = try await engine.ask(.release([id]), as: .materials)
            #expect(try engine.open.map(\.claimedBy) == [nil])
        }
    }

    @Test("only what is in doubt is settled on a person's word, and only with a document number")
    func confirmsOnlyDoubt() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("NEW"))
            let id = try #require(try engine.open.first?.id)
            guard case .refused(.invalid, _) = try await engine.ask(.confirmDelivered(id, document: "1")) else {
                Issue.record("it was settled")
                return
            }
            guard case .refused(.invalid, _) = try await engine.ask(.dismiss([id], reason: "")) else {
                Issue.record("it was dismissed without a reason")
                return
            }
            #expect(try engine.open.count == 1)
        }
    }

    @Test("a paused endpoint is sent nothing while intake goes on; resumed, it gets everything")
    func pauses() async throws {
        try await TestSite.withEngine { engine in
            let unreasoned = try await engine.ask(.pause(TestSite.endpoint, reason: ""), as: .integration)
            guard case .refused(.invalid, _) = unreasoned else {
                Issue.record("\(unreasoned)")
                return
            }
            _ = try await engine.ask(.pause(TestSite.endpoint, reason: "stock-taking"), as: .integration)
            await engine.submit("M1", TestSite.use())
            await engine.settle()
            #expect(engine.erp.calls.isEmpty)
            let status = try engine.reader.overview(now: engine.clock.now).endpoints.first
            #expect(status?.condition == .paused && status?.detail == "stock-taking")
            _ = try await engine.ask(.resume(TestSite.endpoint), as: .integration)
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
            guard case .refused(.notFound, _) = try await engine.ask(.resume("nowhere"), as: .integration) else {
                Issue.record("it knows an endpoint that isn't there")
                return
            }
        }
    }
}
