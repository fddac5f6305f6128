import SyncModel
import SyncStore
import Terminal

/// What a fix or another action is about.
struct FixTarget: Hashable, Sendable {
    var cause: String
    /// One row of it; `nil` where the whole cause is meant.
    var exception: ExceptionID?
    /// The one row of a cause that has no other.
    var only: ExceptionID?
    var fault: Fault
    var owner: Role
    /// The flow, where one row is meant.
    var flow: FlowName?
    var item: String
    var description: String
    /// How many wait with the same cause, as far as known.
    var open: Int
    /// What those are worth.
    var value: Money
    var claimedBy: String?
    /// Others that were marked with it and that the same answer may mend.
    var others: [FixTarget] = []

    init(_ row: CauseRow, holders: [String] = [], only: ExceptionID? = nil) {
        self.only = only
        cause = row.cause
        fault = row.fault
        owner = row.owner
        item = row.fault.subject.item ?? ""
        description = row.description
        open = row.open
        value = row.value
        claimedBy = holders.isEmpty ? nil : holders.joined(separator: ", ")
    }

    init(_ row: ExceptionRow, open: Int = 1, value: Money? = nil) {
        cause = row.cause
        exception = row.id
        flow = row.flow
        fault = row.fault
        owner = row.owner
        item = row.item
        description = row.description
        self.open = open
        self.value = value ?? row.value
        claimedBy = row.claimedBy
    }

    /// The case to read for it.
    var reading: CaseReading { CaseReading(cause: cause, exception: exception) }

    /// `exception 12`, or the title of its fault with what it is about.
    var name: String { exception.map { "exception \($0)" } ?? "\(fault.code.title) \(subject)" }

    /// What it is about in the sender's words: `4471-B`, `BX10 for 4471-B`, `OR-4`.
    var subject: String {
        let subject = fault.subject
        let unit = subject.unit.map { $0.isEmpty || $0 == FaultSubject.absent ? "no unit" : $0 }
        if let unit, let item = subject.item { return "\(unit) for \(item)" }
        let named = subject.code ?? subject.item ?? unit ?? subject.location ?? subject.other ?? item
        guard named.isEmpty else { return named }
        // Many of a cause that names nothing are known by the one that stands for them.
        return exception == nil && open > 1 && !description.isEmpty ? "\(description) and others" : description
    }

    /// What it is in words, where the subject doesn't say that already.
    var remark: String { subject.hasPrefix(description) ? "" : description }
}

extension FaultSubject {
    /// What stands for a unit or a location that the sender did not name.
    static let absent = "(none)"
}

extension FixTarget {
    /// How many wait with the same cause and what they are worth, for the trail.
    var counts: [Span] {
        guard !others.isEmpty else {
            return [Span("\(open.grouped) with this cause, ", .breadcrumb), Span("\(value) ", .money)]
        }
        let all = [self] + others
        return [
            Span("\(all.reduce(0) { $0 + $1.open }.grouped) of \(all.count) causes, ", .breadcrumb),
            Span("\(all.reduce(Money.zero) { $0 + $1.value }) ", .money),
        ]
    }
}
