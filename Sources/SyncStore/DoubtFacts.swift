import Foundation
import GRDB
public import SyncModel

/// What is known of a delivery in doubt: both facts that a person needs before they look.
public struct DoubtFacts: Sendable, Hashable, Codable {
    /// When the answer to the last request stayed out; `nil` where that wasn't written down.
    public var sentAt: UTCTime?
    /// What came of the request.
    public var sent: String
    /// When the destination was last asked; `nil` where it never was.
    public var askedAt: UTCTime?
    /// What it said.
    public var asked: String

    init(sentAt: UTCTime?, sent: String, askedAt: UTCTime?, asked: String) {
        self.sentAt = sentAt
        self.sent = sent
        self.askedAt = askedAt
        self.asked = asked
    }

    /// Reads them from a delivery's attempts; `nil` where none of them was in doubt.
    init?(attempts: [Row]) {
        let ordered = attempts.sorted { ($0["at"] as Int64, $0["number"] as Int64) < ($1["at"], $1["number"]) }
        var facts: DoubtFacts?
        for row in ordered {
            let isUnknown = (row["code"] as String) == FaultCode.outcomeUnknown.rawValue
            if !isUnknown, (row["outcome"] as String) != "ambiguous" {
                facts = nil
            } else if facts == nil {
                facts = DoubtFacts(request: row)
            } else {
                // Once in doubt it is only asked after: what follows the request are answers.
                facts?.askedAt = UTCTime(milliseconds: row["at"])
                facts?.asked = row["detail"]
            }
        }
        guard let facts else { return nil }
        self = facts
    }

    private init(request row: Row) {
        sentAt = UTCTime(milliseconds: row["at"])
        sent = row["detail"]
        asked = "it was not asked whether it has it"
    }
}
