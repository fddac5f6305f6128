import Foundation
import GRDB
public import SyncModel

/// What is known of the thing that an event is about.
struct Subject {
    /// Where the thing stands.
    enum Standing: String {
        /// It was recorded, and nothing took it back.
        case recorded
        /// It was taken back.
        case reversed
        /// It is to be taken back, and was never recorded.
        case awaited
    }

    var standing: Standing
    /// The delivery that says so.
    var delivery: OpenDelivery
    var content: Data
}

/// How a delivery that is being stored is tied to those before it.
struct Tie {
    /// What becomes of it; `nil` for what the pipeline has said.
    var decision: DeliveryPlan.Decision?
    /// The original that it takes back.
    var takesBack: DeliveryID?
    /// What it comes behind. Of a reversal: should that be taken out, what it was to take back still stands. Of a
    /// record: should this one never leave, that one stands.
    var follows: DeliveryID?
    /// What left its lane through it.
    var dropped: [ReadyDelivery] = []
    /// Whether it isn't for its destination and is worth nothing there.
    var isElsewhere = false
    /// What it is kept as, where that is all that was to be done.
    var document: String?
}

extension EngineTransaction {
    /// Ties a delivery to those before it that are about the same thing, and writes down where the thing stands now.
    mutating func tie(_ new: NewDelivery, to planned: PlannedSubject, of message: Int64) throws -> Tie {
        let id = book.nextDelivery
        let subject = try subject(in: planned.space, planned.key)
        let place = Place(space: planned.space, key: planned.key, delivery: id, content: planned.content)
        if let why = planned.isNotFor, let tie = elsewhere(planned, why, after: subject) { return tie }
        guard planned.isReversal else {
            return try record(place, planned.repeats, after: subject, of: message)
        }
        switch subject?.standing {
        case .recorded?: return try reverse(place, subject, of: message)
        case .reversed?:
            return Tie(decision: .dismissed("It was taken back already, by message \(number(of: subject))."))
        case .awaited? where subject?.delivery.state == .faulted:
            return Tie(decision: .dismissed("Message \(number(of: subject)) takes it back already, and waits for it."))
        case .awaited?, nil:
            try write(place, .awaited)
            return Tie(decision: .faulted(.unmatchedReversal))
        }
    }

    /// An event that isn't for this destination; `nil` where it takes back what is: that goes whatever it says.
    private func elsewhere(_ planned: PlannedSubject, _ why: String, after subject: Subject?) -> Tie? {
        let before = subject?.delivery
        guard let before, subject?.standing == .recorded, before.state != .dismissed, before.state != .dead else {
            return Tie(decision: .dismissed(why), isElsewhere: true)
        }
        guard !planned.isReversal else { return nil }
        guard planned.repeats != .dismiss else {
            return Tie(decision: .dismissed("Message \(before.message) came first, and counts."), isElsewhere: true)
        }
        let detail = "Message \(before.message) is about the same and stands there. \(why)"
        return Tie(decision: .faulted(Fault(.eventRepeated, detail: detail)))
    }

    /// An event that records.
    private mutating func record(
        _ place: Place, _ rule: RepeatRule, after subject: Subject?, of message: Int64
    ) throws -> Tie {
        guard let subject else { return try begin(place) }
        let before = subject.delivery
        switch subject.standing {
        case .reversed: return try begin(place, behind: before.id)
        case .recorded:
            // What was given up, or taken out by a person, doesn't stand.
            guard before.state != .dismissed, before.state != .dead else { return try begin(place, behind: before.id) }
            if subject.content == place.content {
                return Tie(decision: .dismissed("It says what message \(before.message) said."))
            }
            switch rule {
            case .send: return try begin(place, behind: before.id)
            case .dismiss: return Tie(decision: .dismissed("Message \(before.message) came first, and counts."))
            case .stop:
                let detail = "Message \(before.message) is about the same, still stands, and says something else."
                return Tie(decision: .faulted(Fault(.eventRepeated, detail: detail)))
            }
        case .awaited:
            switch before.state {
            case .faulted:
                // Neither of the two is ever sent.
                let dropped = try dismiss(before, reason: "Message \(message) brought what it takes back, unsent.")
                try write(place.of(before.id), .reversed)
                try auditAnnulment(of: place.delivery, by: before.id.rawValue)
                return Tie(
                    decision: .dismissed("Message \(before.message) had taken it back before it came."),
                    dropped: dropped)
            case .dismissed, .dead: return try begin(place)
            // A person had the reversal sent all the same: what it took back is booked now.
            case .queued, .sending, .waiting, .inDoubt, .delivered:
                try write(place.of(before.id), .reversed)
                return Tie()
            }
        }
    }

