import Catalog
import Foundation
import Measures
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

@Suite("Interchanges of X12 that are dropped")
struct InterchangeFolderTests {
    private static let answered = DropFolder.Content.interchanges(.init(areAcknowledged: true))
    private static let file = "acme.x12"
    private static let done = "done/acme.x12"

    private func site(_ content: DropFolder.Content = answered) throws -> DropFixture { try DropFixture(content) }

    /// The segments of an acknowledgment.
    private func answer(_ site: DropFixture, _ name: String = done) -> [String] {
        site.text(name + ".997.x12").split(separator: "~").map(String.init)
    }

    private func three(_ second: [String] = InvoiceSamples.invoice("INV-2")) -> String {
        InvoiceSamples.interchange([InvoiceSamples.invoice(), second, InvoiceSamples.invoice("INV-3")])
    }

    @Test("each set is a message of its own, known by the numbers of its envelope")
    func taken() throws {
        let site = try site()
        try site.drop(three(), as: Self.file)
        #expect(site.takeIn() == nil)
        #expect(
            site.intake.messages.map(\.controlID)
                == (1...3).map { "ZZ*ACMESUTURES*ACMEAR*000000101*7*000\($0)" })
        let message = try #require(site.intake.messages.first)
        #expect(message.type == "x12:810" && message.version == "004010")
        let text = String(decoding: message.bytes, as: UTF8.self)
        #expect(text.hasPrefix("ISA*00*") && text.hasSuffix("~SE*10*0001~GE*1*7~IEA*1*000000101~"))
        let fields = try #require(message.events.first?.fields)
        #expect(fields["total"]?.number?.description == "759.9" && fields["invoiced-on"]?.text == "2026-04-12")
        #expect(fields["supplier"]?.text == "acme" && fields["currency"]?.text == "USD")
        let lines = try #require(fields["lines"]?.records)
        #expect(lines.map { $0["item"]?.text } == ["100234", "K1"])
        #expect(lines.map { $0["amount"]?.number?.description } == ["752.4", "7.5"])
        #expect(lines.map { $0["tax"]?.number?.description } == ["1.5", nil])
        #expect(site.report("accepted", on: Self.done) == [",,3"])
    }

    @Test("what is taken is acknowledged, beside its report")
    func acknowledged() throws {
        let site = try site()
        try site.drop(three(), as: Self.file)
        site.takeIn()
        #expect(try site.names("done") == ["acme.x12", "acme.x12.997.x12", "acme.x12.report.csv"])
        #expect(
            answer(site) == [
                "ISA*00*          *00*          *ZZ*MERCYVALLEY    "
                    + "*ZZ*ACMESUTURES    *261123*0000*U*00401*217555201*0*P*:",
                "GS*FA*MVAP*ACMEAR*20261123*0000*1*X*004010", "ST*997*0001", "AK1*IN*7", "AK2*810*0001", "AK5*A",
                "AK2*810*0002", "AK5*A", "AK2*810*0003", "AK5*A", "AK9*A*3*3*3", "SE*10*0001", "GE*1*1",
                "IEA*1*217555201",
            ])
        #expect(site.report("acknowledged from number", on: Self.done) == [",,217555201"])
        let silent = try self.site(.interchanges(.init()))
        try silent.drop(three(), as: Self.file)
        silent.takeIn()
        #expect(try silent.names("done") == ["acme.x12", "acme.x12.report.csv"])
    }

    private static let flaws: [(from: String, to: String, refused: String, answer: [String])] = [
        ("SE*10*0002", "SE*8*0002", "22,SE-01,\"SE-01 says 8 segments, 10 stand there.\"", ["AK5*R*4"]),
        ("SE*10*0002", "SE*10*0009", "22,SE-02,ST-02 is 2 and SE-02 is 9; they have to be the same.", ["AK5*R*3"]),
        ("*INV-2*", "**", "14,BIG-02,'invoice' is missing.", ["AK3*BIG*2**8", "AK4*2*76*1", "AK5*R*5"]),
        (
            "20260412*INV-2", "20260231*INV-2", "14,BIG-01,'invoiced-on' (BIG-01) is not a date.",
            ["AK3*BIG*2**8", "AK4*1*373*8", "AK5*R*5"]
        ),
        (
            "TDS*222", "TDS*2.22", "19,TDS-01,'total' (TDS-01) is not a number without a point.",
            ["AK3*TDS*7**8", "AK4*1*610*6", "AK5*R*5"]
        ),
        (
            "IT1*2*3*EA*2.22", "IT1*2**EA*2.22", "18,IT1-02,'lines.quantity' is missing.",
            ["AK3*IT1*6**8", "AK4*2*358*1", "AK5*R*5"]
        ),
        (
            "IT1*2*3*EA*2.22", "IT1*2*x*EA*2.22", "18,IT1-02,'lines.quantity' (IT1-02) is not a number.",
            ["AK3*IT1*6**8", "AK4*2*358*6", "AK5*R*5"]
        ),
        (
            "N1*SU*ACME*92*acme2", "N1*SU*ACME*1*acme2", "13,\"N1[SU,03=92]-04\",'supplier' is missing.",
            ["AK3*N1*1**3", "AK5*R*5"]
        ),
        ("ST*810*0002", "ST*850*0002", "13,,No flow takes sets of this kind from this source.", ["AK5*R*1"]),
    ]

    @Test("one set that is wrong is refused with its place, and those beside it are booked", arguments: flaws)
    func one(from: String, to: String, refused: String, answer expected: [String]) throws {
        let site = try site()
        let second = InvoiceSamples.invoice(
            "INV-2", total: "222", lines: ["IT1*1*1*EA*1", "TXI*ST*1", "IT1*2*3*EA*2.22"]
        ).map { $0.replacing("*92*acme", with: "*92*acme2") }
        let text = three(second)
        try site.drop(text.replacing(from, with: to), as: Self.file)
        #expect(text.contains(from) && site.takeIn() == nil)
        #expect(site.intake.messages.compactMap { $0.events.first?.fields?["invoice"]?.text } == ["INV-1", "INV-3"])
        #expect(site.intake.refused.count == 1)
        #expect(site.report("refused", on: Self.done) == [",,1", refused])
        let body = answer(site)
        let start = try #require(body.firstIndex { $0.hasPrefix("AK2*") && $0.hasSuffix("*0002") })
        let end = try #require(body.firstIndex { $0.hasSuffix("*0003") && $0.hasPrefix("AK2") })
        #expect(Array(body[(start + 1)..<end]) == expected)
        #expect(body.contains("AK9*P*3*3*2"))
    }

    private static let envelopes: [(from: String, to: String, words: String)] = [
        ("IEA*1*000000101", "IEA*1*000000102", "34,,ISA-13 is 101 and IEA-02 is 102; they have to be the same."),
        ("GE*3*7", "GE*4*7", "33,,\"GE-01 says 4 sets, and there are 3: send the file again.\""),
        ("GE*3*7~\n", "", "33,,IEA has no place between the sets of a group: send the file again."),
        (
            "IEA*1*000000101~\n", "",
            "33,,\"It has an ISA without its IEA, as a file that was cut short: send it again.\""
        ),
    ]

    @Test("an envelope that is wrong refuses the file before anything is booked", arguments: envelopes)
    func envelope(from: String, to: String, words: String) throws {
        let site = try site()
        try site.drop(three().replacing(from, with: to), as: Self.file)
        site.takeIn()
        #expect(site.intake.messages.isEmpty && site.intake.refused.count == 1)
        #expect(site.report("because", on: "refused/acme.x12") == [words])
        #expect(try site.names("refused") == ["acme.x12", "acme.x12.report.csv"])
    }

    @Test("a test is refused, unless the catalog takes tests")
    func usage() throws {
        let test = InvoiceSamples.interchange([InvoiceSamples.invoice()], usage: "T")
        let site = try site()
        try site.drop(test, as: Self.file)
        site.takeIn()
        #expect(site.intake.messages.isEmpty)
        #expect(site.report("because", on: "refused/acme.x12").first?.hasPrefix("3,ISA-15,\"It doesn't say P") == true)
        let open = try self.site(.interchanges(.init(mayBeTests: true)))
        try open.drop(test, as: Self.file)
        open.takeIn()
        #expect(open.intake.messages.count == 1)
    }

    @Test("a file that is still being written is left alone")
    func growing() throws {
        let site = try site()
        let text = three()
        for length in [200, 400, text.utf8.count] {
            try site.drop(String(text.prefix(length)), as: Self.file)
            _ = site.desk.round()
            site.wait(.seconds(9))
            _ = site.desk.round()
        }
        #expect(site.intake.messages.isEmpty && site.intake.refused.isEmpty)
        site.wait(.seconds(2))
        _ = site.desk.round()
        #expect(site.intake.messages.count == 3)
    }

    @Test("a file that comes twice is booked once, and acknowledged again under another number")
    func twice() throws {
        let site = try site()
        for _ in 1...2 {
            try site.drop(three().replacing("~\n", with: "~\r\n"), as: Self.file)
            site.takeIn()
        }
        #expect(site.intake.messages.count == 3)
        #expect(site.report("came before", on: "done/acme-2.x12") == [",,3"])
        #expect(answer(site).last == "IEA*1*217555201" && answer(site, "done/acme-2.x12").last == "IEA*1*217555202")
        #expect(answer(site, "done/acme-2.x12").contains("AK9*A*3*3*3"))
    }

    @Test("the same numbers with other content are for a person, and rejected as such")
    func conflict() throws {
        let site = try site()
        for name in ["INV-2", "INV-9"] {
            try site.drop(three(InvoiceSamples.invoice(name)), as: Self.file)
            site.takeIn()
        }
        #expect(site.intake.messages.count == 3)
        #expect(
            site.report("refused", on: "done/acme-2.x12").last
                == "13,,A set of this number came before with other content: somebody has to say which is right.")
        #expect(answer(site, "done/acme-2.x12").contains("AK5*R*7"))
    }

    @Test("what a reading's action says of the kind of invoice holds for its event")
    func actions() throws {
        let site = try site()
        let kinds = ["", "DI", "CR", "DR"].enumerated().map { InvoiceSamples.invoice("I\($0)", kind: $1) }
        try site.drop(InvoiceSamples.interchange(kinds), as: Self.file)
        site.takeIn()
        #expect(
            site.intake.messages.map { $0.events.first?.action } == [
                .record, .record, EventAction.none, .reverse,
            ])
    }

    @Test("an acknowledgment is taken in like other sets, and never answered")
    func acknowledgments() throws {
        let site = try site()
        let sets = [["AK1*PO*1", "AK9*A*1*1*1"]]
        try site.drop(InvoiceSamples.interchange(sets, group: "FA", identifier: "997"), as: Self.file)
        site.takeIn()
        #expect(try site.names("done") == ["acme.x12", "acme.x12.report.csv"])
    }

    @Test("wherever the work is interrupted, all is booked once and one acknowledgment says it all")
    func interrupted() throws {
        let whole = try site()
        try whole.drop(three(InvoiceSamples.invoice("", total: "x")), as: Self.file)
        whole.takeIn()
        let expected = answer(whole)
        #expect(expected.contains("AK9*P*3*3*2"))
        for count in 0...4 {
            let site = try site()
            try site.drop(three(InvoiceSamples.invoice("", total: "x")), as: Self.file)
            site.intake.leave(after: count)
            site.takeIn()
            site.intake.leave(after: .max)
            try site.restart()
            site.wait(.seconds(11))
            #expect(site.desk.round() == nil)
            #expect(site.intake.messages.count == 2 && answer(site) == expected, "\(count)")
            #expect(
                site.report("accepted", on: Self.done) == [",,2"] && site.report("refused", on: Self.done).count == 2)
        }
    }

    @Test("an acknowledgment that can't be written is tried again, with the same number and words")
    func unwritable() throws {
        let site = try site()
        try site.drop(three(), as: Self.file)
        _ = site.desk.round()
        let obstacle = "\(site.path)/done/.acme.x12.997.x12.part"
        try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: true)
        site.wait(.seconds(11))
        #expect(site.desk.round()?.contains("acme.x12.997.x12 can't be written") == true)
        try FileManager.default.removeItem(atPath: obstacle)
        try site.restart()
        #expect(site.desk.round() == nil && site.intake.messages.count == 3)
        #expect(answer(site).last == "IEA*1*217555201")
        // The next file has the next number, whoever writes it.
        try site.restart()
        try site.drop(InvoiceSamples.interchange([InvoiceSamples.invoice("INV-7")], control: 102), as: "next.x12")
        site.takeIn()
        #expect(answer(site, "done/next.x12").last == "IEA*1*217555202")
    }

    @Test("a name whose acknowledgment is still there isn't given again")
    func names() throws {
        let site = try site()
        try site.drop(three(), as: Self.file)
        site.takeIn()
        for name in ["acme.x12", "acme.x12.report.csv"] {
            try FileManager.default.removeItem(atPath: "\(site.path)/done/\(name)")
        }
        let before = answer(site)
        try site.drop(three(), as: Self.file)
        site.takeIn()
        #expect(answer(site) == before && !answer(site, "done/acme-2.x12").isEmpty)
    }
}
