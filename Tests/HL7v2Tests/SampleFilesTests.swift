import Foundation
import HL7v2
import Testing

/// Real messages, where a folder of them is named in the environment.
@Suite struct SampleFilesTests {
    static let folder = ProcessInfo.processInfo.environment["TALLYWARD_HL7_SAMPLES"]

    @Test("real messages are read whole and answered", .enabled(if: folder != nil))
    func samples() throws {
        let folder = try #require(Self.folder)
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
        var readCount = 0
        for name in names where name.hasSuffix(".hl7") || name.hasSuffix(".txt") {
            let data = try #require(FileManager.default.contents(atPath: folder + "/" + name))
            let batch = try? Batch([UInt8](data))
            for range in batch?.messages ?? [] {
                let bytes = Array([UInt8](data)[range])
                do {
                    let message = try Message(bytes)
                    readCount += 1
                    #expect(message.bytes == bytes)
                    let answer = Acknowledgment(
                        to: message.header, code: .applicationAccept, controlID: "1", timestamp: "2025")
                    #expect((answer == nil) == message.header.isAcknowledgment, "\(name)")
                    if let answer { _ = try Message(answer.bytes) }
                } catch {
                    print("\(name): \(error)")
                }
            }
            if batch == nil { print("\(name): not a batch") }
        }
        #expect(readCount > 0)
    }
}
