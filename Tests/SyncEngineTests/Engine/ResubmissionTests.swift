import Control
import Foundation
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Resubmitting more than one transaction takes")
struct ResubmissionTests {
    private let count = 2 * CommandDesk.chunk + 7

    /// Many lines whose quantity is doubted: only a person's word lets them go.
    private func doubtMany(_ engine: TestEngine) async throws -> String {
        let events = (1...count).map { TestSite.use("STAP", 600, line: $0) }
        _ = await engine.submit(TestSite.message("M1", events))
        #expect(try engine.open.count == count)
        return try #require(try engine.open.first?.cause)
    }

    @Test("a resubmission is carried on to the last that was open when it was asked for")
    func carriesOn() async throws {
        try await TestSite.withEngine { engine in
            let cause = try await doubtMany(engine)
            guard case .done(CommandDesk.chunk, CommandDesk.chunk, _, _) = try await engine.ask(.resubmitCause(cause))
            else {
                Issue.record("the first chunk isn't whole")
                return
            }
            try await engine.finish()
            #expect(engine.erp.booked.count == count)
            #expect(try WorkReader(path: engine.path).openResubmissions().isEmpty)
        }
    }

    @Test("what came after whoever asked had looked stays, though it has the same cause", arguments: [true, false])
    func onlyWhatWasSeen(isLong: Bool) async throws {
        try await TestSite.withEngine { engine in
            let seen = isLong ? CommandDesk.chunk + 7 : 2
            let events = (1...seen).map { TestSite.use("STAP", 600, line: $0) }
            _ = await engine.submit(TestSite.message("M1", events))
            let last = try #require(try engine.open.map(\.id).max())
            _ = await engine.submit(TestSite.message("M2", [TestSite.use("STAP", 600)]))
            let cause = try #require(try engine.open.first?.cause)
            _ = try await engine.ask(.resubmitCause(cause, through: last))
            try await engine.finish()
            #expect(engine.erp.booked.count == seen)
            #expect(try engine.open.map(\.id) == [ExceptionID(rawValue: last.rawValue + 1)])
            #expect(try WorkReader(path: engine.path).openResubmissions().isEmpty)
        }
    }

    @Test("what a crash cut short goes on by itself, and the same command again changes nothing")
    func survivesCrash() async throws {
        let erp = FakeERP(honoursKeys: true)
        let folders = [try TestSite.folder(), try TestSite.folder()]
        defer { for folder in folders { try? FileManager.default.removeItem(at: folder) } }
        let first = try TestEngine(TestSite.catalog(), in: folders[0], clock: TestClock(), erp: erp)
        let cause = try await doubtMany(first)
        _ = try await first.ask(.pause(TestSite.endpoint, reason: "a test"), as: .integration)
        await first.settle()
        first.faults.beforeNext { first.faults.beforeNext { first.faults.failNext(.max) } }
        let reply = try await first.ask(.resubmitCause(cause), id: "once")
        await first.settle()
        #expect(try first.open.count == count - CommandDesk.chunk)
        try TestSite.copyState(from: folders[0], to: folders[1])
        await first.close()

        let second = try TestEngine(
            TestSite.catalog(), in: folders[1], clock: TestClock(start: first.clock.now), erp: erp)
        try await second.run { try second.open.isEmpty }
        #expect(try await second.ask(.resubmitCause(cause), id: "once") == reply)
        _ = try await second.ask(.resume(TestSite.endpoint), as: .integration)
        try await second.finish()
        #expect(erp.booked.count == count && Set(erp.booked).count == count)
        #expect(try second.reader.verify().findings.isEmpty)
        await second.close()
    }
}
