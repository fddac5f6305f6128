import Foundation
import GRDB
import SyncModel
import Testing

@testable import SyncStore

@Suite("The work queue")
struct QueueTests {
    let state: TemporaryState
    let store: EngineStore

    init() throws {
        state = try TemporaryState()
        store = try state.store()
    }

    /// Stores one stopped delivery a value, all in one commit.
    private func stop(_ item: String = "4471-B", cents: [Int64]) throws {
        try store.commit(now: Sample.start) { transaction in
            for value in cents {
                _ = try transaction.accept(Sample.message("", deliveries: [Sample.stopped(item: item, cents: value)]))
            }
        }
    }

    private func pages(_ filter: ExceptionFilter, of size: Int) throws -> [ExceptionRow] {
        let reader = try state.reader()
        var rows: [ExceptionRow] = []
        while true {
            let page = try reader.exceptions(filter, after: rows.last, limit: size)
            if page.isEmpty { return rows }
            #expect(page.count <= size)
            rows += page
        }
    }

    @Test("causes come dearest first, ties by their key, each with its count, value and age")
    func causes() throws {
        try stop("B", cents: [100, 50])
        try stop("A", cents: [150])
        try stop("C", cents: [900])
        let fault = Fault(.costCenterMissing, FaultSubject(location: "ICU-3"), detail: "No cost center.")
        try store.accept(
            Sample.message("F", deliveries: [Sample.delivery(DeliveryPlan(.faulted(fault), value: Money(cents: 10)))]),
            now: Sample.start.advanced(by: .seconds(60)))
        let causes = try state.reader().causes()
        #expect(causes.map(\.fault.subject.item) == ["C", "A", "B", nil])
        #expect(causes.map(\.open) == [1, 1, 2, 1])
        #expect(causes.map(\.value.cents) == [900, 150, 150, 10])
        #expect(causes.last?.oldest == Sample.start.advanced(by: .seconds(60)))
        #expect(try state.reader().causes(of: .finance).map(\.code) == [.costCenterMissing])
        #expect(try state.reader().causes(of: .auditor).isEmpty)
        #expect(try state.reader().causes(limit: 2).map(\.value.cents) == [900, 150])
        let waiting = try state.reader().waiting()
        #expect(waiting[.materials]?.count == 4 && waiting[.materials]?.value.cents == 1200)
        #expect(waiting[.finance]?.count == 1 && waiting[.integration] == nil)
    }

    @Test("a cause with nothing open is no longer listed, and is again when it comes back")
    func emptyCause() throws {
        try stop(cents: [100])
        try store.replan(1, Sample.ready)
        #expect(try state.reader().causes().isEmpty)
        let later = Sample.start.advanced(by: .seconds(60))
        try store.accept(Sample.message("A", deliveries: [Sample.stopped(cents: 7)]), now: later)
        let cause = try #require(try state.reader().causes().first)
        #expect(cause.open == 1 && cause.value.cents == 7 && cause.oldest == later)
    }

    @Test("pages show every open row once, dearest first, then oldest", arguments: [1, 3, 7, 50, 1000])
    func paging(size: Int) throws {
        // Many rows of one value, so that pages break among them; credits too.
        let cents = (0..<60).map { Int64([500, 500, 500, 0, 0, -20, 7][$0 % 7]) }
        try stop("A", cents: cents)
        try stop("B", cents: cents.reversed())
        try store.replan(5, Sample.ready)
        for filter in [
            ExceptionFilter(), ExceptionFilter(owner: .materials), ExceptionFilter(cause: Sample.unmapped("A").cause),
            ExceptionFilter(text: "icu"),
            ExceptionFilter(owner: .materials, cause: Sample.unmapped("B").cause, text: "B"),
        ] {
            let rows = try pages(filter, of: size)
            let whole = try state.reader().exceptions(filter, limit: 10_000)
            #expect(rows == whole)
            #expect(Set(rows.map(\.id)).count == rows.count)
            #expect(rows.count == (filter.cause == nil ? 119 : filter.cause == Sample.unmapped("A").cause ? 59 : 60))
            for (row, next) in zip(rows, rows.dropFirst()) {
                #expect((-row.value.cents, row.id.rawValue) < (-next.value.cents, next.id.rawValue))
            }
        }
    }

