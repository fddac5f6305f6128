import Catalog
import Foundation
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

@Suite("Control totals of a file")
struct FileTotalsTests {
    private static let trailer = RowLayout(
        columns: DropFixture.columns, key: ["Shift"],
        totals: ControlTotals(.trailer(word: "TRL"), rows: .number(2), sums: ["Hours": .number(3)]))
    private static let beside = RowLayout(
        columns: DropFixture.columns, key: ["Shift"],
        totals: ControlTotals(.file(suffix: ".ctl"), rows: .column("count"), sums: ["Hours": .column("hours")]))

    private func refusal(_ text: String, _ layout: RowLayout = trailer) throws -> (DropFixture, [String]) {
        let site = try DropFixture(layout)
        try site.drop(text)
        site.takeIn()
        #expect(site.intake.messages.isEmpty)
        return (site, site.report("because", on: "refused/labor.csv"))
    }

    @Test("totals that agree are reported beside what was found")
    func agree() throws {
        let site = try DropFixture(Self.trailer)
        try site.drop(DropFixture.rows(4) + "TRL,4,10.0\r\n")
        site.takeIn()
        #expect(site.hours == ["1", "2", "3", "4"])
        #expect(site.report("declared sum of Hours") == [",,10"] && site.report("found sum of Hours") == [",,10"])
        #expect(site.report("declared rows") == [",,4"])
    }

    @Test("totals that don't agree refuse the whole file before anything is booked, and the work queue has it")
    func disagree() throws {
        let (site, because) = try refusal(DropFixture.rows(600) + "TRL,600,180301\r\n")
        #expect(because.first?.contains("sum of Hours: 180301 declared, 180300 found") == true)
        #expect(try site.names("done").isEmpty && site.names("processing").isEmpty)
        let fault = try #require(site.intake.refused.first?.refusal)
        #expect(fault.code == .messageMalformed && fault.detail.hasPrefix("The file labor.csv was refused: The totals"))
        // The same file again is the same refusal.
        try site.drop(DropFixture.rows(600) + "TRL,600,180301\r\n")
        site.takeIn()
        #expect(Set(site.intake.refused.map(\.bytes)).count == 1)
    }

    private static let cuts: [(text: String, words: String)] = [
        (DropFixture.rows(3), "no last row that begins with 'TRL'"),
        (DropFixture.heading, "no last row"),
        (DropFixture.rows(3) + "TRL,3", "no cell 3"),
        (DropFixture.rows(3) + "TRL,3,x\r\n", "is no number"),
        (DropFixture.rows(3) + "TRL,3,6\r\nS9,W,1,\r\n", "behind the row with the totals"),
        (DropFixture.rows(3) + "S4,\"W,1,\r\nTRL,4,7\r\n", "isn't closed"),
        (DropFixture.heading + "S1,W,x,\r\nTRL,1,1\r\n", "is no number, so that the sum"),
        (DropFixture.heading + "S1,W\r\nTRL,1,1\r\n", "So the sums can't be checked"),
        ("", "The file is empty."),
        ("\r\n\r\n", "not even a heading"),
        ("Shift,Worker,Note\r\n", "The heading doesn't name this column."),
        ("Shift,Shift,Worker,Hours,Note\r\n", "The heading names this column twice."),
    ]

    @Test("a file that was cut short, or can't be checked, is refused", arguments: cuts)
    func short(text: String, words: String) throws {
        #expect(try refusal(text).1.first?.contains(words) == true)
    }

    @Test("a file waits for the one with its totals, and both are moved")
    func beside() throws {
        let site = try DropFixture(Self.beside)
        try site.drop(DropFixture.rows(3))
        site.takeIn()
        #expect(site.intake.messages.isEmpty)
        try site.drop("count,hours\r\n3,6\r\n", as: "labor.csv.ctl")
        site.takeIn()
        #expect(site.intake.messages.count == 3)
        #expect(try site.names("done") == ["labor.csv", "labor.csv.ctl", "labor.csv.report.csv"])
        #expect(try site.names("processing").isEmpty)
    }

    @Test("a file with totals that isn't one refuses its file")
    func badBeside() throws {
        for (text, words) in [
            ("count,hours\r\n3\r\n", "a heading and one row"), ("count\r\n3\r\n", "no column 'hours'"),
        ] {
            let site = try DropFixture(Self.beside)
            try site.drop(DropFixture.rows(3))
            try site.drop(text, as: "labor.csv.ctl")
            site.takeIn()
            #expect(site.report("because", on: "refused/labor.csv").first?.contains(words) == true)
            #expect(site.intake.messages.isEmpty)
        }
    }

    @Test("a mark of UTF-8, Windows-1252, semicolons and no heading are read as the catalog says")
    func forms() throws {
        let marked = try DropFixture()
        try marked.drop(bytes: [0xEF, 0xBB, 0xBF] + Array(DropFixture.rows(2).utf8))
        marked.takeIn()
        #expect(marked.hours == ["1", "2"])
        let office = try DropFixture(
            RowLayout(
                columns: DropFixture.columns, delimiter: UInt8(ascii: ";"), encoding: .windows1252, hasHeading: false,
                key: ["Shift"]))
        try office.drop(bytes: Array("S1;Zo".utf8) + [0xEB] + Array(";8;\n".utf8))
        office.takeIn()
        #expect(office.intake.messages.first?.events.first?.fields?["worker"]?.text == "Zo\u{EB}")
    }

    @Test("a file in UTF-16 or above the limit is refused")
    func others() throws {
        let wide = try DropFixture()
        try wide.drop(bytes: [0xFF, 0xFE, 0x53, 0x00])
        wide.takeIn()
        #expect(wide.report("because", on: "refused/labor.csv") == [",,The file is in UTF-16: send it in UTF-8."])
        let large = try DropFixture { $0.maximumBytes = 100 }
        try large.drop(DropFixture.rows(50))
        large.takeIn()
        #expect(large.report("because", on: "refused/labor.csv").first?.contains("'maximum-size' is 100") == true)
    }
}
