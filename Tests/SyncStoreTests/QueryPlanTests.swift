import Foundation
import GRDB
import SyncModel
import Testing

@testable import SyncStore

/// A statement with the way it must be answered.
struct PlannedQuery: Sendable, CustomTestStringConvertible {
    var name: String
    var sql: String
    /// What the plan has to name.
    var uses: String
    var testDescription: String { name }
}

@Suite("How queries are answered")
struct QueryPlanTests {
    private func plan(_ sql: String) throws -> [String] {
        let state = try TemporaryState()
        try state.store().release(now: Sample.start)
        return try state.reader().read { database in
            let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            // The plan doesn't depend on what is bound.
            statement.setUncheckedArguments(StatementArguments())
            return try Row.fetchAll(statement).map { $0["detail"] }
        }
    }

    /// Whether a step of a plan reads a table that grows with history from end to end.
    private func readsHistory(_ step: String) -> Bool {
        guard step.hasPrefix("SCAN") else { return false }
        let tables = [
            "message", "intake_key", "event", "delivery", "attempt", "exception", "audit", "command", "metric",
            "notice", "notification",
        ]
        let words = step.split(separator: " ")
        return words.count > 1 && tables.contains(String(words[1])) && !step.contains("INDEX exception_open_by_value")
            && !step.contains("INDEX notice_open") && !step.contains("INDEX notification_open")
    }

    private static let page = ExceptionFilter()
    private static let ofCause = ExceptionFilter(cause: "c")
    private static let ofNobody = ExceptionFilter(holder: .nobody)
    private static let ofOwner = ExceptionFilter(owner: .finance)
    private static let everything = DeadLetterFilter(
        states: Set(DeadLetterState.allCases), flow: "f", endpoint: "e", code: .itemUnmapped, text: "x", item: "i",
        since: Sample.start, until: Sample.start, minimumValue: Money(cents: 1))