    private func begin(_ place: Place, behind earlier: DeliveryID? = nil) throws -> Tie {
        try write(place, .recorded)
        return Tie(follows: earlier)
    }

    /// Lets a delivery speak for its subject, since a person says that it is another one.
    public func recognize(_ delivery: OpenDelivery, as planned: PlannedSubject) throws {
        guard !planned.isReversal else { return }
        let id = delivery.id.rawValue
        try write(
            Place(space: planned.space, key: planned.key, delivery: id, content: planned.content), .recorded)
        try database.cachedStatement(sql: SubjectSQL.stopFollowing).execute(arguments: [id])
    }

    /// An event that takes back what `original` recorded.
    private mutating func reverse(_ place: Place, _ subject: Subject?, of message: Int64) throws -> Tie {
        guard let subject else { return Tie() }
        var place = place
        // What was recorded last, should the reversal be taken out.
        place.content = subject.content
        try write(place, .reversed)
        var tie = Tie()
        var candidate: OpenDelivery? = subject.delivery
        while let original = candidate {
            tie.takesBack = original.id
            switch original.state {
            case .dismissed, .dead: break
            case .faulted where try wasNeverSent(original):
                tie.dropped += try dismiss(original, reason: "Message \(message) took it back before it was sent.")
                try auditAnnulment(of: original.id.rawValue, by: place.delivery)
            default: return tie
            }
            candidate = try standing(before: original)
        }
        tie.takesBack = subject.delivery.id
        tie.decision = .dismissed(Self.neverBooked(subject.delivery))
        return tie
    }

    /// What stands where a record is never sent: the one whose place it was to take; `nil` where there is none.
    private func standing(before record: OpenDelivery) throws -> OpenDelivery? {
        var record = record
        while let number = try ties(of: record.id)?["follows"] as Int64?,
            let earlier = try delivery(DeliveryID(rawValue: number))
        {
            if try ties(of: earlier.id)?["takes_back"] as Int64? != nil { return try standing(behind: number) }
            guard earlier.state == .dismissed || earlier.state == .dead else { return earlier }
            record = earlier
        }
        return nil
    }

    private static func neverBooked(_ original: OpenDelivery) -> String {
        "What it takes back, of message \(original.message), was never booked."
    }

    private mutating func auditAnnulment(of original: Int64, by reversal: Int64) throws {
        try audit(
            actor: "engine", action: "take-back", subject: "delivery \(original)",
            detail: "by delivery \(reversal), before it was sent")
    }

