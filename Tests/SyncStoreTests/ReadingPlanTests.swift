import Foundation
import GRDB
import SyncModel
import Testing

@testable import SyncStore

@Suite("How screens are answered")
struct ReadingPlanTests {
    private func plan(_ sql: String) throws -> [String] {
        let state = try TemporaryState()
        try state.store().release(now: Sample.start)
        return try state.reader().read { database in
            let statement = try database.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
            statement.setUncheckedArguments(StatementArguments())
            return try Row.fetchAll(statement).map { $0["detail"] }
        }
    }

    private static var everything: AuditFilter {
        AuditFilter(actor: "a", action: "b", subject: "c", text: "d", since: Sample.start, until: Sample.start)
    }

    private static var unused: CrosswalkFilter { CrosswalkFilter(text: "x", unusedSince: Sample.start) }

    private static var commits: AuditFilter { AuditFilter(hasRoutine: true) }

    private static var all: MessageSearch {
        var search = MessageSearch()
        search.controlID = .beginning("A")
        search.item = "i"
        search.encounter = "v"
        search.since = Sample.start
        search.until = Sample.start
        search.text = "t"
        search.source = "s"
        search.type = "DFT"
        search.disposition = .accepted
        return search
    }

    @Test(
        "no screen's query reads history from end to end",
        arguments: [
            PlannedQuery(
                name: "steps", sql: SeriesSQL.ring, uses: "SEARCH metric_ring USING PRIMARY KEY (scope=? AND seconds=?)"
            ),
            PlannedQuery(
                name: "minutes", sql: SeriesSQL.minutes,
                uses: "SEARCH metric USING PRIMARY KEY (scope=? AND minute>? AND minute<?)"),
            PlannedQuery(
                name: "hours", sql: SeriesSQL.hours,
                uses: "SEARCH metric_hour USING PRIMARY KEY (scope=? AND hour>? AND hour<?)"),
            PlannedQuery(
                name: "what fell due", sql: ObjectiveSQL.minutes,
                uses: "SEARCH metric USING PRIMARY KEY (scope=? AND minute>? AND minute<?)"),
            PlannedQuery(
                name: "published", sql: PublishedSQL.all,
                uses: "SEARCH published USING PRIMARY KEY (subject>? AND subject<?)"),
            PlannedQuery(
                name: "messages of a slice", sql: SearchSQL.slice(all),
                uses: "SEARCH message USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            PlannedQuery(
                name: "deliveries of a slice", sql: SearchSQL.inside(all),
                uses: "SEARCH delivery USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            PlannedQuery(
                name: "control ids", sql: SearchSQL.keys,
                uses: "SEARCH intake_key USING PRIMARY KEY (source=? AND control_id>? AND control_id<?)"),
            PlannedQuery(
                name: "the first delivery of a range", sql: InsideSQL.first,
                uses: "SEARCH delivery USING COVERING INDEX delivery_of_message (message>? AND message<?)"),
            PlannedQuery(
                name: "the last delivery of a range", sql: InsideSQL.last,
                uses: "SEARCH delivery USING COVERING INDEX delivery_of_message (message>? AND message<?)"),
            PlannedQuery(
                name: "what became of a message", sql: SearchSQL.states,
                uses: "SEARCH delivery USING INDEX delivery_of_message (message=?)"),
            PlannedQuery(
                name: "the trace of a message", sql: TraceSQL.deliveries,
                uses: "SEARCH delivery USING INDEX delivery_of_message (message=?)"),
            PlannedQuery(
                name: "a commit", sql: TraceSQL.commit,
                uses: "SEARCH audit USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            PlannedQuery(
                name: "people's records", sql: AuditSQL.page(everything),
                uses: "SEARCH audit USING INDEX audit_act (seq>? AND seq<?)"),
            PlannedQuery(
                name: "all records", sql: AuditSQL.page(commits),
                uses: "SEARCH audit USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            PlannedQuery(
                name: "what was cleared", sql: ShiftSQL.closed,
                uses: "SEARCH exception USING INDEX exception_closed (closed_at>?)"),
            PlannedQuery(
                name: "what was opened", sql: ShiftSQL.opened,
                uses: "SEARCH exception USING INTEGER PRIMARY KEY (rowid>?)"),
            PlannedQuery(
                name: "what is open", sql: ShiftSQL.open,
                uses: "SEARCH exception USING INDEX exception_open_of_cause (cause=?)"),
            PlannedQuery(
                name: "charges", sql: ShiftSQL.charges,
                uses: "SEARCH delivery USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"),
            PlannedQuery(
                name: "what ended last", sql: LatestSQL.settled,
                uses: "SEARCH delivery USING INTEGER PRIMARY KEY (rowid>?)"),
            PlannedQuery(
                name: "touches", sql: ShiftSQL.touches,
                uses: "SEARCH exception USING COVERING INDEX exception_closed (closed_at>? AND closed_at<?)"),
            PlannedQuery(
                name: "booked", sql: ShiftSQL.booked,
                uses: "SEARCH metric_hour USING PRIMARY KEY (scope=? AND hour>? AND hour<?)"),
            PlannedQuery(
                name: "codes", sql: EntrySQL.page(.item, CrosswalkFilter(), goesOn: true),
                uses: "SEARCH entry USING PRIMARY KEY ((source,code)>(?,?))"),
            PlannedQuery(
                name: "unit words", sql: EntrySQL.page(.unit, unused, goesOn: true),
                uses: "SEARCH entry USING PRIMARY KEY ((source,word,item)>(?,?,?))"),
            PlannedQuery(
                name: "use of a location", sql: EntrySQL.page(.location, unused, goesOn: true),
                uses: "SEARCH used USING PRIMARY KEY (kind=? AND source=? AND code=? AND item=?) LEFT-JOIN"),
            PlannedQuery(
                name: "planned entries", sql: EntrySQL.datedPage(.item, CrosswalkFilter(), goesOn: true),
                uses: "SEARCH entry USING PRIMARY KEY (kind=? AND (source,code,item)>(?,?,?))"),
            PlannedQuery(
                name: "codes of an item", sql: EntrySQL.ofItem,
                uses: "SEARCH entry USING INDEX item_mapping_of_item (item=?)"),
            PlannedQuery(
                name: "missed codes", sql: EntrySQL.missed,
                uses: "SEARCH cause USING INDEX cause_seen (seen>? AND seen<?)"),
            PlannedQuery(
                name: "an entry's history", sql: CrosswalkChangeSQL.ofEntry,
                uses: "SEARCH crosswalk_change USING INDEX crosswalk_change_of_entry "
                    + "(source=? AND kind=? AND code=? AND item=? AND rowid<?)"),
            PlannedQuery(
                name: "all changes", sql: CrosswalkChangeSQL.latest,
                uses: "SEARCH crosswalk_change USING INTEGER PRIMARY KEY (rowid<?)"),
            PlannedQuery(
                name: "a time", sql: TimeSearch.messages.sql,
                uses: "SEARCH message USING INTEGER PRIMARY KEY (rowid>?)"),
        ])
    func plans(query: PlannedQuery) throws {
        let plan = try plan(query.sql)
        #expect(plan.contains(query.uses), "\(plan)")
        #expect(
            !plan.contains { $0.hasPrefix("SCAN") && !$0.contains("cause") && $0 != "SCAN CONSTANT ROW" }, "\(plan)")
    }
}
