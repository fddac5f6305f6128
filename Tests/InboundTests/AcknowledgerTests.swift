import HL7v2
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

@Suite struct AcknowledgerTests {
    private let acknowledger = Acknowledger(seed: 7) { UTCTime(milliseconds: 1_775_000_000_000) }

    private func answers(_ bytes: [UInt8], _ reply: IntakeReply) throws -> [Message] {
        let receipt = try Samples.decoder().decode(bytes).receipt
        return try acknowledger.answers(to: receipt, reply).map { try Message($0) }
    }

    private func codes(_ bytes: [UInt8], _ reply: IntakeReply) throws -> [String] {
        try answers(bytes, reply).map { $0.text(Path("MSA", field: 1)) ?? "" }
    }

    private static let stored = IntakeReply.accepted(MessageID(rawValue: 1))
    private static let seen = IntakeReply.duplicate(MessageID(rawValue: 1))
    private static let conflict = IntakeReply.refused(Fault(.controlIDConflict, detail: "Other content."))
    private static let malformed = IntakeReply.refused(Fault(.messageMalformed, detail: "FT1-10 is not a number."))
    private static let later = IntakeReply.unavailable("The disk is full.")

    @Test("a stored message is answered AA, sender and receiver swapped, with its own control id")
    func accepted() throws {
        let answer = try #require(try answers(Samples.dft(), Self.stored).first)
        #expect(answer.text(Path("MSA", field: 1)) == "AA")
        #expect(answer.text(Path("MSA", field: 2)) == "MSG1")
        #expect(answer.header.sendingApplication.text == "ERP")
        #expect(answer.header.receivingApplication.text == "FIN")
        #expect(answer.text(Path("MSH", field: 9)) == "ACK^P03^ACK")
        #expect(!answer.header.messageControlID.isEmpty)
        #expect(answer.segment("ERR") == nil)
    }

    @Test("two answers never have the same control id")
    func uniqueControlIDs() throws {
        let ids = try (0..<100).flatMap { _ in
            try answers(Samples.dft(), Self.stored).map(\.header.messageControlID.text)
        }
        #expect(Set(ids).count == 100)
    }

    @Test("no control id looks like the start of an MSA segment to a sender that searches for one")
    func harmlessControlIDs() throws {
        let receipt = try Samples.decoder().decode(Samples.dft()).receipt
        // The generator's 29,531st id ends in MSA.
        for _ in 0..<30_000 {
            let answer = try #require(acknowledger.answers(to: receipt, Self.stored).first)
            let header = String(decoding: answer.prefix { $0 != 0x0D }, as: UTF8.self)
            if header.contains("MSA|") { Issue.record("misleading header: \(header)") }
        }
    }

    @Test(
        "in original mode the reply decides between AA, AE and AR",
        arguments: [
            (stored, "AA", nil), (seen, "AA", nil), (conflict, "AE", "205"), (later, "AE", "207"),
            (malformed, "AE", "207"),
        ] as [(IntakeReply, String, String?)])
    func originalMode(_ reply: IntakeReply, _ code: String, _ error: String?) throws {
        let answer = try #require(try answers(Samples.dft(), reply).first)
        #expect(answer.text(Path("MSA", field: 1)) == code)
        #expect(answer.text(Path("ERR", field: 3, component: 1)) == error)
        if error != nil { #expect(answer.text(Path("ERR", field: 8))?.isEmpty == false) }
    }

    @Test(
        "in enhanced mode MSH-15 and MSH-16 decide who hears what, and when",
        arguments: [
            ("AL", "NE", ["CA"], ["CE"]), ("AL", "AL", ["CA", "AA"], ["CE"]), ("NE", "AL", ["AA"], ["AE"]),
            ("NE", "NE", [], []), ("SU", "", ["CA"], []), ("ER", "SU", ["AA"], ["CE"]), ("SU", "ER", ["CA"], ["AE"]),
        ])
    func enhancedMode(_ accept: String, _ application: String, _ good: [String], _ bad: [String]) throws {
        let bytes = Samples.header([15: accept, 16: application])
        #expect(try codes(bytes, Self.stored) == good)
        #expect(try codes(bytes, Self.later) == bad)
        let refused = Samples.header([11: "X", 15: accept, 16: application])
        #expect(try codes(refused, Self.malformed) == bad.map { $0.replacing("E", with: "R") })
    }

    @Test("a message that was refused is refused again when it comes again")
    func refusedDuplicate() throws {
        #expect(try codes(Samples.dft([]), Self.seen) == ["AE"])
        #expect(try codes(Samples.header([12: "3.0"]), Self.stored) == ["AR"])
    }

    @Test("what reading found wrong is what the sender is told, place by place")
    func errorSegments() throws {
        let bytes = Samples.dft(["FT1|1|T1||20260406||CG||||two"])
        let answer = try #require(try answers(bytes, Self.malformed).first)
        let errors = answer.segments("ERR").map { error in
            [2, 3, 4].map { error.field($0).text }.joined(separator: " ")
        }
        #expect(
            errors == [
                "FT1^1^7 101^Required field missing^HL70357 E", "FT1^1^10 102^Data type error^HL70357 E",
            ])
    }

    @Test("bytes without a header are answered too, so that their sender doesn't wait")
    func garbage() throws {
        let answer = try #require(try answers(Array("garbage".utf8), Self.malformed).first)
        #expect(answer.text(Path("MSA", field: 1)) == "AR")
        #expect(answer.text(Path("ERR", field: 3, component: 1)) == "100")
    }

    @Test("an acknowledgment is never acknowledged")
    func neverAnAcknowledgment() throws {
        #expect(try codes(Samples.header([9: "ACK^P03^ACK"]), Self.malformed).isEmpty)
        let response = Samples.header([9: "RSP^K11"]) + Array("MSA|AA|1\r".utf8)
        #expect(try codes(response, Self.malformed).isEmpty)
    }
}
