import Foundation
import SyncModel
import Testing

@testable import SyncStore

@Suite("Looking for messages")
struct SearchTests {
    let state: TemporaryState
    let store: EngineStore

    init() throws {
        state = try TemporaryState()
        store = try state.store()
    }

    private func accept(
        _ controlID: String, content: String? = nil, source: SourceName = Sample.source, minutes: Int = 0,
        type: String = "DFT^P03", refusal: Fault? = nil, deliveries: [NewDelivery] = [Sample.delivery()]
    ) throws {
        var message = Sample.message(controlID, content: content, refusal: refusal, deliveries: deliveries)
        message.source = source
        message.type = type
        message.receivedAt = Sample.start.advanced(by: .seconds(60 * minutes))
        try store.accept(message, now: message.receivedAt)
    }

    private func find(limit: Int = 50, _ set: (inout MessageSearch) -> Void) throws -> [String] {
        var search = MessageSearch()
        set(&search)
        let reader = try state.reader()
        return try reader.search(search, limit: limit, while: { _ in true }).hits.map(\.row.controlID)
    }

    @Test("a control id finds its message of any source, and those that were refused under it")
    func controlID() throws {
        try accept("A1")
        try accept("A1", content: "other", source: "lab")
        try accept("A1", content: "a conflict")
        try accept("B1")
        #expect(try find { $0.controlID = .exactly("A1") } == ["A1", "A1", "A1"])
        #expect(try find { ($0.controlID, $0.source) = (.exactly("A1"), "lab") } == ["A1"])
        #expect(try find { $0.controlID = .exactly("A") } == [])
        #expect(
            try find {
                $0.controlID = .exactly("A1")
                $0.disposition = .refused
            }.count == 1)
    }

    @Test("the beginning of a control id finds all that begin so, newest first, page by page")
    func prefix() throws {
        for number in 10..<40 { try accept("MSG\(number)") }
        try accept("MTG1")
        #expect(try find { $0.controlID = .beginning("MSG2") } == (20..<30).reversed().map { "MSG\($0)" })
        var search = MessageSearch()
        search.controlID = .beginning("MSG")
        let reader = try state.reader()
        var found: [String] = []
        var before: MessageID?
        repeat {
            let page = try reader.search(search, before: before, limit: 7)
            found += page.hits.map(\.row.controlID)
            before = page.next
        } while before != nil
        #expect(found == (10..<40).reversed().map { "MSG\($0)" })
    }

    @Test("more beginnings alike than can be looked at each are gone through from the newest")
    func commonPrefix() throws {
        let count = StateReader.prefixLimit + 100
        try store.commit(now: Sample.start) { transaction in
            for number in 0..<count { _ = try transaction.accept(Sample.message("M\(10_000 + number)")) }
        }
        #expect(try find(limit: 3) { $0.controlID = .beginning("M1") }.count == 3)
        #expect(try find(limit: 5000) { $0.controlID = .beginning("M1") }.count == count)
    }

    @Test("wildcards of SQL in what is looked for are letters like any other")
    func wildcards() throws {
        try accept("A%1", content: "100% SALINE")
        try accept("AB1", content: "1000 SALINE")
        #expect(try find { $0.controlID = .beginning("A%") } == ["A%1"])
        #expect(try find { $0.text = "100% s" } == ["A%1"])
    }

    @Test("a trace finds its message, as an id or within a traceparent; one of another state finds none")
    func trace() throws {
        try accept("A1")
        try accept("A2")
        let trace = try #require(try state.reader().trace(MessageID(rawValue: 2)))
        #expect(try find { $0.trace = trace.trace } == ["A2"])
        #expect(try find { $0.trace = " \(trace.trace.uppercased())" } == ["A2"])
        #expect(try find { $0.trace = trace.deliveries[0].traceparent } == ["A2"])
        let foreign = String(trace.trace.prefix(16).reversed()) + trace.trace.suffix(16)
        #expect(try find { $0.trace = foreign } == [])
        for nonsense in ["", "-", "00-1-2-3", "00-\(trace.trace)-1-01", String(repeating: "f", count: 32), "é"] {
            #expect(try find { $0.trace = nonsense } == [])
        }
    }

    @Test("an item is found by the sender's code or the ERP's number, and not by a part of either")
    func item() throws {
        try accept("A1", deliveries: [Sample.delivery(item: "4471-B"), Sample.delivery(line: 2, item: "X9")])
        try accept("A2", deliveries: [Sample.stopped(item: "4471")])
        let resolved = Data("{\"itemNumber\":\"ERP-7\"}".utf8)
        try accept(
            "A3", deliveries: [Sample.delivery(item: "9", DeliveryPlan(.ready(resolved), value: .zero))])
        #expect(try find { $0.item = "4471-b" } == ["A1"])
        #expect(try find { $0.item = "4471" } == ["A2"])
        #expect(try find { $0.item = "X9" } == ["A1"])
        #expect(try find { $0.item = "ERP-7" } == ["A3"])
        #expect(try find { $0.item = "ERP" } == [])
        #expect(
            try find {
                $0.item = "X9"
                $0.controlID = .exactly("A2")
            } == [])
    }

    @Test("a visit is found by its whole number, in events and in whole messages")
    func encounter() throws {
        var event = Sample.event()
        event.encounter = "V100"
        let body = try StateJSON.encode(event)
        func delivery(_ type: EventType, _ body: Data?) -> NewDelivery {
            NewDelivery(
                eventType: type, line: 1, eventBody: body, summary: EventSummary(event), flow: Sample.flow,
                endpoint: Sample.endpoint, lane: nil, plan: Sample.ready)
        }
        try accept("A1", deliveries: [delivery(.supplyUsed, body)])
        try accept("A2", content: "PV1|||V100", deliveries: [delivery(.messageReceived, nil)])
        try accept("A3", content: "PV1|||V200", deliveries: [delivery(.messageReceived, nil)])
        #expect(try find { $0.encounter = "V100" } == ["A2", "A1"])
        #expect(try find { $0.encounter = "V10" } == ["A2"])
        #expect(try find { $0.encounter = "V3" } == [])
    }

    @Test("times, sources, kinds, answers and text narrow a search together")
    func filters() throws {
        try accept("A1", content: "CATHETER", minutes: 0)
        try accept("A2", content: "catheter", source: "lab", minutes: 10)
        try accept("A3", content: "glove", minutes: 20, type: "RAS^O17")
        try accept("A4", minutes: 30, refusal: Fault(.messageMalformed, detail: "No MSH."))
        let start = Sample.start
        #expect(try find { $0.since = start.advanced(by: .seconds(600)) } == ["A4", "A3", "A2"])
        #expect(try find { $0.until = start.advanced(by: .seconds(600)) } == ["A1"])
        #expect(try find { $0.text = "Catheter" } == ["A2", "A1"])
        #expect(try find { ($0.text, $0.source) = ("catheter", "lab") } == ["A2"])
        #expect(try find { $0.type = "RAS^O17" } == ["A3"])
        #expect(try find { $0.type = "DFT" } == ["A4", "A2", "A1"])
        #expect(try find { $0.disposition = .refused } == ["A4"])
        #expect(try find { $0.disposition = .accepted }.count == 3)
        #expect(try find { _ in } == ["A4", "A3", "A2", "A1"])
        #expect(try state.reader().messageSources() == ["ehr-mllp", "lab"])
    }

    @Test("a search goes slice by slice, says how far it is, and can be ended between two")
    func slices() throws {
        let count = Int(StateReader.contentSlice) * 2 + 500
        try store.commit(now: Sample.start) { transaction in
            for number in 0..<count {
                let text = number == 7 ? "the needle" : "hay \(number)"
                _ = try transaction.accept(Sample.message("M\(number)", content: text, deliveries: []))
            }
        }
        var search = MessageSearch()
        search.text = "needle"
        let reader = try state.reader()
        var seen: [Double] = []
        let page = try reader.search(search) { page in
            seen.append(page.progress)
            return true
        }
        #expect(page.hits.map(\.row.controlID) == ["M7"] && page.next == nil && page.progress == 1)
        #expect(seen.count == 2 && seen == seen.sorted() && seen.allSatisfy { $0 > 0 && $0 < 1 })
        let ended = try reader.search(search) { _ in false }
        #expect(ended.hits.isEmpty && ended.next != nil && ended.progress < 0.5)
        search.text = "hay"
        #expect(try reader.search(search, limit: 5).hits.map(\.row.controlID) == (0..<5).map { "M\(count - 1 - $0)" })
    }

    @Test("a hit says what became of its deliveries")
    func standing() throws {
        try accept("A1", deliveries: [Sample.delivery(), Sample.stopped(line: 2), Sample.stopped(line: 3)])
        try store.settle(1, .delivered(document: "D1"))
        let hit = try #require(try state.reader().search(MessageSearch()).hits.first)
        #expect(hit.standing == [.delivered: 1, .faulted: 2] && hit.deliveries == 3 && hit.trace.count == 32)
    }
}
