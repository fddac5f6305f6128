import Foundation
import Testing

@testable import tallyward

@Suite("What the kernel says of a process")
struct StoppedProcessTests {
    @Test("a process is the holder only where it has the lock open: a number may have gone to another")
    func openFiles() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("held-\(UUID().uuidString)").path
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        defer { unsafe unlink(path) }
        let own = ProcessInfo.processInfo.processIdentifier
        #expect(!StoppedProcess.hasOpen(path, own))
        let handle = try #require(FileHandle(forReadingAtPath: path))
        #expect(StoppedProcess.hasOpen(path, own))
        try handle.close()
    }

    @Test("a process that runs is not stopped, nor is one that isn't there")
    func running() {
        #expect(!StoppedProcess.isStopped(ProcessInfo.processInfo.processIdentifier))
        #expect(!StoppedProcess.isStopped(0))
    }
}