    @Test("the dead letters are read from their index, the latest first, and only as far as a page goes")
    func deadLetters() throws {
        let plan = try plan(DeadLetterSQL.ended(DeadLetterFilter(), goesOn: false))
        #expect(plan.contains("SCAN delivery USING INDEX delivery_dead"), "\(plan)")
        #expect(plan.contains("SEARCH exception USING COVERING INDEX exception_of_delivery (delivery=?)"), "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }

    @Test(
        "no query that is asked often reads history, or sorts the open exceptions",
        arguments: [
            PlannedQuery(
                name: "open exceptions", sql: QueueSQL.exceptions(page, goesOn: false),
                uses: "SCAN exception USING INDEX exception_open_by_value"),
            PlannedQuery(
                name: "open exceptions, next page", sql: QueueSQL.exceptions(page, goesOn: true),
                uses: "SEARCH exception USING INDEX exception_open_by_value (value<?)"),
            PlannedQuery(
                name: "who works on a cause", sql: WorkSQL.oldest,
                uses: "SEARCH exception USING INDEX exception_open_of_cause (cause=?)"),
            PlannedQuery(
                name: "comments of a cause", sql: WorkSQL.comments,
                uses: "SEARCH comment USING COVERING INDEX comment_of_cause (cause=?)"),
            PlannedQuery(
                name: "comments of an exception", sql: WorkSQL.remarks,
                uses: "SEARCH comment USING COVERING INDEX comment_of_exception (exception=?)"),
            PlannedQuery(
                name: "nobody's", sql: QueueSQL.exceptions(ofNobody, goesOn: false),
                uses: "SCAN exception USING INDEX exception_open_by_value"),
            PlannedQuery(
                name: "of a cause", sql: QueueSQL.exceptions(ofCause, goesOn: false),
                uses: "SEARCH exception USING INDEX exception_open_by_cause (cause=?)"),
            PlannedQuery(
                name: "of a cause, next page", sql: QueueSQL.exceptions(ofCause, goesOn: true),
                uses: "SEARCH exception USING INDEX exception_open_by_cause (cause=? AND value<?)"),
            PlannedQuery(
                name: "of an owner", sql: QueueSQL.exceptions(ofOwner, goesOn: false),
                uses: "SEARCH exception USING INDEX exception_open_by_owner (owner=?)"),
            PlannedQuery(
                name: "of an owner, next page", sql: QueueSQL.exceptions(ofOwner, goesOn: true),
                uses: "SEARCH exception USING INDEX exception_open_by_owner (owner=? AND value<?)"),
            PlannedQuery(
                name: "with a text", sql: QueueSQL.exceptions(ExceptionFilter(text: "x"), goesOn: false),
                uses: "SCAN exception USING INDEX exception_open_by_value"),
            PlannedQuery(
                name: "with a text, of an owner, next page",
                sql: QueueSQL.exceptions(ExceptionFilter(owner: .finance, text: "x"), goesOn: true),
                uses: "SEARCH exception USING INDEX exception_open_by_value (value<?)"),
            PlannedQuery(
                name: "a cause in chunks", sql: FixSQL.ofCause,
                uses: "SEARCH exception USING INDEX exception_open_of_cause (cause=? AND rowid>?)"),
            PlannedQuery(
                name: "audit records to prune along", sql: PruneSQL.records,
                uses: "SEARCH audit USING INTEGER PRIMARY KEY (rowid>?)"),
            PlannedQuery(
                name: "messages of a commit", sql: PruneSQL.messages,
                uses: "SEARCH message USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            PlannedQuery(
                name: "a message that may go", sql: PruneSQL.message,
                uses: "SEARCH message USING INTEGER PRIMARY KEY (rowid=?)"),
            PlannedQuery(
                name: "its deliveries", sql: PruneSQL.deliveries,
                uses: "SEARCH delivery USING INDEX delivery_of_message (message=?)"),
            PlannedQuery(
                name: "its exceptions", sql: PruneSQL.exceptionsOf,
                uses: "SEARCH exception USING INDEX exception_of_message (message=?)"),
            PlannedQuery(
                name: "what was passed by", sql: PruneSQL.later,
                uses: "SEARCH prune_later USING INDEX prune_later_due (due_at<?)"),
            PlannedQuery(
                name: "old answers", sql: RecordSQL.commands,
                uses: "SEARCH command USING COVERING INDEX command_at (at<?)"),
            PlannedQuery(
                name: "old notices", sql: RecordSQL.notices,
                uses: "SEARCH notice USING COVERING INDEX notice_ended (ended_at>? AND ended_at<?)"),
            PlannedQuery(
                name: "old control ids", sql: RecordSQL.keys,
                uses: "SEARCH intake_key USING COVERING INDEX intake_key_forget (forget_at>? AND forget_at<?)"),
            PlannedQuery(
                name: "old minutes", sql: RecordSQL.oldestMinute, uses: "SEARCH metric USING PRIMARY KEY (scope=?)"),
            PlannedQuery(
                name: "causes that a fix may mend", sql: FixSQL.causesWithin,
                uses: "SEARCH cause USING PRIMARY KEY (cause>? AND cause<?)"),
            PlannedQuery(
                name: "open causes in chunks", sql: FixSQL.causesAfter,
                uses: "SEARCH cause USING PRIMARY KEY (cause>?)"),
            PlannedQuery(
                name: "open work", sql: OpenSQL.open, uses: "SEARCH delivery USING INDEX delivery_open (id>?)"),
            PlannedQuery(
                name: "open work behind a delivery", sql: LaneSQL.open,
                uses: "SEARCH delivery USING INDEX delivery_open (id>?)"),
            PlannedQuery(
                name: "what is stopped in a lane", sql: LaneSQL.stopped,
                uses: "SEARCH exception USING INDEX exception_open_of_lane (endpoint=? AND lane=?)"),
            PlannedQuery(
                name: "who stepped aside", sql: LaneSQL.steps,
                uses: "SEARCH edit USING INDEX edit_of_delivery (delivery=?)"),
            PlannedQuery(
                name: "work to send", sql: OpenSQL.work,
                uses: "SEARCH delivery USING INTEGER PRIMARY KEY (rowid=?)"),
            PlannedQuery(
                name: "since when work is sent", sql: OpenSQL.work,
                uses: "SEARCH exception USING INDEX exception_of_delivery (delivery=?)"),
            PlannedQuery(
                name: "a delivery to plan again", sql: FixSQL.delivery,
                uses: "SEARCH exception USING INDEX exception_of_delivery (delivery=?)"),
            PlannedQuery(
                name: "deliveries of a message", sql: ExceptionSQL.deliveries,
                uses: "SEARCH delivery USING INDEX delivery_of_message (message=?)"),
            PlannedQuery(
                name: "exceptions of a message", sql: ExceptionSQL.ofMessage,
                uses: "SEARCH exception USING INDEX exception_of_message (message=?)"),
            PlannedQuery(
                name: "exceptions of a delivery", sql: ExceptionSQL.ofDelivery,
                uses: "SEARCH exception USING INDEX exception_of_delivery (delivery=?)"),
            PlannedQuery(
                name: "by control id", sql: ExceptionSQL.byControlID,
                uses: "SEARCH intake_key USING PRIMARY KEY (source=? AND control_id=?)"),
            PlannedQuery(
                name: "newest messages", sql: ExceptionSQL.newest,
                uses: "SEARCH message USING INTEGER PRIMARY KEY (rowid<?)"),
            PlannedQuery(
                name: "attempts", sql: ExceptionSQL.attempts, uses: "SEARCH attempt USING PRIMARY KEY (delivery=?)"),
            PlannedQuery(
                name: "what gave up", sql: DeadLetterSQL.gaveUp(DeadLetterFilter()),
                uses: "SEARCH exception USING INDEX exception_open_of_cause (cause>? AND cause<?)"),
            PlannedQuery(
                name: "what gave up, by everything", sql: DeadLetterSQL.gaveUp(everything),
                uses: "SEARCH exception USING INDEX exception_open_of_cause (cause>? AND cause<?)"),
            PlannedQuery(
                name: "what ended, next page", sql: DeadLetterSQL.ended(DeadLetterFilter(), goesOn: true),
                uses: "SEARCH delivery USING INDEX delivery_dead (settled_at<?)"),
            PlannedQuery(
                name: "what ended, by everything", sql: DeadLetterSQL.ended(everything, goesOn: false),
                uses: "SEARCH delivery USING INDEX delivery_dead (settled_at>? AND settled_at<?)"),
            PlannedQuery(
                name: "what takes something back", sql: ReplaySQL.reversals,
                uses: "SEARCH event USING INTEGER PRIMARY KEY (rowid>?)"),
            PlannedQuery(
                name: "whether that was sent", sql: ReplaySQL.isSent,
                uses: "SEARCH delivery USING INDEX delivery_of_message (message=?)"),
            PlannedQuery(
                name: "replays of a delivery", sql: DeadLetterSQL.edits,
                uses: "SEARCH edit USING INDEX edit_of_delivery (delivery=?)"),
            PlannedQuery(
                name: "replays under way", sql: ReplaySQL.open, uses: "SCAN replay USING INDEX replay_open"),
            PlannedQuery(
                name: "minutes", sql: OverviewSQL.minutes,
                uses: "SEARCH metric USING PRIMARY KEY (scope=? AND minute>?)"),
            PlannedQuery(name: "open notices", sql: NoticeSQL.open, uses: "SCAN notice USING INDEX notice_open"),
            PlannedQuery(
                name: "a notice of a cause", sql: NoticeSQL.update,
                uses: "SEARCH notice USING INDEX notice_open (kind=? AND subject=?)"),
            PlannedQuery(
                name: "what is to be told", sql: NoticeSQL.untold,
                uses: "SCAN notification USING INDEX notification_open"),
            PlannedQuery(
                name: "the notice of what is to be told", sql: NoticeSQL.untold,
                uses: "SEARCH notice USING INTEGER PRIMARY KEY (rowid=?)"),
            PlannedQuery(
                name: "requests that wait for approval", sql: ApprovalSQL.pending,
                uses: "SCAN approval USING INDEX approval_pending"),
            PlannedQuery(
                name: "requests that are due", sql: ApprovalSQL.due,
                uses: "SEARCH approval USING INDEX approval_due (expires_at<?)"),
            PlannedQuery(
                name: "the same request", sql: ApprovalSQL.same,
                uses: "SEARCH approval USING INDEX approval_pending_same (print=?)"),
            PlannedQuery(
                name: "requests of a cause", sql: ApprovalSQL.ofCause,
                uses: "SEARCH approval USING INDEX approval_pending_of_cause (cause=?)"),
            PlannedQuery(
                name: "latest requests", sql: ApprovalSQL.latest,
                uses: "SEARCH approval USING INTEGER PRIMARY KEY (rowid<?)"),
            PlannedQuery(
                name: "the history of an entry", sql: CrosswalkChangeSQL.ofEntry,
                uses: "SEARCH crosswalk_change USING INDEX crosswalk_change_of_entry "
                    + "(source=? AND kind=? AND code=? AND item=? AND rowid<?)"),
            PlannedQuery(
                name: "the changes of a command", sql: CrosswalkChangeSQL.ofCommand,
                uses: "SEARCH crosswalk_change USING INDEX crosswalk_change_of_command (command=?)"),
            PlannedQuery(
                name: "how many changes a command made", sql: CrosswalkChangeSQL.countOfCommand,
                uses: "SEARCH crosswalk_change USING COVERING INDEX crosswalk_change_of_command (command=?)"),
            PlannedQuery(
                name: "what a command touched", sql: CrosswalkChangeSQL.touched,
                uses: "SEARCH exception USING INDEX exception_of_fix (fix=?)"),
            PlannedQuery(
                name: "somebody's last fix", sql: CrosswalkChangeSQL.lastOfAuthor,
                uses: "SEARCH change USING INTEGER PRIMARY KEY (rowid>?)"),
            PlannedQuery(
                name: "comments on an exception", sql: CollaborationSQL.ofException,
                uses: "SEARCH comment USING INDEX comment_of_exception (exception=?)"),
            PlannedQuery(
                name: "comments on a cause", sql: CollaborationSQL.ofCause,
                uses: "SEARCH comment USING INDEX comment_of_cause (cause=?)"),
            PlannedQuery(
                name: "a user's views", sql: CollaborationSQL.views,
                uses: "SEARCH saved_view USING PRIMARY KEY (user=?)"),
            PlannedQuery(
                name: "what a draining flow has left", sql: FlowSQL.left,
                uses: "SEARCH delivery USING INDEX delivery_open (id<?)"),
            PlannedQuery(name: "last audit record", sql: AuditChain.last, uses: "SCAN audit"),
        ])
    func plans(query: PlannedQuery) throws {
        let plan = try plan(query.sql)
        #expect(plan.contains(query.uses), "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
        #expect(query.sql == AuditChain.last || !plan.contains(where: readsHistory), "\(plan)")
    }

    @Test("the causes are listed from the open ones, each with one step to its oldest exception")
    func causes() throws {
        let plan = try plan(QueueSQL.causes)
        #expect(plan.contains("SCAN cause USING INDEX cause_open"), "\(plan)")
        #expect(plan.contains("SEARCH exception USING INDEX exception_open_of_cause (cause=?)"), "\(plan)")
        #expect(try self.plan(QueueSQL.waiting).contains("SCAN cause USING INDEX cause_open"))
        #expect(
            try self.plan(QueueSQL.mark).contains { $0.hasPrefix("SCAN cause USING") && $0.hasSuffix("cause_open") })
    }

