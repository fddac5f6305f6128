import Catalog
import Foundation
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

@Suite("Rows are booked once")
struct FileBookingTests {
    private let progress = "processing/.labor.csv.progress"

    @Test("what was stopped between batches goes on where it stood, whatever is in memory")
    func stopped() throws {
        let site = try DropFixture()
        try site.drop(DropFixture.rows(2000))
        _ = site.desk.round()
        site.wait(.seconds(11))
        for _ in 0..<20 where try site.names("done").isEmpty {
            site.stop(after: 6)
            _ = site.desk.round()
            try site.restart()
        }
        #expect(site.hours == (1...2000).map { "\($0)" })
        #expect(site.report("accepted") == [",,2000"] && site.report("came before") == [",,0"])
    }

    @Test("what was committed and not noted is known again, and is no duplicate in the report")
    func crashed() throws {
        let site = try DropFixture()
        try site.drop(DropFixture.rows(1000))
        _ = site.desk.round()
        site.wait(.seconds(11))
        site.stop(after: 4)
        _ = site.desk.round()
        let early = site.text(progress)
        #expect(early.contains("\"reached\""))
        try site.restart()
        site.stop(after: 5)
        _ = site.desk.round()
        let between = site.intake.messages.count
        #expect(between > 0 && between < 1000)
        // The note of the last batch was lost with the process.
        try site.drop(early, as: progress)
        try site.restart()
        site.stop(after: .max)
        _ = site.desk.round()
        #expect(site.intake.messages.count == 1000)
        #expect(site.report("accepted") == [",,1000"] && site.report("came before") == [",,0"])
    }

    @Test("while nothing can be stored the file waits, and then goes on with the same row")
    func away() throws {
        let site = try DropFixture()
        try site.drop(DropFixture.rows(700))
        site.intake.leave(after: 300)
        #expect(site.takeIn() == "labor.csv can't be taken in further just now: The disk is full.")
        #expect(site.intake.messages.count == 300)
        site.intake.leave(after: .max)
        #expect(site.desk.round() != nil)
        site.wait(.seconds(11))
        #expect(site.desk.round() == nil)
        #expect(site.hours == (1...700).map { "\($0)" })
        #expect(site.report("came before") == [",,0"])
    }

    @Test("the same file again brings nothing new, and says so")
    func again() throws {
        let site = try DropFixture(RowLayout(columns: DropFixture.columns))
        try site.drop(DropFixture.rows(3))
        site.takeIn()
        try site.drop(DropFixture.rows(3), as: "copy.csv")
        site.takeIn()
        #expect(site.intake.messages.count == 3)
        #expect(site.report("came before", on: "done/copy.csv") == [",,3"])
        #expect(site.report("note", on: "done/copy.csv") == [",,All of it came before: nothing was booked again."])
    }

    @Test("without a key two equal rows are two, and no two payloads are alike")
    func equal() throws {
        let site = try DropFixture(RowLayout(columns: DropFixture.columns))
        try site.drop(DropFixture.heading + "S1,W,8,\r\nS1,W,8,\r\n")
        site.takeIn()
        #expect(site.hours == ["8", "8"])
        #expect(Set(site.intake.messages.map(\.bytes)).count == 2)
        let first = String(decoding: site.intake.messages[0].bytes, as: UTF8.self).split(separator: "\r\n")
        #expect(first.first == "file,row,Shift,Worker,Hours,Note" && first.last?.hasSuffix(",1,S1,W,8,") == true)
    }

    @Test("with a key a row is the same in whichever file; other content under it is a conflict")
    func key() throws {
        let site = try DropFixture()
        try site.drop(DropFixture.heading + "S1,W,8,\r\nS1,W,8,\r\nS2,W,7,\r\n")
        site.takeIn()
        #expect(site.report("came before") == [",,1"] && site.report("accepted") == [",,2"])
        try site.drop(DropFixture.heading + "S2,W,7,\r\nS1,W,9,\r\nS3,W,1,\r\n", as: "next.csv")
        site.takeIn()
        #expect(site.hours == ["8", "7", "1"])
        #expect(site.report("came before", on: "done/next.csv") == [",,1"])
        let refused = site.report("refused", on: "done/next.csv")
        #expect(refused.first == ",,1" && refused.last?.hasPrefix("3,,A row with this key came before") == true)
        #expect(site.intake.messages.allSatisfy { $0.controlID.hasPrefix("row:") && !$0.controlID.contains("S1") })
    }

    @Test("a file that is changed while rows are booked is stopped, and said to be")
    func changed() throws {
        let site = try DropFixture()
        try site.drop(DropFixture.rows(2000))
        _ = site.desk.round()
        site.wait(.seconds(11))
        site.stop(after: 6)
        _ = site.desk.round()
        try site.drop(DropFixture.rows(2000, from: 5000), as: "processing/labor.csv")
        site.stop(after: .max)
        // Other content under the name of a file that was begun is begun anew: no row of it was booked.
        #expect(site.desk.round() == nil)
        #expect(site.report("accepted") == [",,2000"])
    }

    @Test("a row that can't be read is refused by itself, with line and column, and without what it says")
    func refused() throws {
        let site = try DropFixture()
        try site.drop(
            bytes: Array(
                (DropFixture.heading + "S1,W,8,\r\nS2,W\r\nS3,Smith,many,\r\nS4,W,,\r\n,W,1,\r\nS6,\"W\"x,1,\r\n").utf8)
                + [0x53, 0x37, 0x2C, 0xFF, 0x2C, 0x31, 0x2C, 0x0D, 0x0A] + Array("S8,W,1,\0\r\nS9,W,2,".utf8))
        site.takeIn()
        #expect(site.hours == ["8", "2"])
        let lines = site.report("refused").dropFirst().map { $0.split(separator: ",").prefix(2).joined(separator: ":") }
        #expect(lines.count == 7)
        #expect(lines.map { $0.prefix { $0.isNumber } } == ["3", "4", "5", "6", "7", "8", "9"])
        #expect(site.report("refused").contains { $0.hasPrefix("4,Hours,") && $0.contains("is not a number") })
        #expect(site.report("refused").contains { $0.hasPrefix("5,Hours,") && $0.contains("is missing") })
        #expect(site.report("refused").contains { $0.hasPrefix("6,Shift,") && $0.contains("no key") })
        #expect(site.report("refused").contains { $0.hasPrefix("8,Worker,It is not in UTF-8") })
        #expect(!site.text("done/labor.csv.report.csv").contains("Smith"))
        #expect(site.intake.refused.count == 7)
        #expect(site.intake.refused.allSatisfy { $0.refusal?.detail.contains("Smith") == false })
    }
}
