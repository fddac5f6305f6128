import Foundation
import HL7v2
import SyncStore
import Testing

@testable import Inbound

private let samples = PublishedSite.folder("TALLYWARD_HL7_SAMPLES")

/// Messages that others have published, through a real port into a real engine.
@Suite("Published HL7 messages", .timeLimit(.minutes(2)))
struct PublishedMessageTests {
    /// What the catalog has flows for.
    private static let taken: Set<String> = ["DFT^P03", "DFT^P11", "RAS^O17", "ADT^A03", "ADT^A13", "MFN^M02"]

    @Test(
        "each is accepted, or refused with a code and a sentence that hold nothing of the patient",
        .enabled(if: samples != nil, "TALLYWARD_HL7_SAMPLES names no folder"))
    func messages() async throws {
        let files = try PublishedSite.files(in: try #require(samples), [".hl7", ".txt"])
        var table = PublishedTable()
        var (sent, kept) = (0, 0)
        try await PublishedSite.run { site in
            try await WireClient.connect(to: site.mllp) { wire in
                for (name, bytes) in files {
                    for message in Self.messages(bytes) {
                        sent += 1
                        // What is answered before this one is the answer to the sample.
                        let probe = Samples.dft(controlID: "PROBE\(sent)")
                        try await wire.send(MLLPFrame.wrap(message) + MLLPFrame.wrap(probe))
                        var answers: [Message] = []
                        while let answer = try await wire.nextMessage() {
                            if answer.text(Path("MSA", field: 2)) == "PROBE\(sent)" { break }
                            answers.append(answer)
                        }
                        check(answers, to: message, name, &table)
                        kept += 1
                    }
                }
            }
            let verification = try site.reader.verify()
            #expect(verification.findings == [])
            // What is sent again byte for byte, and refused again for the same reason, is kept once.
            let distinct = Set(files.flatMap { Self.messages($0.bytes) }).count
            #expect(verification.messages >= sent && verification.messages <= sent + distinct)
        }
        #expect(sent > 0 && kept == sent)
        table.show("HL7 messages, \(sent) of \(files.count) files")
    }

    /// Each message of a file; what is no batch is one message.
    private static func messages(_ bytes: [UInt8]) -> [[UInt8]] {
        guard let batch = try? Batch(bytes), !batch.messages.isEmpty else { return [bytes] }
        return batch.messages.map { Array(bytes[$0]) }
    }

    private func check(_ answers: [Message], to sample: [UInt8], _ name: String, _ table: inout PublishedTable) {
        guard let message = try? Message(sample) else {
            let codes = answers.map { $0.text(Path("MSA", field: 1)) ?? "" }
            #expect(codes == ["AR"] || codes == ["CR"], "\(name)")
            return table.note("(unreadable)", answers.first.map(Self.words) ?? "no answer")
        }
        let type = [1, 2].map { message.text(Path("MSH", field: 9, component: $0)) ?? "" }.joined(separator: "^")
        guard !message.header.isAcknowledgment else {
            #expect(answers.isEmpty, "an acknowledgment is never acknowledged: \(name)")
            return table.note(type, "kept, without an answer")
        }
        // In enhanced mode a sender may want no answer (HL7 v2.5.1 §2.9.2, table 0155).
        let wanted = [15, 16].map { message.text(Path("MSH", field: $0)) ?? "" }
        guard !wanted.contains("NE") || wanted.contains("AL") else {
            #expect(answers.isEmpty, "\(name)")
            return table.note(type, "kept; its sender wants no answer")
        }
        let code = answers.first?.text(Path("MSA", field: 1)) ?? ""
        #expect(answers.count == 1, "\(name)")
        #expect(["AA", "AE", "AR", "CA", "CE", "CR"].contains(code), "\(name)")
        if !Self.taken.contains(type) { #expect(code.hasSuffix("R") || code.hasSuffix("E"), "\(name)") }
        for answer in answers {
            if !code.hasSuffix("A") {
                #expect(!Self.sentence(answer).isEmpty, "\(name)")
            }
            let text = String(decoding: answer.bytes, as: UTF8.self)
            for secret in Self.secrets(of: message) { #expect(!text.contains(secret), "\(name)") }
        }
        table.note(type, answers.first.map(Self.words) ?? "no answer")
    }

    private static func words(_ answer: Message) -> String {
        [answer.text(Path("MSA", field: 1)), answer.text(Path("ERR", field: 3)), sentence(answer)]
            .compactMap { $0 }.joined(separator: " ")
    }

    /// ERR-8, or before version 2.5 MSA-3.
    private static func sentence(_ answer: Message) -> String {
        answer.text(Path("ERR", field: 8)) ?? answer.text(Path("MSA", field: 3)) ?? ""
    }

    /// What PID says, where that is long enough to be told from other words.
    private static func secrets(of message: Message) -> Set<String> {
        var found: Set<String> = []
        for field in [3, 5, 7, 11, 13, 18, 19] {
            for component in 1...3 {
                let text = message.text(Path("PID", field: field, component: component)) ?? ""
                if text.utf8.count > 4 { found.insert(text) }
            }
        }
        // What the header says too goes back as the sender's own name or number.
        let header = String(decoding: message.bytes.prefix { $0 != 0x0D && $0 != 0x0A }, as: UTF8.self).lowercased()
        return found.filter { !header.contains($0.lowercased()) }
    }
}
