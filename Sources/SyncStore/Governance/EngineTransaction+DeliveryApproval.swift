public import Foundation
import GRDB
public import SyncModel

extension ApprovalRow {
    /// When a request is void that waits as long as its delivery does: never.
    public static let never = UTCTime(milliseconds: 253_402_300_799_000)

    /// Whether it waits however long it takes.
    public var isUnlimited: Bool { expiresAt >= Self.never }

    /// Who asks for approval of a delivery, and ends what nobody has to decide any more.
    public static let engine = "engine"
}

extension EngineTransaction {
    /// Lets a delivery that has just stopped as `approval.needed` wait for its approvers: what would be sent is kept
    /// with it, and a request stands among the others.
    ///
    /// - Parameter entries: the entries of the crosswalk that it was made by.
    func awaitApproval(of delivery: DeliveryID, _ planned: PlannedApproval, _ entries: [CrosswalkKey]) throws {
        try database.cachedStatement(sql: DeliveryApprovalSQL.book)
            .execute(arguments: [Seal.seal(planned.booking), delivery.rawValue])
        let request = Data("delivery \(delivery)".utf8)
        let proposal = planned.proposal
        try database.cachedStatement(sql: DeliveryApprovalSQL.insert).execute(arguments: [
            "", proposal.kind.rawValue, ApprovalRow.engine, now.milliseconds, ApprovalRow.never.milliseconds,
            planned.rule, ApprovalSQL.text(planned.approvers), try StateJSON.text(ProposalNote(why: planned.rule)),
            try StateJSON.text(proposal), proposal.impact.value.cents, try ApprovalDigest.of(proposal, request),
            Hexadecimal.digits(PayloadDigest.of(request)), request, delivery.rawValue,
            DeliveryApprovalSQL.text(try hands(on: delivery, entries)),
        ])
    }

    /// Who has had a hand in what a delivery says: whoever corrected it, sent it again or replayed it, and whoever said
    /// last what a code of it means. They don't decide about it.
    public func hands(on delivery: DeliveryID, _ entries: [CrosswalkKey]) throws -> Set<String> {
        let noted = try String.fetchOne(
            database.cachedStatement(sql: DeliveryApprovalSQL.hands), arguments: [delivery.rawValue])
        let editors = try String.fetchAll(
            database.cachedStatement(sql: DeliveryApprovalSQL.editors), arguments: [delivery.rawValue])
        let authors = try Set(entries).compactMap { try lastChange(of: $0)?.author }
        return DeliveryApprovalSQL.names(noted ?? "").union(editors).union(authors)
    }

    /// Notes that somebody has sent a delivery again.
    public func note(_ person: String, on delivery: DeliveryID) throws {
        let noted = try String.fetchOne(
            database.cachedStatement(sql: DeliveryApprovalSQL.hands), arguments: [delivery.rawValue])
        let names = DeliveryApprovalSQL.names(noted ?? "").union([person])
        try database.cachedStatement(sql: DeliveryApprovalSQL.note)
            .execute(arguments: [DeliveryApprovalSQL.text(names), delivery.rawValue])
    }

    /// Writes for which booking a delivery is approved; for none where `nil`.
    public func approve(_ delivery: DeliveryID, _ digest: Data?) throws {
        try database.cachedStatement(sql: DeliveryApprovalSQL.approve).execute(arguments: [digest, delivery.rawValue])
    }

    /// Ends the request of a delivery that waits for approval no more.
    func endApproval(of delivery: DeliveryID, reason: String) throws {
        try database.cachedStatement(sql: DeliveryApprovalSQL.end)
            .execute(arguments: [now.milliseconds, reason, delivery.rawValue])
    }
}

/// Deliveries that wait for approval; each statement goes by a key or an index.
enum DeliveryApprovalSQL {
    static let insert = """
        INSERT INTO approval (command, kind, maker, at, expires_at, rule, approvers, note, proposal, value, digest,
          print, request, delivery, barred)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    static let book = "UPDATE delivery SET resolved = ? WHERE id = ? AND state = 'faulted'"
    static let hands = "SELECT hands FROM delivery WHERE id = ?"
    static let editors = "SELECT DISTINCT actor FROM edit WHERE delivery = ?"
    static let note = "UPDATE delivery SET hands = ? WHERE id = ?"
    static let approve = "UPDATE delivery SET approved = ? WHERE id = ?"
    static let end = """
        UPDATE approval
        SET state = 'withdrawn', decided_by = 'engine', decided_at = ?, decision = ?
        WHERE delivery = ? AND state = 'pending'
        """

    /// Unix users have no blanks in their names.
    static func names(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }

    static func text(_ names: Set<String>) -> String { names.sorted().joined(separator: " ") }
}