    @Test("the scopes of metrics are stepped through, never their minutes")
    func scopes() throws {
        let plan = try plan(OverviewSQL.scopes)
        #expect(plan.count { $0.hasPrefix("SEARCH metric") } == 2, "\(plan)")
        #expect(!plan.contains(where: readsHistory), "\(plan)")
    }

    @Test(
        "every write goes by a primary key",
        arguments: [
            SettleSQL.claim, SettleSQL.delivered, SettleSQL.move, SettleSQL.close, FixSQL.close, FixSQL.claim,
            FixSQL.requeue, FixSQL.revalue, TallySQL.add, TallySQL.addCause, LeaseSQL.beat, MetricSQL.latency,
            MetricSQL.command, AcceptSQL.stored, ExceptionSQL.one, ExceptionSQL.message, ExceptionSQL.delivery,
            SettleSQL.event, LocationSQL.one, ReplaySQL.candidate, ReplaySQL.advance, ReplaySQL.end, ReplaySQL.position,
            ReplaySQL.requeue, LaneSQL.leave, LaneSQL.leaveException, LaneSQL.ofException,
            NoticeSQL.settle,
        ])
    func primaryKeys(sql: String) throws {
        let plan = try plan(sql)
        #expect(!plan.isEmpty)
        #expect(plan.allSatisfy { $0.hasPrefix("SEARCH") && $0.contains("PRIMARY KEY") }, "\(plan)")
    }
}
