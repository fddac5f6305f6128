import Foundation
import SyncModel
import Testing

@testable import SyncStore

@Suite("What becomes of the log beside the state")
struct LogLossTests {
    private let state: TemporaryState
    private let copy: TemporaryState

    init() throws {
        state = try TemporaryState()
        copy = try TemporaryState()
    }

    /// Leaves the files of an engine that stored three messages and was killed.
    private func crash() throws {
        let store = try state.store()
        for name in ["A1", "A2", "A3"] { try store.accept(Sample.message(name)) }
        for suffix in ["", "-wal", "-shm"] {
            try FileManager.default.copyItem(atPath: state.path + suffix, toPath: copy.path + suffix)
        }
        try store.release(now: Sample.start)
    }

    private var names: [String] { get throws { try copy.reader().messages().map(\.controlID) } }

    private func change(_ suffix: String, _ body: (inout Data) -> Void) throws {
        let url = URL(fileURLWithPath: copy.path + suffix)
        var bytes = try Data(contentsOf: url)
        body(&bytes)
        try bytes.write(to: url)
    }

    /// Where the log's last frame ends: behind it are frames of an earlier round, whose salts are others
    /// (SQLite file format §4).
    private static func end(of log: Data) -> Int {
        let frame = 24 + 4096
        var end = 32
        while end + frame <= log.count, log[end + 8..<end + 16] == log[16..<24] { end += frame }
        return end
    }

    @Test("a log that was taken away after a crash is missed, and said to be")
    func missing() throws {
        try crash()
        for suffix in ["-wal", "-shm"] { try FileManager.default.removeItem(atPath: copy.path + suffix) }
        let store = try copy.store()
        #expect(store.followsCrash && store.missesLog)
        #expect(try names == [])
        #expect(try copy.reader().verify().findings == [])
    }

    @Test("a log that is there is not missed after a crash, nor is one after a clean end, nor in a new state")
    func present() throws {
        #expect(try !TemporaryState().store().missesLog)
        try crash()
        let crashed = try copy.store()
        #expect(crashed.followsCrash && !crashed.missesLog)
        #expect(try names == ["A3", "A2", "A1"])
        try crashed.release(now: Sample.start)
        #expect(try !copy.store().missesLog)
        let clean = try state.store()
        #expect(!clean.followsCrash && !clean.missesLog)
    }

    @Test("an index of the log that is garbage is made anew: nothing is missing")
    func garbageIndex() throws {
        try crash()
        try change("-shm") { bytes in for place in bytes.indices { bytes[place] = 0xA5 } }
        _ = try copy.store()
        #expect(try names == ["A3", "A2", "A1"])
        #expect(try copy.reader().verify().findings == [])
    }

    @Test("of a log that was cut short, or has a wrong byte, all commits before that place count and none behind it")
    func cutShort() throws {
        try crash()
        try change("-wal") { $0.removeSubrange((Self.end(of: $0) - 100)...) }
        _ = try copy.store()
        #expect(try names == ["A2", "A1"])
        #expect(try copy.reader().verify().findings == [])
    }

    @Test("a wrong byte in the log ends it there, wherever it is", arguments: [0.2, 0.5, 0.9])
    func wrongByte(_ place: Double) throws {
        try crash()
        try change("-wal") { bytes in bytes[Int(Double(Self.end(of: bytes)) * place)] ^= 0x5A }
        // Before the first commit there is no table to read: the state says so instead of beginning anew.
        do {
            _ = try copy.store()
            let kept = try names
            #expect(["A3", "A2", "A1"].hasSuffix(kept) && kept.count < 3)
            #expect(try copy.reader().verify().findings == [])
        } catch let problem as StateFileProblem {
            #expect(problem.storageFault == .damaged)
        }
    }
}

extension [String] {
    fileprivate func hasSuffix(_ other: [String]) -> Bool { Array(suffix(other.count)) == other }
}
