import Foundation
import GRDB
import SyncModel
import Testing

@testable import SyncStore

@Suite("Taking messages in")
struct AcceptTests {
    let state: TemporaryState
    let store: EngineStore

    init() throws {
        state = try TemporaryState()
        store = try state.store()
    }

    private func balance() throws -> BalanceSheet { try state.reader().overview(now: Sample.start).balance }

    @Test("what arrived comes back byte for byte, with its digest")
    func bytes() throws {
        var message = Sample.message("A1")
        message.payload = Data((0...255).map { UInt8($0) })
        message.digest = PayloadDigest.of(message.payload)
        try store.accept(message)
        let found = try #require(try state.reader().message(MessageID(rawValue: 1)))
        #expect(found.payload == Array(message.payload))
        #expect(
            found.row
                == MessageRow(
                    id: MessageID(rawValue: 1), source: Sample.source, controlID: "A1", type: "DFT^P03",
                    version: "2.5.1", receivedAt: Sample.start, disposition: .accepted, bytes: 256))
        #expect(try state.ask("SELECT digest FROM message") == message.digest)
    }

    @Test("messages, deliveries and exceptions are numbered in the order of intake, across engines too")
    func numbers() throws {
        var store: EngineStore? = store
        for number in 1...3 {
            let deliveries = [Sample.delivery(line: 1), Sample.stopped(line: 2)]
            guard
                case .stored(let id, let ready, _) = try store?.accept(
                    Sample.message("A\(number)", deliveries: deliveries))
            else {
                Issue.record("not stored")
                return
            }
            #expect(id.rawValue == Int64(number))
            #expect(ready.map(\.id.rawValue) == [Int64(number) * 2 - 1])
        }
        try store?.release(now: Sample.start)
        store = nil
        let next = try state.store()
        guard case .stored(let id, let ready, _) = try next.accept(Sample.message("A4")) else {
            Issue.record("not stored")
            return
        }
        #expect(id.rawValue == 4 && ready.map(\.id.rawValue) == [7])
        #expect(try state.reader().exceptions().map(\.id.rawValue) == [1, 2, 3])
    }

    @Test("the same message again is a duplicate, stores nothing, and is counted as one")
    func duplicate() throws {
        try store.accept(Sample.message("A1"))
        for _ in 1...2 {
            guard case .duplicate(let id) = try store.accept(Sample.message("A1")) else {
                Issue.record("not a duplicate")
                return
            }
            #expect(id.rawValue == 1)
        }
        #expect(try state.reader().messages().count == 1)
        let sheet = try balance()
        #expect(sheet[.accepted] == 3 && sheet[.duplicates] == 2 && sheet[.onTheWay] == 1 && sheet.isBalanced)
    }

    @Test("a repeat within the same group is a duplicate too")
    func duplicateInGroup() throws {
        let outcomes = try store.commit(now: Sample.start) { transaction in
            [try transaction.accept(Sample.message("A1")), try transaction.accept(Sample.message("A1"))]
        }
        guard case .stored = outcomes[0], case .duplicate(let id) = outcomes[1] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(id.rawValue == 1)
    }

    @Test("a control id that comes again with other content is kept, refused, and becomes an exception")
    func conflict() throws {
        try store.accept(Sample.message("A1"))
        guard case .conflict(let id, let fault) = try store.accept(Sample.message("A1", content: "other")) else {
            Issue.record("no conflict")
            return
        }
        #expect(id.rawValue == 2 && fault.code == .controlIDConflict)
        let reader = try state.reader()
        let row = try #require(try reader.exceptions(of: id).first)
        #expect(row.fault == fault && row.delivery == nil && row.owner == .integration)
        #expect(try reader.message(id)?.payload == Array("other".utf8))
        #expect(try reader.message(id)?.row.disposition == .refused)
        #expect(try reader.deliveries(of: id).isEmpty)
        // The first keeps the control id.
        #expect(try reader.message(source: Sample.source, controlID: "A1")?.rawValue == 1)
        guard case .duplicate = try store.accept(Sample.message("A1")) else {
            Issue.record("the first was forgotten")
            return
        }
        #expect(try reader.overview(now: Sample.start).refused == 1)
        #expect(try reader.verify().findings == [])
    }

    @Test("what was refused and comes again, byte for byte, is refused alike and counted, not kept once more")
    func refusedAgain() throws {
        let fault = Fault(.messageMalformed, FaultSubject(source: "ehr-mllp"), detail: "No PID segment.")
        try store.accept(Sample.message("A1"))
        for _ in 1...3 {
            guard case .refused(let id, fault) = try store.accept(Sample.message("R1", refusal: fault)) else {
                Issue.record("not refused alike")
                return
            }
            #expect(id.rawValue == 2)
            guard case .conflict(let other, let told) = try store.accept(Sample.message("A1", content: "other")) else {
                Issue.record("no conflict")
                return
            }
            #expect(other.rawValue == 3 && told.code == .controlIDConflict)
        }
        #expect(try state.ask("SELECT count(*) FROM message") == 3)
        #expect(try state.ask("SELECT count FROM tally WHERE line = 'refused-again'") == 4)
        let reader = try state.reader()
        #expect(try reader.exceptions().count == 2)
        #expect(try reader.overview(now: Sample.start).refused == 2)
        // The same bytes refused for another reason are news, and so are other bytes of the same id.
        let unsupported = Fault(.messageUnsupported, FaultSubject(source: "ehr-mllp"), detail: "No flow.")
        try store.accept(Sample.message("R1", refusal: unsupported))
        try store.accept(Sample.message("A1", content: "a third"))
        #expect(try reader.exceptions().count == 4)
        // What is accepted by now isn't held against it.
        guard case .stored = try store.accept(Sample.message("R1")) else {
            Issue.record("not taken")
            return
        }
        #expect(try reader.verify().findings == [])
    }

    @Test("a refused message is kept with its exception and leaves its control id free")
    func refused() throws {
        let fault = Fault(.messageMalformed, FaultSubject(source: "ehr-mllp"), detail: "No PID segment.")
        guard case .refused(let id, let told) = try store.accept(Sample.message("A1", refusal: fault)) else {
            Issue.record("not refused")
            return
        }
        #expect(told == fault)
        let reader = try state.reader()
        #expect(try reader.exceptions().map(\.fault) == [fault])
        #expect(try reader.message(id)?.row.disposition == .refused)
        #expect(try reader.overview(now: Sample.start).refused == 1)
        #expect(try balance()[.accepted] == 0)
        guard case .stored = try store.accept(Sample.message("A1")) else {
            Issue.record("the mended message was not taken")
            return
        }
        #expect(try reader.verify().findings == [])
    }

    @Test("messages without a control id, and the ids of other sources, are never repeats")
    func independentIDs() throws {
        var other = Sample.message("A1")
        other.source = "ehr-http"
        for message in [Sample.message(""), Sample.message(""), Sample.message("A1"), other] {
            guard case .stored = try store.accept(message) else {
                Issue.record("not stored")
                return
            }
        }
        #expect(try state.reader().messages().count == 4)
    }

    @Test("each plan stands in its own line of the books, with its value")
    func plans() throws {
        let deliveries = [
            Sample.delivery(line: 1, DeliveryPlan(.ready(nil), value: Money(cents: 100))),
            Sample.stopped(line: 2, cents: 20),
            Sample.delivery(line: 3, DeliveryPlan(.dismissed("a refused dose"), value: Money(cents: 3))),
        ]
        guard case .stored(let id, let ready, _) = try store.accept(Sample.message("A1", deliveries: deliveries)) else {
            Issue.record("not stored")
            return
        }
        #expect(ready.map(\.id.rawValue) == [1])
        #expect(try ready == state.work().load(ready.map(\.id)), "what is kept in memory is what is read back")
        let rows = try state.reader().deliveries(of: id)
        #expect(rows.map(\.state) == [.queued, .faulted, .dismissed])
        #expect(rows.map(\.line) == [1, 2, 3])
        #expect(rows.map(\.value.cents) == [100, 20, 3])
        #expect(rows.map(\.reason) == [nil, nil, "a refused dose"])
        #expect(rows.map(\.settledAt) == [nil, nil, Sample.start])
        let flow = try #require(try state.reader().overview(now: Sample.start).flows.first)
        #expect(flow.balance[.accepted] == 3 && flow.balance[.onTheWay] == 1)
        #expect(flow.balance[.waitingForPeople] == 1 && flow.balance[.dismissed] == 1)
        #expect(flow.backlogValue.cents == 100 && flow.waitingValue.cents == 20)
        #expect(try state.reader().verify().findings == [])
    }

    @Test("a stopped delivery keeps its place in a lane, and none without one")
    func lanes() throws {
        let deliveries = [
            Sample.stopped(line: 1, lane: "visit-1"), Sample.delivery(line: 2, lane: "visit-1"),
            Sample.stopped(line: 3),
        ]
        guard case .stored(_, let ready, _) = try store.accept(Sample.message("A1", deliveries: deliveries)) else {
            Issue.record("not stored")
            return
        }
        #expect(ready.map(\.id.rawValue) == [1, 2])
        #expect(ready.map(\.state) == [.faulted, .queued])
    }

    @Test("a transaction that fails leaves rows, numbers, counters and chain as they were")
    func rollback() throws {
        try store.accept(Sample.message("A1", deliveries: [Sample.stopped()]))
        let before = try state.reader().verify()
        #expect(throws: StateFileProblem.self) {
            try store.commit(now: Sample.start) { transaction in
                _ = try transaction.accept(Sample.message("A2", deliveries: [Sample.stopped(), Sample.delivery()]))
                try transaction.audit(actor: "ann", action: "fix", subject: "x", detail: "y")
                throw Missing()
            }
        }
        #expect(throws: StateFileProblem.self) {
            // Refused by the schema, in the last statement of the group.
            var broken = Sample.message("A3")
            broken.digest = Data(count: 5)
            try store.commit(now: Sample.start) { transaction in
                _ = try transaction.accept(Sample.message("A2"))
                _ = try transaction.accept(broken)
            }
        }
        let after = try state.reader().verify()
        #expect(after.findings == [] && after.books == before.books && after.auditRecords == before.auditRecords)
        guard
            case .stored(let id, let ready, _) = try store.accept(
                Sample.message("A2", deliveries: [Sample.delivery(), Sample.stopped()]))
        else {
            Issue.record("A2 was taken for a repeat")
            return
        }
        #expect(id.rawValue == 2 && ready.map(\.id.rawValue) == [2])
        #expect(try state.reader().exceptions().map(\.id.rawValue) == [1, 2])
        #expect(try state.reader().verify().findings == [])
    }

    @Test("a value beyond all reason is held, so that the books still add up", arguments: [Int64.max, .min])
    func absurdValues(cents: Int64) throws {
        for number in 1...4 {
            try store.accept(
                Sample.message(
                    "A\(number)",
                    deliveries: [
                        Sample.delivery(DeliveryPlan(.ready(nil), value: Money(cents: cents))),
                        Sample.stopped(cents: cents),
                    ]))
        }
        try store.replan(1, DeliveryPlan(.ready(nil), value: Money(cents: cents)))
        let held = Money(cents: cents).bookable
        #expect(held.cents == (cents > 0 ? 1 : -1) * Money.largestBookable.cents)
        let reader = try state.reader()
        #expect(try reader.verify().findings == [])
        #expect(try reader.waiting()[.materials]?.value.cents == 3 * held.cents)
        #expect(try reader.causes().first?.value.cents == 3 * held.cents)
    }

    @Test("the state refuses rows that contradict themselves")
    func checks() throws {
        try store.accept(Sample.message("A1"))
        for contradiction in [
            "UPDATE delivery SET state = 'delivered', settled_at = 1",
            "UPDATE delivery SET state = 'dead', settled_at = 1",
            "UPDATE delivery SET state = 'dismissed', reason = 'x'",
            "UPDATE delivery SET document = 'D1'",
            "UPDATE delivery SET state = 'lost'",
            "UPDATE message SET digest = x'00'",
            "UPDATE message SET disposition = 'maybe'",
            "UPDATE tally SET count = -1",
        ] {
            #expect(throws: DatabaseError.self, "\(contradiction)") { try state.tamper(contradiction) }
        }
    }

    @Test("an answer to a command is kept and given again")
    func commands() throws {
        let reply = Data("done".utf8)
        try store.commit(now: Sample.start) { transaction in
            #expect(try transaction.reply(toCommand: "c1") == nil)
            try transaction.keep(reply: reply, toCommand: "c1")
        }
        #expect(try store.commit(now: Sample.start) { try $0.reply(toCommand: "c1") } == reply)
        #expect(throws: StateFileProblem.self) {
            try store.commit(now: Sample.start) { try $0.keep(reply: Data(), toCommand: "c1") }
        }
    }
}
