import Catalog
import Foundation
import Measures
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

@Suite("Stock in the rows of a table")
struct StockRowTests {
    private static let columns = ["Id", "Time", "Item", "Other", "Qty", "Unit", "Room", "Lot", "Cost"]

    private func messages(
        _ rows: String..., zone: ClockZone? = ClockZone(secondsEastOfUTC: -6 * 3600)
    ) throws -> [IncomingMessage] {
        var source = Source(
            name: "cabinets",
            kind: .folder(DropFolder(path: "in", content: .rows(RowLayout(columns: Self.columns, key: ["Id"])))))
        source.zone = try #require(zone)
        let places = [
            "reference": "Id", "occurred-at": "Time", "item": "Item", "other-code": "Other", "quantity": "Qty",
            "unit": "Unit", "location": "Room", "lot": "Lot", "unit-cost": "Cost",
        ]
        source.readings = [
            MessageReading(
                message: Source.row, event: .supplyUsed, fields: places.mapValues { FieldReading(paths: [$0]) })
        ]
        let flow = Flow(
            name: "supply-usage-file", purpose: "Stock falls.", owner: .materials, criticality: .revenue,
            sensitivity: .patient, source: "cabinets", messages: [Source.row], event: .supplyUsed, endpoint: "erp",
            ordering: .none, objective: Flow.Objective(percent: 99, within: .seconds(60)), retention: .seconds(86_400),
            fields: ["item"])
        let reader = try SampleReader(
            source: source, flows: [flow], contracts: [], now: UTCTime(year: 2026, month: 4, day: 6))
        let text = ([Self.columns.joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
        return try reader.messages(in: Array(text.utf8))
    }

    @Test("a row says what a message would, in the sender's own time")
    func row() throws {
        let message = try #require(
            try messages("T1,2026-04-06 09:30,4471,00010705031000001,2,bx,OR-3,LOT9,4.185").first)
        let event = try #require(message.events.first)
        var expected = CanonicalEvent(type: .supplyUsed, line: 1)
        expected.reference = "T1"
        expected.occurredAt = UTCTime(year: 2026, month: 4, day: 6, hour: 15, minute: 30)
        (expected.item, expected.quantity, expected.unit) = (CodedValue(code: "4471"), 2, "bx")
        expected.alternateCodes = [CodedValue(code: "00010705031000001")]
        (expected.location, expected.lot, expected.unitCost) = ("OR-3", "LOT9", Money(cents: 419))
        #expect(event == expected && message.refusal == nil)
    }

    @Test(
        "a row from summer is by summer's clocks, one from winter by winter's, and the hour that is twice by the first")
    func summerTime() throws {
        let found = try messages(
            "T1,2026-07-15 23:30,4471,,2,EA,OR-3,,", "T2,2026-01-15 23:30,4471,,2,EA,OR-3,,",
            "T3,2026-11-01 01:30,4471,,2,EA,OR-3,,", "T4,2026-03-08 02:30,4471,,2,EA,OR-3,,",
            zone: ClockZone(name: "America/Chicago"))
        #expect(
            found.map { $0.events.first?.occurredAt?.description } == [
                "2026-07-16T04:30:00Z", "2026-01-16T05:30:00Z", "2026-11-01T06:30:00Z", "2026-03-08T08:30:00Z",
            ])
    }

    @Test("a quantity below zero goes back, and a row that can't be read is told of with its column")
    func wrong() throws {
        let found = try messages(
            "T1,2026-04-06 09:30,4471,,-2,EA,OR-3,,", "T2,2026-04-06 09:30,,,2,EA,OR-3,,",
            "T3,yesterday,4471,,2,EA,OR-3,,", "T4,2026-04-06 09:30,4471,,some,EA,OR-3,,")
        #expect(found.map { $0.events.first?.action } == [.reverse, nil, nil, nil])
        #expect(found[0].events.first?.quantity == 2)
        #expect(
            found.map { $0.refusal?.detail.prefix(13) } == [nil, "Column Item: ", "Column Time: ", "Column Qty: '"])
    }
}
