import Catalog
import Foundation
import SyncModel
@testable import SyncStore
import Terminal
import Testing

@testable import tallyward

@Suite("The doctor")
struct DoctorTests {
    private let now = UTCTime(year: 2026, month: 11, day: 22, hour: 12)

    /// A state that all is well with, as seen from outside.
    private func inspection(_ change: (inout StateInspection) -> Void = { _ in }) -> StateInspection {
        var inspection = StateInspection(path: "/nowhere/state.db")
        inspection.problem = nil
        inspection.files = [StateInspection.File(path: "/nowhere/state.db", size: 8192, mode: 0o640)]
        inspection.disk = StateInspection.Disk(free: 50 << 30, size: 100 << 30, kind: "ext4")
        change(&inspection)
        return inspection
    }

    private func findings(_ change: (inout StateInspection) -> Void = { _ in }) -> [Finding] {
        StateDiagnosis(inspection: inspection(change), release: SQLiteRelease(number: 3_053_000), now: now).findings
    }

    private func worst(_ area: String, _ change: (inout StateInspection) -> Void) -> Finding? {
        findings(change).last { $0.area == area && $0.verdict != .fine }
    }

    @Test("a healthy state has nothing to mend")
    func healthy() {
        #expect(findings().allSatisfy { $0.verdict == .fine })
        #expect(Set(findings().map(\.area)) == ["state", "files", "log", "sqlite", "disk", "engine", "clock"])
    }

    @Test("a damaged table is named, with the way out")
    func damage() {
        let finding = worst("state") { $0.damage = ["Table audit is damaged: torn."] }
        #expect(finding?.verdict == .problem && finding?.sentence.contains("audit") == true)
        #expect(finding?.sentence.contains("restore the last backup") == true)
    }

    @Test("files that everybody may read are named")
    func permissions() {
        let finding = worst("files") { $0.files[0].mode = 0o644 }
        #expect(finding?.verdict == .problem && finding?.sentence.contains("chmod o-rwx /nowhere/state.db") == true)
    }

    @Test(
        "room on the disk is judged by how much is left",
        arguments: [(10 << 20, Finding.Verdict.problem), (500 << 20, .warning), (5 << 30, .fine)])
    func room(free: Int, verdict: Finding.Verdict) {
        let finding = findings { $0.disk?.free = free }.first { $0.area == "disk" }
        #expect(finding?.verdict == verdict)
    }

    @Test(
        "a file system that can't keep a state is told of",
        arguments: [
            ("nfs4", Finding.Verdict.problem), ("cifs", .problem), ("fuse.sshfs", .problem), ("tmpfs", .warning),
        ])
    func fileSystems(kind: String, verdict: Finding.Verdict) {
        #expect(worst("disk") { $0.disk?.kind = kind }?.verdict == verdict)
    }

    @Test("a log that doesn't shrink, and a SQLite that can damage one, are warned of")
    func log() {
        let long = worst("log") { $0.files.append(.init(path: "/nowhere/state.db-wal", size: 100 << 20, mode: 0o640)) }
        #expect(long?.verdict == .warning)
        let old = StateDiagnosis(inspection: inspection(), release: SQLiteRelease(number: 3_040_001), now: now)
        #expect(old.findings.contains { $0.area == "sqlite" && $0.verdict == .warning })
    }

    private func engine(
        heartbeat: Duration, released: Bool = false, there: Bool, trouble: StorageTrouble? = nil
    ) -> Finding? {
        let beat = now.advanced(by: .zero - heartbeat)
        return findings { inspection in
            inspection.engine = EngineStatus(
                epoch: 3, holder: "ann@ward", pid: 4711, heartbeatAt: beat, releasedAt: released ? beat : nil,
                trouble: trouble)
            inspection.isHolderThere = there
        }.first { $0.area == "engine" }
    }

    @Test("an engine is told as at work, ended, gone, or hanging")
    func engines() {
        #expect(engine(heartbeat: .seconds(1), there: true)?.verdict == .fine)
        #expect(engine(heartbeat: .seconds(900), released: true, there: false)?.verdict == .fine)
        let gone = engine(heartbeat: .seconds(900), there: false)
        #expect(gone?.verdict == .warning && gone?.sentence.contains("didn't end cleanly") == true)
        let hanging = engine(heartbeat: .seconds(900), there: true)
        #expect(hanging?.verdict == .problem && hanging?.sentence.contains("process 4711") == true)
        let full = StorageTrouble(fault: .full, reason: "r", since: now)
        let troubled = engine(heartbeat: .seconds(900), there: true, trouble: full)
        #expect(troubled?.verdict == .problem && troubled?.sentence.contains("Make room") == true)
    }

