import Foundation
import GRDB
import SyncModel
import Testing

@testable import SyncStore

/// Something done to a state behind the engine's back, and what has to be said of it.
struct Tampering: Sendable, CustomTestStringConvertible {
    var sql: String
    var finding: String
    var testDescription: String { sql }
}

@Suite("Proving a state")
struct VerificationTests {
    let state: TemporaryState

    /// Three commits of two messages each, an operator's record between them; chain records 1 to 6.
    init() throws {
        state = try TemporaryState()
        let store = try state.store()
        for group in 1...3 {
            try store.commit(now: Sample.start.advanced(by: .seconds(group))) { transaction in
                for number in 1...2 {
                    _ = try transaction.accept(
                        Sample.message("\(group)-\(number)", deliveries: [Sample.stopped(), Sample.delivery()]))
                }
                try transaction.audit(
                    actor: "ann", action: "fix", subject: "item.unmapped", detail: "4471-B → \(group)")
            }
        }
        try store.accept(Sample.message("1-1"))
        try store.accept(Sample.message("R", refusal: Fault(.messageMalformed, detail: "No MSH.")))
        try store.release(now: Sample.start)
    }

    private func findings() throws -> [String] { try state.reader().verify().findings }

    @Test("a state that only the engine wrote has no findings")
    func sound() throws {
        let verification = try state.reader().verify()
        #expect(verification.findings == [])
        #expect(verification.messages == 7 && verification.auditRecords == 7)
        #expect(verification.total == (try state.reader().overview(now: Sample.start).balance))
        #expect(verification.total[.duplicates] == 1 && verification.total[.accepted] == 13)
    }

    @Test("the chain goes on across engines")
    func acrossEngines() throws {
        for round in 1...3 {
            let store = try state.store()
            try store.accept(Sample.message("again-\(round)"))
            try store.release(now: Sample.start)
        }
        let verification = try state.reader().verify()
        #expect(verification.findings == [] && verification.auditRecords == 10)
    }

    @Test(
        "every edit, deletion, insertion and reorder of the chain is found",
        arguments: [
            "UPDATE audit SET at = at + 1 WHERE seq = 3",
            "UPDATE audit SET actor = 'bob' WHERE seq = 3",
            "UPDATE audit SET action = 'dismiss' WHERE seq = 3",
            "UPDATE audit SET subject = 'other' WHERE seq = 3",
            "UPDATE audit SET detail = '4471-B → 9' WHERE seq = 3",
            "UPDATE audit SET hash = zeroblob(32) WHERE seq = 3",
            // What moves from one field into the next is still another record.
            "UPDATE audit SET subject = subject || '4', detail = substr(detail, 2) WHERE seq = 3",
            "DELETE FROM audit WHERE seq = 1",
            "DELETE FROM audit WHERE seq = 3",
            "DELETE FROM audit WHERE seq = 3; UPDATE audit SET seq = seq - 1 WHERE seq > 3",
            "INSERT INTO audit SELECT 8, at, actor, action, subject, detail, hash FROM audit WHERE seq = 3",
            """
            UPDATE audit SET seq = seq + 100 WHERE seq > 3;
            INSERT INTO audit SELECT 4, at, actor, action, subject, detail, hash FROM audit WHERE seq = 3;
            UPDATE audit SET seq = seq - 99 WHERE seq > 100
            """,
            """
            UPDATE audit SET seq = 100 WHERE seq = 3;
            UPDATE audit SET seq = 3 WHERE seq = 5;
            UPDATE audit SET seq = 5 WHERE seq = 100
            """,
        ])
    func chain(sql: String) throws {
        try state.tamper(sql)
        let findings = try findings()
        #expect(findings.contains { $0.hasSuffix("the chain is broken here.") }, "\(findings)")
    }

    @Test(
        "every change of what was committed is found",
        arguments: [
            Tampering(
                sql: "UPDATE message SET payload = CAST('x' AS BLOB) WHERE id = 2",
                finding: "Message 2: its payload isn't what was stored."),
            Tampering(
                sql: "UPDATE message SET digest = zeroblob(32) WHERE id = 2",
                finding: "Message 2: its payload isn't what was stored."),
            Tampering(
                sql:
                    """
                    UPDATE message
                    SET (payload, digest) = (SELECT payload, digest FROM message WHERE id = 1)
                    WHERE id = 2
                    """,
                finding: "messages 1-2 aren't what was committed."),
            Tampering(sql: "DELETE FROM message WHERE id = 1", finding: "messages 1-2 aren't what was committed."),
            Tampering(sql: "DELETE FROM message WHERE id = 4", finding: "messages 3-4 aren't what was committed."),
            Tampering(
                sql:
                    """
                    INSERT INTO message
                    SELECT 8, source, 'Z', type, version, 0, disposition, digest, payload
                    FROM message
                    WHERE id = 1
                    """,
                finding: "1 messages from number 8 on aren't in the audit chain."),
            Tampering(
                sql:
                    """
                    INSERT INTO message
                    SELECT 0, source, 'Z', type, version, 0, disposition, digest, payload
                    FROM message
                    WHERE id = 1
                    """,
                finding: "messages 1-2 aren't what was committed."),
            Tampering(
                sql: "DELETE FROM audit WHERE seq = 7",
                finding: "1 messages from number 7 on aren't in the audit chain."),
        ])
    func messages(tampering: Tampering) throws {
        try state.tamper(tampering.sql)
        let findings = try findings()
        #expect(findings.contains { $0.hasSuffix(tampering.finding) }, "\(findings)")
    }

