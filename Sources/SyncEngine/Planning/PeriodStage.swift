import Catalog
import SyncModel
import SyncStore

/// The stage of a flow that finds the day to post on, by the months that are open when the event is planned.
struct PeriodStage: Sendable {
    let flow: Flow
    let step: FlowPeriod
    let contract: EventContract?
    let crosswalk: CrosswalkSnapshot
    let source: SourceName
    let now: UTCTime

    /// Puts the day in.
    ///
    /// - Returns: the entries that say which months are open.
    func fill(_ fields: inout Fields) throws(Fault) -> [CrosswalkKey] {
        let day = try day(of: fields)
        var month = Month(of: day)
        var entries: [CrosswalkKey] = []
        var count = 1
        while try isClosed(month, &entries) {
            guard step.closed == .nextOpen, count < FlowPeriod.mostMonths else { throw closed(Month(of: day)) }
            month = month.next
            count += 1
        }
        let isLate = month != Month(of: day)
        fields.values[step.into] = .text(isLate ? month.firstDay : day)
        if fields.isOfPatient(step.of) { fields.patientPaths.insert(step.into) }
        if step.closed == .nextOpen, flow.fields.contains(FlowPeriod.late),
            contract?.definition(of: FlowPeriod.late) == nil
        {
            fields.values[FlowPeriod.late] = .flag(isLate)
        }
        return entries
    }

    /// The day that the event is about, where people are.
    private func day(of fields: Fields) throws(Fault) -> String {
        switch fields[step.of] {
        case .time(let moment)?: return flow.days.day(of: moment)
        case .text(let words)? where UTCTime(day: words, offset: { _ in 0 })?.date == words: return words
        case let value:
            let what = value == nil ? "is missing" : "is no day"
            throw Fault(
                .contractViolated, FaultSubject(source: source.rawValue, other: "\(flow.event) \(step.of)"),
                detail: "'\(step.of)' \(what), and \(flow.name) finds the month to post in by it.")
        }
    }

    private func isClosed(_ month: Month, _ entries: inout [CrosswalkKey]) throws(Fault) -> Bool {
        let key = CrosswalkKey(.table(step.table), source: owner, code: month.description)
        guard let value = crosswalk.value(of: key, at: now) else { return false }
        entries.append(key)
        switch FlowPeriod.Status(rawValue: value) {
        case .open?: return false
        case .closed?: return true
        case nil:
            throw Fault(
                .codeValueInvalid, subject(month),
                detail: "\(month)\(owner.ofWhom) is '\(value)' in \(title): a month is open or closed.",
                assigned: table?.owner)
        }
    }

    private func closed(_ month: Month) -> Fault {
        let others =
            step.closed == .nextOpen ? ", and so are all \(FlowPeriod.mostMonths) months from then on" : ""
        return Fault(
            .accountingPeriodClosed, subject(month), detail: "\(month)\(owner.ofWhom) is closed in \(title)\(others).",
            assigned: table?.owner)
    }

    private func subject(_ month: Month) -> FaultSubject {
        FaultSubject(source: owner.rawValue, table: step.table.rawValue, code: month.description)
    }

    private var table: CodeTable? { crosswalk.definitions[step.table] }
    private var title: String { table?.title ?? step.table.rawValue }
    /// Whose months these are.
    private var owner: SourceName { table?.source(of: source) ?? source }

    /// A month, written as tables have it: `2026-10`.
    private struct Month: Hashable, CustomStringConvertible {
        /// `2026-10`.
        var description: String

        /// - Parameter day: as `2026-10-05`.
        init(of day: String) { description = String(day.prefix(7)) }

        var firstDay: String { description + "-01" }

        var next: Month {
            // Any month has begun anew 31 days after its first.
            let first = UTCTime(day: firstDay) { _ in 0 } ?? UTCTime(milliseconds: 0)
            return Month(of: first.advanced(by: .seconds(31 * 86_400)).date)
        }
    }
}
