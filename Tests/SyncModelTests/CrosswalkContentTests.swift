import Foundation
import Measures
import SyncModel
import Testing

@Suite("What an entry says when")
struct CrosswalkContentTests {
    private static let june = UTCTime(year: 2026, month: 6, day: 1)
    private static let july = UTCTime(year: 2026, month: 7, day: 1)
    private static let august = UTCTime(year: 2026, month: 8, day: 1)

    private static func item(_ number: String, unit: UnitCode? = nil) -> Fix {
        .mapItem(ItemMapping(source: "ehr", code: "A", itemNumber: number, defaultUnit: unit))
    }

    private static func just(before moment: UTCTime) -> UTCTime { moment.advanced(by: .milliseconds(-1)) }

    @Test("an entry says what its last date says, from just that moment on")
    func dates() {
        let content = CrosswalkContent(
            mapping: Self.item("1"),
            steps: [
                CrosswalkStep(from: Self.june, mapping: nil), CrosswalkStep(from: Self.july, mapping: Self.item("2")),
            ])
        #expect(content.mapping(at: Self.just(before: Self.june)) == Self.item("1"))
        #expect(content.mapping(at: Self.june) == nil)
        #expect(content.mapping(at: Self.just(before: Self.july)) == nil)
        #expect(content.mapping(at: Self.july) == Self.item("2"))
        #expect(content.words == "1 until 2026-06-01; from 2026-06-01 nothing; from 2026-07-01 2")
        #expect(content.end == nil)
    }

    @Test("a fix without a date changes what holds just now, and leaves what was and what is planned")
    func fixes() {
        let content = CrosswalkContent(
            mapping: Self.item("1"),
            steps: [
                CrosswalkStep(from: Self.june, mapping: nil), CrosswalkStep(from: Self.august, mapping: Self.item("3")),
            ])
        let fixed = content.applying(Self.item("2"), at: Self.july)
        #expect(fixed.mapping == Self.item("1"))
        #expect(fixed.steps.map(\.mapping) == [Self.item("2"), Self.item("3")])
        #expect(
            CrosswalkContent.nothing.applying(Self.item("2"), at: Self.july)
                == CrosswalkContent(mapping: Self.item("2")))
    }

    @Test("mapping an item anew keeps the unit of the time that it changes")
    func keepsUnit() {
        let content = CrosswalkContent(
            mapping: Self.item("1", unit: "EA"),
            steps: [CrosswalkStep(from: Self.june, mapping: Self.item("1", unit: "BX"))])
        let fixed = content.applying(Self.item("2"), at: Self.july)
        #expect(fixed.steps.first?.mapping == Self.item("2", unit: "BX"))
        #expect(
            content.applying(Self.item("2"), at: Self.just(before: Self.june)).mapping == Self.item("2", unit: "EA"))
    }

    @Test("what changes nothing is no date: an entry that ends and goes on the same never ended")
    func simplifies() {
        let content = CrosswalkContent(
            mapping: Self.item("1"),
            steps: [
                CrosswalkStep(from: Self.july, mapping: Self.item("1")), CrosswalkStep(from: Self.august, mapping: nil),
                CrosswalkStep(from: Self.june, mapping: Self.item("1")),
            ])
        #expect(content.simplified.steps == [CrosswalkStep(from: Self.august, mapping: nil)])
        #expect(content.simplified.end == Self.august)
    }

    @Test("a meaning with dates takes the place of an end that was planned, and stops at its own")
    func saying() {
        let now = Self.june
        let ending = CrosswalkContent(mapping: Self.item("1"), steps: [CrosswalkStep(from: Self.august, mapping: nil)])
        #expect(
            ending.saying(Self.item("1"), from: nil, until: nil, at: now) == CrosswalkContent(mapping: Self.item("1")))
        let later = ending.saying(Self.item("2"), from: Self.july, until: Self.august, at: now)
        #expect(later.words == "1 until 2026-07-01; from 2026-07-01 2; from 2026-08-01 nothing")
        let begun = CrosswalkContent.nothing.saying(Self.item("2"), from: Self.july, until: nil, at: now)
        #expect(begun.mapping == nil && begun.mapping(at: Self.july) == Self.item("2"))
        #expect(begun.words == "nothing until 2026-07-01; from 2026-07-01 2")
    }

    @Test("an entry as it was kept before there were dates is read, and one with dates comes back")
    func codable() throws {
        let old = #"{"mapping":{"mapItem":{"_0":{"code":"A","itemNumber":"1","source":"ehr"}}}}"#
        #expect(
            try JSONDecoder().decode(CrosswalkContent.self, from: Data(old.utf8))
                == CrosswalkContent(mapping: Self.item("1")))
        let dated = CrosswalkContent(mapping: Self.item("1"), steps: [CrosswalkStep(from: Self.june, mapping: nil)])
        let fix = Fix.revise(CrosswalkRevision(Self.item("1").key, before: nil, after: dated))
        let again = try JSONDecoder().decode(Fix.self, from: try JSONEncoder().encode(fix))
        #expect(again == fix)
        #expect(again.key == Self.item("1").key && again.kind == .mapItem)
    }
}