    @Test(
        "every counter that isn't what its rows come to is found",
        arguments: [
            Tampering(
                sql: "UPDATE tally SET count = count + 1 WHERE line = 'on-the-way'",
                finding: "supply-usage: on the way is 6 by its rows, 7 by its counter."),
            Tampering(
                sql: "UPDATE tally SET value = value + 100 WHERE line = 'on-the-way'",
                finding: "supply-usage: on the way is worth $15.00 by its rows, $16.00 by its counter."),
            Tampering(
                sql: "DELETE FROM tally WHERE line = 'on-the-way'",
                finding: "supply-usage: on the way is 6 by its rows, 0 by its counter."),
            Tampering(
                sql: "INSERT INTO tally VALUES ('ghost', 'delivered', 3, 0)",
                finding: "ghost: delivered is 0 by its rows, 3 by its counter."),
            Tampering(
                sql: "UPDATE tally SET count = count + 1 WHERE line = 'duplicates'",
                finding: "supply-usage: accepted is 14 by its rows, 13 by its counter."),
            Tampering(
                sql: "UPDATE tally SET count = 0 WHERE line = 'refused'",
                finding: "1 messages are refused by their rows, 0 by their counter."),
            Tampering(
                sql: "DELETE FROM delivery WHERE id = 2",
                finding: "supply-usage: accepted is 12 by its rows, 13 by its counter."),
            Tampering(
                sql: "UPDATE delivery SET value = 1 WHERE id = 1",
                finding: "supply-usage: waiting for people is worth $12.51 by its rows, $15.00 by its counter."),
            Tampering(
                sql: "UPDATE delivery SET state = 'queued' WHERE id = 1",
                finding: "1 open exceptions belong to deliveries that aren't stopped."),
            Tampering(
                sql: "UPDATE exception SET closed_at = 1, resolution = 'x' WHERE id = 1",
                finding: "1 stopped deliveries have no open exception."),
            Tampering(
                sql: "UPDATE exception SET delivery = 1 WHERE id = 2",
                finding: "1 stopped deliveries have more than one open exception."),
            Tampering(
                sql: "UPDATE cause SET open = open + 1 WHERE code = 'item.unmapped'",
                finding: "has 6 open exceptions worth $15.00, 7 worth $15.00 by its counter."),
            Tampering(
                sql: "UPDATE cause SET value = 0 WHERE code = 'item.unmapped'",
                finding: "has 6 open exceptions worth $15.00, 6 worth $0.00 by its counter."),
        ])
    func counters(tampering: Tampering) throws {
        try state.tamper(tampering.sql)
        let findings = try findings()
        #expect(findings.contains { $0.hasSuffix(tampering.finding) }, "\(findings)")
    }

    @Test("records cut off the end are not found where nothing else points at them: only an anchored head finds that")
    func truncation() throws {
        let store = try state.store()
        try store.commit(now: Sample.start) {
            try $0.audit(actor: "ann", action: "pause", subject: "erp-inventory", detail: "")
        }
        try store.release(now: Sample.start)
        try state.tamper("DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
        #expect(try findings() == [])
    }

    @Test("a NUL in an operator's reason doesn't break the chain")
    func nul() throws {
        let store = try state.store()
        try store.commit(now: Sample.start) {
            try $0.audit(actor: "ann", action: "dismiss", subject: "exception\u{0} 1", detail: "a\u{0}b")
        }
        try store.accept(Sample.message("after"))
        #expect(try findings() == [])
        #expect(try state.ask("SELECT detail FROM audit WHERE action = 'dismiss'") == "a\u{FFFD}b")
    }

    @Test("a verification is found again in the JSON it is written as")
    func json() throws {
        let verification = try state.reader().verify()
        let again = try StateJSON.decode(Verification.self, from: StateJSON.encode(verification))
        #expect(again.books == verification.books && again.messages == 7 && again.auditRecords == 7)
    }
}
