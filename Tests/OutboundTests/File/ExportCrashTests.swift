import Catalog
import Foundation
import Testing

@testable import Inbound
@testable import Outbound

@Suite("An export that is cut short")
struct ExportCrashTests {
    private static let totals: [ControlTotals?] = [
        ControlTotals(.trailer(word: "TRL"), rows: .number(2), sums: ["Amount": .number(3)]),
        ControlTotals(.file(suffix: ".ctl"), rows: .column("n"), sums: ["Amount": .column("sum")]),
    ]

    /// What our own drop folder finds in a file: how many rows, and that the totals agree.
    private static func read(_ name: String, of site: ExportFixture) throws -> FileCheck {
        var layout = RowLayout(columns: ["Employee", "Amount", "Day", "Note", "Kind"])
        layout.totals = site.export.totals
        let drop = DropFolder(path: site.path, content: .rows(layout))
        let handle = try FolderHandle(path: site.path)
        let control = try layout.totals?.suffix.map { try handle.open(name + $0).bytes(at: 0) }
        return try FileCheck(try handle.open(name), of: drop, control: control, goesOn: { true })
    }

    @Test("a file can be read back by a source, with its totals", arguments: totals)
    func roundTrip(_ totals: ControlTotals?) async throws {
        let site = try ExportFixture {
            ($0.totals, $0.closing.rows) = (totals, 3)
        }
        let files = site.files()
        _ = await files.send(ExportFixture.work("1", amount: "-12.35", note: "a \"quoted\", cell"))
        _ = await files.send(ExportFixture.work("2", amount: "100", employee: "", note: "two\nlines"))
        _ = await files.send(ExportFixture.work("3", amount: "0.05", note: "=1+1"))
        let check = try Self.read("payroll-2026-11-23-1.csv", of: site)
        #expect(check.pieces == 3 && check.figures.map(\.declared) == ["3", "87.7"])
    }

    @Test("wherever the process ends, each delivery is in the files once, and the totals agree", arguments: totals)
    func everywhere(_ totals: ControlTotals?) async throws {
        let keys = (1...5).map { "key-\($0)" }
        func site() throws -> ExportFixture {
            try ExportFixture { ($0.totals, $0.closing.rows) = (totals, 2) }
        }
        let whole = try site()
        for key in keys { #expect(await whole.send(key).first?.hasPrefix("delivered") == true) }
        #expect(whole.changes > 40)
        for step in 0...whole.changes {
            let site = try site()
            site.end(after: step)
            var confirmed: [String: String] = [:]
            for key in keys {
                guard let gist = await site.send(key).first, gist.hasPrefix("delivered") else { break }
                confirmed[key] = gist
            }
            // The reader takes away what it sees; the next process sends everything once more, also what was confirmed.
            let taken = site.names.filter { $0.hasSuffix(".csv") }
            site.restart()
            for key in keys {
                let gist = try #require(await site.send(key).first)
                #expect(gist.hasPrefix("delivered") && gist == confirmed[key] ?? gist, "step \(step): \(gist)")
            }
            site.wait(.seconds(3600))
            await site.beat()
            let files = site.names.filter { $0.hasSuffix(".csv") }
            #expect(taken.allSatisfy(files.contains))
            let counts = try files.map { try Self.read($0, of: site).pieces }
            #expect(counts.reduce(0, +) == 5 && counts.max() ?? 0 <= 2, "step \(step): \(counts)")
            let parts = try FileManager.default.contentsOfDirectory(atPath: "\(site.path)/.tallyward")
            #expect(!parts.contains { $0.hasSuffix(".part") }, "step \(step): \(parts)")
        }
    }

    @Test("a reader that takes a file as soon as it sees it gets nothing twice", arguments: totals)
    func taken(_ totals: ControlTotals?) async throws {
        let keys = (1...4).map { "key-\($0)" }
        for step in 0...80 {
            let site = try ExportFixture { ($0.totals, $0.closing.rows) = (totals, 2) }
            var read: [String] = []
            func takeAway() throws {
                for name in site.names where name.hasSuffix(".csv") {
                    read += site.rows(name).filter { !$0.hasPrefix("TRL") }
                    try FileManager.default.removeItem(atPath: "\(site.path)/\(name)")
                }
            }
            site.end(after: step)
            for key in keys {
                _ = await site.files().send(ExportFixture.work(key, employee: key))
                try takeAway()
            }
            site.restart()
            for key in keys { _ = await site.files().send(ExportFixture.work(key, employee: key)) }
            site.wait(.seconds(3600))
            await site.beat()
            try takeAway()
            #expect(read.map { String($0.prefix(5)) }.sorted() == keys, "step \(step)")
        }
    }
}
