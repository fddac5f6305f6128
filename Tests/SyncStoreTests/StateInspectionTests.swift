import Foundation
import SyncModel
import Testing

@testable import SyncStore

@Suite("What can be seen of a state from outside")
struct StateInspectionTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    @Test("a state that isn't there is no more than that")
    func missing() {
        let inspection = StateInspection(path: state.path)
        #expect(inspection.problem == .missing(path: state.path))
        #expect(inspection.files == [] && inspection.engine == nil)
        #expect((inspection.disk?.free ?? 0) > 0 && inspection.disk?.kind.isEmpty == false)
        #expect(StateInspection(path: state.folder + "/nowhere/state.db").disk == nil)
    }

    @Test("an engine at work is seen with its process and its log, and its end is seen too")
    func working() throws {
        let store = try state.store()
        try store.accept(Sample.message("A1"))
        let working = StateInspection(path: state.path)
        #expect(working.problem == nil && working.isHolderThere)
        #expect(working.engine?.pid == getpid() && working.logSize > 0)
        #expect(working.lastRecordAt == Sample.start)
        #expect(working.files.count == 4 && working.files.allSatisfy { $0.mode & 0o007 == 0 })
        try store.release(now: Sample.start)
        #expect(StateInspection(path: state.path).engine?.releasedAt == Sample.start)
    }

    @Test(
        "the releases of SQLite that can damage a log are known",
        arguments: [
            (3_006_023, false), (3_007_000, true), (3_040_001, true), (3_044_005, true), (3_044_006, false),
            (3_045_000, true), (3_050_006, true), (3_050_007, false), (3_051_000, true), (3_051_002, true),
            (3_051_003, false), (3_053_000, false),
        ])
    func releases(number: Int, isFaulty: Bool) {
        #expect(SQLiteRelease(number: number).hasWALResetFault == isFaulty)
    }

    @Test("a release is written as people write it")
    func writing() { #expect(SQLiteRelease(number: 3_040_001).description == "3.40.1") }
}