    /// Takes a stopped delivery out, with its exception.
    private mutating func dismiss(_ delivery: OpenDelivery, reason: String) throws -> [ReadyDelivery] {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: SubjectSQL.exception), arguments: [delivery.id.rawValue])
        guard let exception = row.flatMap({ ExceptionRow(row: $0) }) else { return [] }
        try dismiss(exception, delivery, reason: reason)
        return [
            ReadyDelivery(
                id: delivery.id, flow: delivery.flow, endpoint: delivery.endpoint, lane: delivery.lane, isStopped: true)
        ]
    }

    private func number(of subject: Subject?) -> String { subject?.delivery.message.description ?? "" }

    // MARK: Before it is sent

    /// Marks a delivery as being sent, like ``claim(_:)``, unless what it is tied to says otherwise.
    public func claimTied(_ id: DeliveryID) throws -> ClaimAnswer {
        guard let delivery = try delivery(id) else { throw ForbiddenTransition(delivery: id, from: nil, to: .sending) }
        let row = try ties(of: id)
        var takenBack: TakenBack?
        if let number = row?["takes_back"] as Int64? {
            guard var original = try self.delivery(DeliveryID(rawValue: number)).map(standing) else {
                return .decided(.faulted(.unmatchedReversal))
            }
            if original.state == .dismissed || original.state == .dead, let earlier = try standing(before: original) {
                try database.cachedStatement(sql: SubjectSQL.takeBack)
                    .execute(arguments: [earlier.id.rawValue, id.rawValue])
                original = earlier
            }
            let document: String? = try ties(of: original.id)?["document"]
            switch original.state {
            case .delivered: takenBack = TakenBack(delivery: original, document: document ?? "")
            case .dismissed, .dead: return .decided(.dismissed(reason: Self.neverBooked(original)))
            case .queued, .sending, .waiting, .inDoubt, .faulted: return .notYet
            }
        } else if let follows = row?["follows"] as Int64?, let standing = try standing(behind: follows) {
            let detail = "Message \(standing.message) is about the same and stands: its reversal was taken out."
            return .decided(.faulted(Fault(.eventRepeated, detail: detail)))
        } else if let reversal = try openReversal(of: id), try wasNeverSent(delivery) {
            let reason = "Message \(reversal) took it back before it was sent."
            return .decided(.dismissed(reason: reason))
        }
        try claim(id)
        return .claimed(takingBack: takenBack)
    }

    /// What a reversal was to take back and hasn't, since a person took it out.
    private func standing(behind reversal: Int64) throws -> OpenDelivery? {
        guard let delivery = try delivery(DeliveryID(rawValue: reversal)),
            delivery.state == .dismissed || delivery.state == .dead,
            let original = try original(of: delivery.id), original.state != .dismissed, original.state != .dead
        else { return nil }
        return original
    }

    private func openReversal(of id: DeliveryID) throws -> Int64? {
        try Int64.fetchOne(database.cachedStatement(sql: SubjectSQL.openReversal), arguments: [id.rawValue])
    }

    /// Whether no request of it ever left: none was made, or nobody was there to take it. What is about a subject is
    /// claimed before each request, so that a crash can't hide one.
    private func wasNeverSent(_ delivery: OpenDelivery) throws -> Bool {
        try !AttemptHistory.load(delivery, database).wasSent
    }

    // MARK: Rows

    /// Where a delivery's statement about a thing is kept.
    private struct Place {
        var space: String
        var key: Data
        var delivery: Int64
        var content: Data

        func of(_ other: DeliveryID) -> Place {
            var place = self
            place.delivery = other.rawValue
            return place
        }
    }

    private func subject(in space: String, _ key: Data) throws -> Subject? {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: SubjectSQL.find), arguments: [space, key])
        guard let row, let standing = Subject.Standing(rawValue: row["standing"]),
            let delivery = try delivery(DeliveryID(rawValue: row["delivery"]))
        else { return nil }
        let subject = Subject(standing: standing, delivery: try self.standing(delivery), content: row["content"])
        // A reversal that a person took out has taken nothing back.
        if standing == .reversed, let original = try self.standing(behind: delivery.id.rawValue) {
            return Subject(standing: .recorded, delivery: original, content: subject.content)
        }
        return subject
    }

    private func original(of reversal: DeliveryID) throws -> OpenDelivery? {
        try (ties(of: reversal)?["takes_back"] as Int64?).flatMap { try delivery(DeliveryID(rawValue: $0)) }
    }

    private func ties(of id: DeliveryID) throws -> Row? {
        try Row.fetchOne(database.cachedStatement(sql: SubjectSQL.ties), arguments: [id.rawValue])
    }

    /// What stands of the thing that a record is about: the record itself, or, where it was a repeat and is taken out,
    /// the one that it repeated.
    private func standing(_ record: OpenDelivery) throws -> OpenDelivery {
        guard record.state == .dismissed || record.state == .dead,
            let follows = try ties(of: record.id)?["follows"] as Int64?
        else { return record }
        return try standing(behind: follows) ?? record
    }

    private func write(_ place: Place, _ standing: Subject.Standing) throws {
        try database.cachedStatement(sql: SubjectSQL.write).execute(arguments: [
            place.space, place.key, place.delivery, standing.rawValue, place.content,
        ])
    }

    private func delivery(_ id: DeliveryID) throws -> OpenDelivery? {
        try Row.fetchOne(database.cachedStatement(sql: FixSQL.delivery), arguments: [id.rawValue])
            .flatMap(OpenDelivery.init(row:))
    }
}

extension Fault {
    /// Nothing that it could take back is here.
    static let unmatchedReversal = Fault(
        .reversalUnmatched, detail: "Nothing that it takes back was taken in, or it isn't kept any more.")
}

/// What is read and written of the things that events are about; each goes by a key or an index.
enum SubjectSQL {
    static let find = "SELECT delivery, standing, content FROM subject WHERE flow = ? AND key = ?"
    static let write = """
        INSERT INTO subject (flow, key, delivery, standing, content) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET
          delivery = excluded.delivery,
          standing = excluded.standing,
          content = excluded.content
        """
    static let exception = "SELECT * FROM exception WHERE delivery = ? AND closed_at IS NULL"
    static let stopFollowing = "UPDATE delivery SET follows = NULL WHERE id = ?"
    static let takeBack = "UPDATE delivery SET takes_back = ? WHERE id = ?"
    static let ties = "SELECT takes_back, follows, document FROM delivery WHERE id = ?"
    static let openReversal = "SELECT message FROM delivery WHERE takes_back = ? AND settled_at IS NULL LIMIT 1"
    static let speaksFor = "SELECT EXISTS (SELECT 1 FROM subject WHERE delivery = ?)"
    static let forget = "DELETE FROM subject WHERE delivery = ?"
}
