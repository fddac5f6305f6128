import Measures
import SyncModel
import Testing

@testable import SyncStore

@Suite("The crosswalk's lists")
struct CrosswalkReadingTests {
    private let state: TemporaryState
    private let store: EngineStore
    private let july = Sample.start.advanced(by: .seconds(86_400 * 30))

    init() throws {
        state = try TemporaryState()
        store = try state.store()
        try store.commit(now: Sample.start) { transaction in
            try transaction.write(
                MasterItem(
                    number: "100", description: "IV CATHETER 20G", unit: "BX", unitCost: .zero,
                    packs: [try PackFactor(unit: "BX", contains: 50, of: "EA")]), author: "erp")
        }
    }

    private func map(_ code: String, to item: String = "100", source: SourceName = "ehr") throws {
        let mapping = ItemMapping(source: source, code: code, itemNumber: item)
        try store.commit(now: Sample.start) { try $0.write(.mapItem(mapping), author: "ann") }
    }

    /// An entry that says nothing before a date.
    private func plan(_ code: String) throws {
        let mapping = Fix.mapItem(ItemMapping(source: "ehr", code: code, itemNumber: "200"))
        let content = CrosswalkContent(steps: [CrosswalkStep(from: july, mapping: mapping)])
        let fix = Fix.revise(CrosswalkRevision(mapping.key, before: nil, after: content))
        try store.commit(now: Sample.start) { try $0.write(fix, author: "bob") }
    }

    private func codes(_ filter: CrosswalkFilter = CrosswalkFilter([.item]), page: Int = 100) throws -> [String] {
        let reader = try state.reader()
        var codes: [String] = []
        var last: CrosswalkKey?
        while true {
            let rows = try reader.crosswalkEntries(filter, after: last, limit: page)
            codes += rows.map(\.key.code)
            guard rows.count == page, let key = rows.last?.key else { return codes }
            last = key
        }
    }

    @Test("pages go on by the key, whatever their size, and entries that only begin stand among the others")
    func pages() throws {
        for code in ["A", "B", "Ä", "D", "b"] { try map(code) }
        for code in ["AA", "Z"] { try plan(code) }
        try map("A", source: "other")
        let all = ["A", "AA", "B", "D", "Z", "b", "Ä", "A"]
        for page in [1, 2, 3, 100] { #expect(try codes(page: page) == all, "pages of \(page)") }
        let row = try #require(try state.reader().crosswalkEntry(CrosswalkKey(.item, source: "ehr", code: "AA")))
        #expect(row.content.mapping == nil && row.content.steps.count == 1 && row.author == "bob")
        #expect(try state.reader().crosswalkCounts().entries == [.item: 8, .unit: 0, .location: 0])
    }

    @Test("a text is looked for in codes, items and what the ERP calls them; % and _ are letters")
    func search() throws {
        try map("A_1")
        try map("AX1", to: "300")
        try map("C%", to: "300")
        #expect(try codes(CrosswalkFilter([.item], text: "_1")) == ["A_1"])
        #expect(try codes(CrosswalkFilter([.item], text: "catheter")) == ["A_1"])
        #expect(try codes(CrosswalkFilter([.item], text: "300")) == ["AX1", "C%"])
        #expect(try codes(CrosswalkFilter([.item], text: "%")) == ["C%"])
        #expect(try state.reader().crosswalkEntries(ofItem: "300").map(\.key.code) == ["AX1", "C%"])
        #expect(try state.reader().packs(text: "cath").map(\.factor.description) == ["1 BX = 50 EA"])
        #expect(try state.reader().packs(text: "x").map(\.item) == ["100"])
        #expect(try state.reader().packs(after: ("100", "BX")).isEmpty)
    }

    @Test("uses add up, and what wasn't used since a time is found, of all kinds one after the other")
    func unused() throws {
        for code in ["A", "B"] { try map(code) }
        let place = LocationEntry(code: "OR", organization: "M1", subinventory: "S", costCenter: nil, account: nil)
        try store.commit(now: Sample.start) { try $0.write(.mapLocation(source: "ehr", place), author: "ann") }
        let key = CrosswalkKey(.item, source: "ehr", code: "A")
        for day in 1...2 {
            let now = Sample.start.advanced(by: .seconds(Int64(day) * 86_400))
            try store.commit(now: now) { try $0.count(CrosswalkUse(count: 3, lastAt: now), of: key) }
        }
        let used = Sample.start.advanced(by: .seconds(2 * 86_400))
        #expect(try state.reader().crosswalkEntry(key)?.use == CrosswalkUse(count: 6, lastAt: used))
        #expect(try codes(CrosswalkFilter(unusedSince: used), page: 1) == ["B", "OR"])
        let later = used.advanced(by: .seconds(1))
        #expect(try codes(CrosswalkFilter(unusedSince: later), page: 2) == ["A", "B", "OR"])
        let since = try state.reader().crosswalkCounts().countedSince
        #expect(since == Sample.start.advanced(by: .seconds(86_400)))
    }

    @Test("codes that were missed are listed by how often, settled or not, page by page")
    func missed() throws {
        for (number, code) in ["A", "A", "B", "A", "C"].enumerated() {
            let message = Sample.message("M\(number)", deliveries: [Sample.stopped(item: code)])
            _ = try store.commit(now: Sample.start) { try $0.accept(message) }
        }
        let reader = try state.reader()
        let all = try reader.missedCodes()
        #expect(all.map(\.seen) == [3, 1, 1])
        #expect(all.first?.cause.open == 3 && all.first?.key == CrosswalkKey(.item, source: Sample.source, code: "A"))
        var paged: [String] = []
        var last: (Int, String)?
        while let next = try reader.missedCodes(after: last, limit: 1).first {
            paged.append(next.cause.cause)
            last = (next.seen, next.cause.cause)
        }
        #expect(paged == all.map(\.cause.cause))
    }

    @Test("what is exported comes back unchanged, dates and packs with it")
    func sheet() throws {
        for code in ["A", "=B"] { try map(code) }
        try plan("Z")
        let word = UnitMapping(source: "ehr", word: "BOX", itemNumber: "100", unit: "BX")
        try store.commit(now: Sample.start) { transaction in
            try transaction.write(
                .defineUnit(word, factor: try PackFactor(unit: "BX", contains: 40, of: "EA")), author: "ann")
        }
        let reader = try state.reader()
        let (bytes, count) = try reader.crosswalkSheet { _ in 0 }
        let contents = CrosswalkSheet.read(bytes) { _ in 0 }
        #expect(count == 4 && contents.problems == [])
        #expect(contents.entries == (try reader.crosswalkEntries().map { CrosswalkEntry($0.key, $0.content) }))
        #expect(contents.entries.compactMap(\.content.factor).map(\.description) == ["1 BX = 40 EA"])
    }
}
