import Catalog
import Foundation
import Measures
import SyncEngine
import SyncModel
import Testing

@testable import Outbound

@Suite("Files in a folder")
struct FileDestinationTests {
    private static let first = "payroll-2026-11-23-1.csv"

    @Test("a row counts at once, and no reader sees its file before it is closed")
    func open() async throws {
        let site = try ExportFixture()
        #expect(await site.send("a", "b") == ["delivered \(Self.first):1", "delivered \(Self.first):2"])
        #expect(site.names.isEmpty)
        site.wait(.seconds(3599))
        await site.beat()
        #expect(site.names.isEmpty)
        site.wait(.seconds(1))
        await site.beat()
        #expect(site.names == [Self.first])
        #expect(
            site.text(Self.first)
                == "Employee,Amount,Day,Note,Kind\r\nE1,10.5,2026-11-22,,BONUS\r\nE1,10.5,2026-11-22,,BONUS\r\n")
        #expect(await site.send("c") == ["delivered payroll-2026-11-23-2.csv:1"])
    }

    @Test("the endpoint's clocks say which day a file is of, which day a row is of, and when a file is closed")
    func clocks() async throws {
        let site = try ExportFixture { $0.closing = FileClosing(time: .init(minutes: 30)) }
        // It is seven o'clock in UTC, midnight in Denver and eleven the evening before in Los Angeles.
        site.zone = ClockZone(name: "America/Los_Angeles")
        let file = "payroll-2026-11-22-1.csv"
        #expect(await site.send("a") == ["delivered \(file):1"])
        site.wait(.seconds(89 * 60))
        await site.beat()
        #expect(site.names.isEmpty)
        site.wait(.seconds(60))
        await site.beat()
        #expect(site.names == [file])
        #expect(site.text(file).contains("E1,10.5,2026-11-21,"))
    }

    @Test("a file is closed with its last row, and the next goes on in the next number")
    func full() async throws {
        let site = try ExportFixture { $0.closing.rows = 2 }
        #expect(
            await site.send("a", "b", "c") == [
                "delivered \(Self.first):1", "delivered \(Self.first):2", "delivered payroll-2026-11-23-2.csv:1",
            ])
        #expect(site.names == [Self.first])
    }

    @Test("a repeat is told where it stands: in the open file, in a closed one, in one that was taken away")
    func repeats() async throws {
        let site = try ExportFixture { $0.closing.rows = 2 }
        _ = await site.send("a", "b", "c")
        try FileManager.default.removeItem(atPath: "\(site.path)/\(Self.first)")
        for _ in 0..<2 {
            #expect(
                await site.send("c", "a", "b") == [
                    "delivered payroll-2026-11-23-2.csv:1", "delivered \(Self.first):1", "delivered \(Self.first):2",
                ])
            #expect(await site.files().lookUp(ExportFixture.work("b")).gist == "found \(Self.first):2")
            #expect(await site.files().lookUp(ExportFixture.work("z")).gist == "absent")
            site.restart()
        }
    }

    @Test("rows that come together are written together, each once")
    func together() async throws {
        let site = try ExportFixture { $0.closing.rows = 7 }
        let files = site.files()
        let documents = await withTaskGroup(of: String.self) { group in
            for number in 0..<60 {
                group.addTask { await files.send(ExportFixture.work("k\(number % 50)")).gist }
            }
            return await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(documents.count == 50)
        site.wait(.seconds(3600))
        await site.beat()
        #expect(site.names.count == 8 && site.names.map { site.rows($0).count }.reduce(0, +) == 50)
        // Each change of the disk carried several rows: a file of seven takes five to begin and to close.
        #expect(site.changes < 8 * 20 + 50 * 4)
    }

    @Test("the number goes on where the last file was, even if all were taken away")
    func numbers() async throws {
        let site = try ExportFixture {
            $0.closing.rows = 1
            $0.file = FileNaming("p{number}.csv") ?? $0.file
        }
        _ = await site.send("a", "b")
        for name in site.names { try FileManager.default.removeItem(atPath: "\(site.path)/\(name)") }
        site.restart()
        #expect(await site.send("c") == ["delivered p3.csv:1"])
        try Data().write(to: URL(filePath: "\(site.path)/p4.csv"))
        #expect(await site.send("d") == ["delivered p5.csv:1"])
    }

    @Test("what a program would run is text, numbers stay numbers, and cells are quoted where they have to be")
    func cells() async throws {
        let site = try ExportFixture { $0.closing.rows = 5 }
        let files = site.files()
        let works = [
            ExportFixture.work("1", amount: "-12.30", note: "=HYPERLINK(\"x\")"),
            ExportFixture.work("2", note: "a, \"b\"\r\nc"), ExportFixture.work("3", employee: "@SUM(A1)", note: "-"),
            ExportFixture.work("4", employee: "-7", note: " +1+1"), ExportFixture.work("5", employee: "+49 30 1234"),
        ]
        for work in works { _ = await files.send(work) }
        #expect(
            site.text(Self.first) == """
                Employee,Amount,Day,Note,Kind\r
                E1,-12.3,2026-11-22,"'=HYPERLINK(""x"")",BONUS\r
                E1,10.5,2026-11-22,"a, ""b""\r
                c",BONUS\r
                '@SUM(A1),10.5,2026-11-22,-,BONUS\r
                -7,10.5,2026-11-22,' +1+1,BONUS\r
                '+49 30 1234,10.5,2026-11-22,,BONUS\r

                """)
    }

    @Test("what can't be a row stops for a person, without a word of what it says")
    func stopped() async throws {
        let site = try ExportFixture {
            $0.totals = ControlTotals(.trailer(word: "TRL"), rows: .number(2), sums: ["Amount": .number(3)])
        }
        let files = site.files()
        for work in [
            ExportFixture.work("1", amount: "secret"), ExportFixture.work("2", note: "secret\0"),
            ExportFixture.work("3", employee: "TRL", note: "secret"),
        ] {
            let outcome = await files.send(work)
            #expect(outcome.gist.hasPrefix("permanent message.malformed"), "\(outcome)")
            #expect(!outcome.sentence.contains("secret") && outcome.sentence.hasPrefix("The column '"))
        }
        var strange = ExportFixture.work("4")
        strange.flow = "gone"
        #expect(await files.send(strange).gist.hasPrefix("permanent message.unsupported"))
    }

    @Test("a file that was begun before the catalog was changed is closed as it was begun")
    func changed() async throws {
        let site = try ExportFixture {
            $0.totals = ControlTotals(.file(suffix: ".ctl"), rows: .column("n"), sums: ["Amount": .column("sum")])
        }
        _ = await site.send("a", "b")
        site.restart()
        site.export.totals = nil
        site.export.columns = ["Amount", "Employee"]
        #expect(await site.send("b", "c") == ["delivered \(Self.first):2", "delivered payroll-2026-11-23-2.csv:1"])
        #expect(site.names == [Self.first, "\(Self.first).ctl"] && site.rows(Self.first).count == 2)
        #expect(site.text("\(Self.first).ctl") == "n,sum\r\n2,21\r\n")
    }

    @Test("a folder that can't be used is a passing trouble, with what to do")
    func missing() async throws {
        let site = try ExportFixture()
        try FileManager.default.removeItem(atPath: site.path)
        let outcome = await site.files().send(ExportFixture.work("a"))
        #expect(outcome.gist == "transient folder")
        #expect(
            outcome.sentence
                == "The folder \(site.path) can't be opened: No such file or directory. Make the folder or "
                + "mount it, or mend 'folder' in the catalog.")
        guard case .failure(let failure) = await site.files().probe() else {
            Issue.record("a probe finds it")
            return
        }
        #expect(failure.code == "folder")
        try FileManager.default.createDirectory(atPath: site.path, withIntermediateDirectories: true)
        guard case .success = await site.files().probe() else {
            Issue.record("a probe finds that it is there again")
            return
        }
        #expect(await site.send("a") == ["delivered \(Self.first):1"])
    }

    @Test("another folder in the place of the one that was open is noticed before a row is written to nowhere")
    func replaced() async throws {
        let site = try ExportFixture()
        _ = await site.send("a")
        try FileManager.default.moveItem(atPath: site.path, toPath: site.path + "-away")
        try FileManager.default.createDirectory(atPath: site.path, withIntermediateDirectories: true)
        #expect(await site.send("b") == ["transient folder"])
        try FileManager.default.removeItem(atPath: site.path)
        try FileManager.default.moveItem(atPath: site.path + "-away", toPath: site.path)
        #expect(await site.send("b") == ["delivered \(Self.first):2"])
    }

    @Test("an open file that somebody took away stops the endpoint until it is back")
    func taken() async throws {
        let site = try ExportFixture()
        _ = await site.send("a")
        let part = "\(site.path)/.tallyward/\(Self.first).part"
        try FileManager.default.moveItem(atPath: part, toPath: part + ".away")
        for _ in 0..<2 {
            let outcome = await site.files().send(ExportFixture.work("b"))
            #expect(outcome.gist.hasPrefix("transient"))
        }
        let outcome = await site.files().send(ExportFixture.work("b"))
        #expect(outcome.gist == "transient file" && outcome.sentence.contains("is gone: put it back"), "\(outcome)")
        try FileManager.default.moveItem(atPath: part + ".away", toPath: part)
        #expect(await site.send("b") == ["delivered \(Self.first):2"])
    }

    @Test("two engines never write to one folder")
    func locked() async throws {
        let site = try ExportFixture()
        _ = await site.send("a")
        let endpoint = Endpoint(name: "payroll", kind: .file(site.export), url: "")
        let other = FileDestination(endpoint, site.export, flows: [ExportFixture.flow()], now: { Samples.now })
        #expect(await other.send(ExportFixture.work("b")).gist == "transient locked")
        site.restart()
        #expect(await other.send(ExportFixture.work("b")).gist == "delivered \(Self.first):2")
        other.close()
    }

    @Test("closed files are known for as long as the catalog says, the last one for ever")
    func window() async throws {
        let site = try ExportFixture { $0.closing.rows = 1 }
        _ = site.files(keyWindow: .seconds(86_400))
        _ = await site.send("a", "b")
        site.wait(.seconds(86_401))
        _ = await site.send("c")
        #expect(await site.files().lookUp(ExportFixture.work("c")).gist == "found payroll-2026-11-24-1.csv:1")
        // It was taken in before the oldest that is known: nobody can say any more.
        #expect(await site.files().lookUp(ExportFixture.work("a")).gist == "unsupported")
        let indexes = try FileManager.default.contentsOfDirectory(atPath: "\(site.path)/.tallyward")
        #expect(indexes.count { $0.hasSuffix(".index") } == 1)
    }
}