    @Test("the filter finds its text whatever the case, in item, description, location, code and flow")
    func text() throws {
        try stop("Abc-1", cents: [1])
        try stop("Xyz-2", cents: [2])
        func found(_ text: String) throws -> [String] {
            try state.reader().exceptions(ExceptionFilter(text: text)).map(\.item)
        }
        #expect(try found("aBC") == ["Abc-1"])
        #expect(try found("CATHETER xyz") == ["Xyz-2"])
        #expect(try found("icu-3") == ["Xyz-2", "Abc-1"])
        #expect(try found("unmapped").count == 2)
        #expect(try found("supply-us").count == 2)
        #expect(try found("nowhere").isEmpty)
    }

    @Test("the wildcards of the database are ordinary characters in a filter")
    func wildcards() throws {
        for item in ["100%", "100x", "a_b", "a-b", "c\\d", "e'f"] { try stop(item, cents: [1]) }
        func found(_ text: String) throws -> [String] {
            try state.reader().exceptions(ExceptionFilter(text: text)).map(\.item)
        }
        #expect(try found("100%") == ["100%"])
        #expect(try found("a_b") == ["a_b"])
        #expect(try found("c\\") == ["c\\d"])
        #expect(try found("e'f") == ["e'f"])
        #expect(try found("%") == ["100%"])
        // A wildcard that carries an accent is still one.
        #expect("%\u{301}_\u{301}".escapedForLike.unicodeScalars.elementsEqual("\\%\u{301}\\_\u{301}".unicodeScalars))
    }

    @Test("rows are read by the place of their columns, and the table has them there")
    func columns() throws {
        let names = try state.reader().read { database in
            try database.columns(in: "exception").map { $0.name.replacing("_", with: "").lowercased() }
        }
        #expect(
            names.prefix(ExceptionColumn.allCases.count) == ExceptionColumn.allCases.map { "\($0)".lowercased() }[...])
    }

    @Test("a fault is decoded once a text, and a text that is none hides its row only")
    func faults() throws {
        try stop(cents: [3, 2, 1])
        let reader = try state.reader()
        #expect(try reader.exceptions().map(\.fault) == Array(repeating: Sample.unmapped(), count: 3))
        #expect(try reader.causes().map(\.fault) == [Sample.unmapped()])
        try store.release(now: Sample.start)
        try state.tamper("UPDATE exception SET fault = 'none' WHERE value = 2")
        #expect(try state.reader().exceptions().map(\.value.cents) == [3, 1])
    }

    @Test("the mark moves with everything that comes into the lists or leaves them, and stays for a heartbeat")
    func mark() throws {
        let reader = try state.reader()
        var marks = [try reader.mark()]
        #expect(marks == [StateMark()])
        func expectMove(_ deed: () throws -> Void) throws {
            try deed()
            let mark = try reader.mark()
            #expect(!marks.contains(mark))
            marks.append(mark)
        }
        try expectMove { try store.accept(Sample.message("A")) }
        try expectMove { try stop(cents: [100, 50]) }
        try expectMove { try store.replan(1, Sample.ready) }
        // Stopped again, at the same price but for another item: another exception.
        try expectMove { try store.replan(2, Sample.faulted("B", cents: 50)) }
        try store.commit(now: Sample.start.advanced(by: .seconds(1))) { try $0.beat() }
        #expect(try reader.mark() == marks.last)
    }

    @Test("the newest messages come first, page by page")
    func messages() throws {
        for number in 1...5 { try store.accept(Sample.message("A\(number)")) }
        let reader = try state.reader()
        let first = try reader.messages(limit: 2)
        #expect(first.map(\.controlID) == ["A5", "A4"])
        #expect(try reader.messages(before: first.last?.id, limit: 10).map(\.controlID) == ["A3", "A2", "A1"])
        #expect(try reader.message(source: Sample.source, controlID: "A2")?.rawValue == 2)
        #expect(try reader.message(source: "other", controlID: "A2") == nil)
        #expect(try reader.message(MessageID(rawValue: 6)) == nil)
    }
}