    @Test("a clock behind what was already written is wrong")
    func clock() {
        #expect(worst("clock") { $0.lastRecordAt = now.advanced(by: .seconds(60)) }?.verdict == .problem)
        #expect(worst("clock") { $0.lastRecordAt = now.advanced(by: .seconds(2)) } == nil)
    }

    @Test("it says whose clocks days go by, warns where that may be nobody's, and can't be told where no zone is known")
    func zones() throws {
        var catalog = try CatalogLoader(tree: ShippedCatalog.demo.tree, settings: [:]).load()
        catalog.environment = .production
        let chicago = try #require(ClockZone(name: "America/Chicago"))
        func finding(_ machine: ClockZone, _ doubt: String? = nil) -> Finding? {
            ZoneDiagnosis.findings(of: catalog, machine: machine, doubt: doubt, now: now).first
        }
        #expect(finding(.utc)?.verdict == .warning)
        #expect(finding(.utc)?.sentence.contains("write time-zone: America/Chicago") == true)
        let fine = finding(chicago)
        #expect(fine?.verdict == .fine && fine?.sentence.contains("America/Chicago: 06:00 (-06:00) now") == true)
        let lost = finding(.utc, "this machine's clock shows -06:00")
        #expect(
            lost?.verdict == .problem && lost?.sentence.contains("this machine's clock shows -06:00: write") == true)
        catalog.zone = chicago
        let named = finding(.utc, "lost")
        #expect(
            named?.verdict == .fine && named?.sentence.hasPrefix("Days and months are those of America/Chicago") == true
        )
    }

    @Test(
        "sizes are written as people read them",
        arguments: [(0, "0 B"), (999, "999 B"), (1400, "1.4 KB"), (52_800_000_000, "52.8 GB"), (150_000, "150 KB")])
    func sizes(bytes: Int, text: String) { #expect(bytes.asBytes == text) }

    @Test("the colors of a compiled terminal description are read in both of its forms, and nothing from a torn one")
    func terminfo() {
        func description(magic: UInt16, width: Int, colors: Int) -> Data {
            var bytes: [UInt8] = []
            for word in [magic, 4, 3, 15, 0, 0] { bytes += [UInt8(word & 0xff), UInt8(word >> 8)] }
            bytes += Array("abc\0".utf8) + [0, 0, 0] + [0]
            for place in 0..<15 {
                let number = place == 13 ? colors : 0
                bytes += (0..<width).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
            }
            return Data(bytes)
        }
        #expect(TerminfoColors.count(description(magic: 0o432, width: 2, colors: 256)) == 256)
        #expect(TerminfoColors.count(description(magic: 0o1036, width: 4, colors: 1 << 24)) == 1 << 24)
        #expect(TerminfoColors.count(description(magic: 0o432, width: 2, colors: 0xFFFF)) == nil)
        for length in 0..<40 {
            #expect(TerminfoColors.count(description(magic: 0o432, width: 2, colors: 8).prefix(length)) == nil)
        }
    }

    @Test("a terminal without a type, colors or UTF-8 is told what to set")
    func terminal() {
        let bare = TerminalDiagnosis(
            environment: [:], isTerminal: true, characterSet: "ANSI_X3.4-1968", themes: ThemeStore())
        let areas = bare.findings.filter { $0.verdict != .fine }.map(\.area)
        #expect(areas == ["terminal", "colors", "locale"])
        let pipe = TerminalDiagnosis(environment: [:], isTerminal: false, characterSet: "", themes: ThemeStore())
        #expect(pipe.findings.allSatisfy { $0.verdict == .fine })
    }

    @Test("every finding is one line, in text and as JSON")
    func printing() throws {
        let report = DoctorCommand.Report(findings { $0.files[0].mode = 0o644 })
        #expect(report.problems == 1 && report.warnings == 0)
        #expect(report.lines.allSatisfy { !$0.contains("\n") })
        let json = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
        #expect(json.contains(#""verdict":"problem""#) && json.contains(#""problems":1"#))
    }
}
