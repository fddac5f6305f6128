import Catalog
import Foundation
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

@Suite("Files that are dropped")
struct FolderDeskTests {
    @Test("a file is taken in, moved to done, and reported on")
    func taken() throws {
        let site = try DropFixture()
        try site.drop("Worker,Shift,Note,Hours,Extra\r\nW1,S1,\"a, b\",7.5,x\r\nW2,S2,,8,\r\n")
        #expect(site.takeIn() == nil)
        #expect(site.hours == ["7.5", "8"])
        #expect(try site.names() == ["done", "processing", "refused"] && site.names("processing").isEmpty)
        #expect(try site.names("done") == ["labor.csv", "labor.csv.report.csv"])
        #expect(site.report("outcome") == [",,taken"] && site.report("accepted") == [",,2"])
        #expect(site.report("file") == [",,labor.csv"] && site.report("read") == [",,2"])
        #expect(!site.text("done/labor.csv.report.csv").contains("W1"))
    }

    @Test("a file is left alone while it grows, and as long as it hasn't stood still")
    func growing() throws {
        let site = try DropFixture()
        let text = DropFixture.rows(3)
        for length in [40, 50, text.count] {
            try site.drop(String(text.prefix(length)))
            _ = site.desk.round()
            site.wait(.seconds(9))
            _ = site.desk.round()
        }
        #expect(site.intake.messages.isEmpty)
        site.wait(.seconds(2))
        _ = site.desk.round()
        #expect(site.intake.messages.count == 3)
    }

    @Test("with a marker a file waits for it, and the marker serves for one file only")
    func marker() throws {
        let site = try DropFixture { ($0.marker, $0.settledAfter) = (".done", nil) }
        try site.drop(DropFixture.rows(2))
        site.takeIn()
        #expect(site.intake.messages.isEmpty)
        try site.drop("", as: "labor.csv.done")
        _ = site.desk.round()
        #expect(site.intake.messages.count == 2)
        try site.drop(DropFixture.rows(2, from: 10))
        site.takeIn()
        #expect(site.intake.messages.count == 2)
        #expect(try site.names() == ["done", "labor.csv", "processing", "refused"])
    }

    @Test("only what the pattern names is taken up, and nothing that begins with a dot")
    func pattern() throws {
        let site = try DropFixture { $0.pattern = "lab*.c?v" }
        for name in ["labor.csv", "labor.csv.part", "other.csv", ".labor.csv", "lab\u{1B}[1m.csv"] {
            try site.drop(DropFixture.rows(1), as: name)
        }
        site.takeIn()
        #expect(try site.names("done") == ["labor.csv", "labor.csv.report.csv"])
        #expect(try site.names().filter { $0.hasSuffix("v") } == ["lab\u{1B}[1m.csv", "other.csv"])
    }

    @Test("links, fifos and folders are refused and not followed")
    func kinds() throws {
        let site = try DropFixture { $0.pattern = "*.csv" }
        try site.drop(DropFixture.rows(1), as: "target.txt")
        try FileManager.default.createSymbolicLink(
            atPath: "\(site.path)/a.csv", withDestinationPath: "\(site.path)/target.txt")
        try FileManager.default.createDirectory(atPath: "\(site.path)/b.csv", withIntermediateDirectories: false)
        #expect(unsafe mkfifo("\(site.path)/c.csv", 0o600) == 0)
        site.takeIn()
        for name in ["a", "b", "c"] {
            #expect(site.report("outcome", on: "refused/\(name).csv") == [",,refused"])
        }
        #expect(site.intake.refused.filter { $0.refusal?.subject.other == "file kind" }.count == 3)
        #expect(site.intake.messages.isEmpty)
        #expect(try site.names().contains("target.txt"))
    }

    @Test("a folder of ours that is a link isn't followed out of the folder")
    func escape() throws {
        let site = try DropFixture()
        try FileManager.default.createSymbolicLink(atPath: "\(site.path)/done", withDestinationPath: "/tmp")
        try site.drop(DropFixture.rows(1))
        #expect(site.takeIn()?.contains("/done can't be opened") == true)
        #expect(site.intake.messages.isEmpty)
    }

    @Test("a folder that goes away is told of, and files are taken in when it is back")
    func vanished() throws {
        let site = try DropFixture()
        try FileManager.default.moveItem(atPath: site.path, toPath: site.path + ".away")
        #expect(site.desk.round()?.hasPrefix("The folder \(site.path) can't be opened: No such file") == true)
        try FileManager.default.moveItem(atPath: site.path + ".away", toPath: site.path)
        try site.drop(DropFixture.rows(1))
        #expect(site.takeIn() == nil)
        #expect(site.intake.messages.count == 1)
    }

    @Test("two files of one name are both kept, each with its report")
    func names() throws {
        let site = try DropFixture()
        for first in [1, 100] {
            try site.drop(DropFixture.rows(2, from: first))
            site.takeIn()
        }
        #expect(
            try site.names("done") == ["labor-2.csv", "labor-2.csv.report.csv", "labor.csv", "labor.csv.report.csv"])
        #expect(site.report("file", on: "done/labor-2.csv") == [",,labor.csv"])
    }

    @Test("a report that can't be written is tried again, and nothing is booked twice for it")
    func unwritable() throws {
        let site = try DropFixture()
        try site.drop(DropFixture.rows(5))
        _ = site.desk.round()
        let obstacle = "\(site.path)/done/.labor.csv.report.csv.part"
        try FileManager.default.createDirectory(atPath: obstacle, withIntermediateDirectories: true)
        site.wait(.seconds(11))
        #expect(site.desk.round()?.contains("labor.csv.report.csv can't be written") == true)
        #expect(site.desk.round() != nil && site.intake.messages.count == 5)
        try FileManager.default.removeItem(atPath: obstacle)
        try site.restart()
        #expect(site.desk.round() == nil)
        #expect(site.intake.messages.count == 5)
        #expect(site.report("accepted") == [",,5"] && site.report("came before") == [",,0"])
    }

    @Test("an HL7 batch comes in as its messages, with the refused ones in the report")
    func batch() throws {
        let site = try DropFixture(.messages)
        let good = String(decoding: Samples.dft(controlID: "M1"), as: UTF8.self)
        let bad = String(decoding: Samples.dft([], controlID: "M2"), as: UTF8.self)
        try site.drop("FHS|^~\\&\rBHS|^~\\&\r\(good)\(bad)\(good)BTS|3\rFTS|1\r", as: "charges.hl7")
        site.takeIn()
        #expect(site.intake.messages.map(\.controlID) == ["M1"] && site.intake.refused.count == 1)
        #expect(site.intake.messages.first?.events.first?.type == .supplyUsed)
        #expect(site.report("came before", on: "done/charges.hl7") == [",,1"])
        let refused = site.report("refused", on: "done/charges.hl7")
        #expect(refused.first == ",,1" && refused.last == "8,FT1,DFT^P03 needs at least one FT1.")
    }
}
