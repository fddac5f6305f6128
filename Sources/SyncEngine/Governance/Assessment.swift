import Catalog
import Control
import Crypto
import Foundation
import Logging
import Measures
import SyncModel
import SyncStore

/// What a request would do, looked at before it is done.
struct Assessment: Sendable {
    /// What an approver is shown of it.
    var proposal: Proposal
    /// The request; a replay names the dry run of just now.
    var request: Request
    /// Whether it holds beyond one code of one source.
    var isWide = false
    /// What a replay came to.
    var draft: ReplayDraft?
}

/// A request that there is nothing to look at of, with the answer that says why.
struct NoAssessment: Error {
    var reply: Reply

    init(_ reason: RefusalReason, _ sentence: String) { reply = .refused(reason, sentence) }

    init(_ reply: Reply) { self.reply = reply }
}

extension CommandDesk {
    /// How many changes an approver is shown one by one.
    private static let shownChanges = 100

    /// Looks at what a request would do, off the writing thread.
    func assess(_ request: Request, _ kind: GovernedRequest) -> Result<Assessment, NoAssessment> {
        do { return .success(try assessment(of: request, kind)) } catch let none as NoAssessment {
            return .failure(none)
        } catch {
            core.logger.error("a request could not be looked at", metadata: ["reason": "\(error)"])
            return .failure(NoAssessment(.unavailable, "The state can't be read just now; try again shortly."))
        }
    }

    private func assessment(of request: Request, _ kind: GovernedRequest) throws -> Assessment {
        switch request {
        case .apply(let fix, let cause):
            var proposal = Proposal(
                kind: kind, title: fix.summary, cause: cause.isEmpty ? nil : cause, changes: changes([fix]))
            proposal.impact = try impact(of: fix, cause: cause)
            return Assessment(proposal: proposal, request: request, isWide: fix.isWide)
        case .importCrosswalk(let loaded):
            let changes = changes(loaded)
            let part = loaded.part.map { "part \($0.number) of \($0.count) of an " } ?? ""
            let title =
                "\(part)import of \(loaded.items.count) items and \(loaded.fixes.count) mappings"
                + (loaded.digest.map { ", as of the dry run \($0)" } ?? "")
            let proposal = Proposal(
                kind: kind, title: title, changes: Array(changes.prefix(Self.shownChanges)),
                impact: ApprovalImpact(rows: changes.isEmpty ? 0 : max(changes.count, loaded.whole ?? 0)),
                print: Self.fingerprint(of: changes), group: loaded.part.map { "import \($0.file)" })
            return Assessment(proposal: proposal, request: request, isWide: true)
        case .resubmitCause(let cause, _): return try assess(request, kind, cause: cause)
        case .resubmit(let ids): return try assess(request, kind, ids, "resubmit")
        case .letThrough(let ids, let reason):
            return try assess(request, kind, ids, "let through: \(reason.asNote)")
        case .dismiss(let ids, let reason): return try assess(request, kind, ids, "dismiss: \(reason.asNote)")
        case .confirmDelivered(let id, let document):
            return try assess(request, kind, [id], "confirm as booked: \(document.asNote)")
        case .correct(let id, let edit, _): return try assess(request, kind, id, edit)
        case .replay(let selection, let edit, _, let reason):
            return try assess(selection, edit, reason: reason, kind)
        case .pauseFlow(let flow, let reason), .drainFlow(let flow, let reason):
            let condition: FlowCondition = kind == .pauseFlow && request.isDrain ? .draining : .paused
            return try assess(request, kind, flow, condition, reason)
        case .pause(let endpoint, let reason):
            let change = ChangeLine("endpoint \(endpoint)", before: "sending", after: "paused: \(reason.asNote)")
            return Assessment(
                proposal: Proposal(kind: kind, title: "pause \(endpoint)", changes: [change]), request: request)
        default: throw NoAssessment(.invalid, "That needs no approval.")
        }
    }

    // MARK: Kinds of request

    private func impact(of fix: Fix, cause: String) throws -> ApprovalImpact {
        var impact = ApprovalImpact()
        var flows: Set<FlowName> = []
        var namedValue = Money.zero
        let named = try forEach(mendedBy: fix, cause: cause) { exception, _, line in
            impact.rows += 1
            impact.released += line.row.isReleased ? 1 : 0
            impact.value = impact.value + line.value
            if exception.cause == cause { namedValue = namedValue + exception.value }
            flows.insert(exception.flow)
        }
        // Of a cause that more waits for than was looked at, the counters know the rest.
        let all = try core.reader.openCount(ofCause: cause)
        if all.count > named {
            impact.rows += all.count - named
            impact.value = impact.value + Money(cents: max(0, all.value.cents - namedValue.cents))
        }
        impact.flows = flows.sorted()
        return impact
    }

    private func assess(_ request: Request, _ kind: GovernedRequest, cause: String) throws -> Assessment {
        let all = try core.reader.openCount(ofCause: cause)
        guard all.count > 0 else { throw NoAssessment(.notFound, "Nothing waits for that any more.") }
        let rows = try core.reader.openExceptions(ofCause: cause, limit: Self.chunk)
        let impact = ApprovalImpact(
            rows: all.count, released: 0, value: all.value, flows: Set(rows.map(\.exception.flow)).sorted())
        // All of a cause stopped for the same.
        let what = rows.first.map { StoppedAgain(fault: $0.exception.fault, count: all.count).words } ?? cause
        return Assessment(
            proposal: Proposal(kind: kind, title: "resubmit all of \(what)", cause: cause, impact: impact),
            request: request)
    }

    private func assess(
        _ request: Request, _ kind: GovernedRequest, _ ids: [ExceptionID], _ title: String
    ) throws -> Assessment {
        guard ids.count <= Self.mostAtOnce else {
            throw NoAssessment(.invalid, "Name at most \(Self.mostAtOnce.grouped) at once.")
        }
        let rows = try Set(ids).sorted().compactMap { try core.reader.exception($0)?.exception }
        guard let proposal = Self.proposal(kind, title, rows) else {
            throw NoAssessment(
                .notFound, ids.count == 1 ? "Exception \(ids[0]) isn't open." : "None of them is open any more.")
        }
        return Assessment(proposal: proposal, request: request)
    }

    /// What is shown of a request that names its rows; `nil` where none of them is open.
    static func proposal(_ kind: GovernedRequest, _ title: String, _ rows: [ExceptionRow]) -> Proposal? {
        let open = rows.filter { $0.closedAt == nil }
        guard !open.isEmpty else { return nil }
        let causes = Set(open.map(\.cause))
        let changes = open.prefix(shownChanges).map { row in
            ChangeLine("exception \(row.id)", before: "\(row.fault.code.title), \(row.value)", after: kind.title)
        }
        let impact = ApprovalImpact(
            rows: open.count, released: 0, value: open.reduce(.zero) { $0 + $1.value },
            flows: Set(open.map(\.flow)).sorted())
        return Proposal(
            kind: kind, title: title, cause: causes.count == 1 ? causes.first : nil, changes: changes, impact: impact,
            print: fingerprint(of: open.map { "\($0.id) \($0.cause) \($0.value.cents)" }))
    }

    private func assess(
        _ selection: ReplaySelection, _ edit: EventEdit?, reason: String, _ kind: GovernedRequest
    ) throws -> Assessment {
        let request = Request.replay(selection, edit: edit, digest: "", reason: reason)
        let draft: ReplayDraft
        switch self.draft(for: request) {
        case .success(let made)?: draft = made
        case .failure(let none)?: throw NoAssessment(none.reply)
        case nil: throw NoAssessment(.invalid, "That is no replay.")
        }
        let preview = draft.preview
        guard preview.going > 0 else {
            throw NoAssessment(.invalid, "Nothing of it can be replayed; the dry run says why.")
        }
        let changes = preview.rows.prefix(Self.shownChanges).map { row in
            ChangeLine("delivery \(row.delivery)", before: row.documented, after: row.goes ? row.result : nil)
        }
        let flows: [FlowName]
        switch selection {
        case .matching(let filter): flows = filter.flow.map { [$0] } ?? core.catalog.flows.map(\.name)
        case .deliveries: flows = core.catalog.flows.map(\.name)
        }
        let impact = ApprovalImpact(rows: preview.going, released: preview.going, value: preview.value, flows: flows)
        var assessment = Assessment(
            proposal: Proposal(
                kind: kind, title: "replay \(selection.words): \(reason.asNote)", changes: Array(changes),
                impact: impact, print: preview.digest),
            request: .replay(selection, edit: edit, digest: preview.digest, reason: reason))
        assessment.draft = draft
        return assessment
    }

    private func assess(
        _ request: Request, _ kind: GovernedRequest, _ flow: FlowName, _ condition: FlowCondition, _ reason: String
    ) throws -> Assessment {
        guard core.catalog.flow(flow) != nil else {
            throw NoAssessment(.notFound, "The catalog has no flow \(flow).")
        }
        let now = core.flows.condition(of: flow)
        let change = ChangeLine("flow \(flow)", before: now.rawValue, after: "\(condition.rawValue): \(reason.asNote)")
        // What waits behind a flow isn't what its pause does: it may grow while somebody decides.
        return Assessment(
            proposal: Proposal(
                kind: kind, title: "\(condition == .draining ? "drain" : "pause") \(flow)", changes: [change],
                impact: ApprovalImpact(flows: [flow])),
            request: request)
    }

    // MARK: Changes of the crosswalk

    /// What fixes change, by the crosswalk of just now.
    func changes(_ fixes: [Fix]) -> [ChangeLine] {
        let (snapshot, now) = (core.snapshot, core.clock.now())
        return fixes.compactMap { snapshot.change($0, at: now) }
    }

    private func changes(_ loaded: CrosswalkImport) -> [ChangeLine] {
        let items = loaded.items.compactMap { item -> ChangeLine? in
            let now = core.snapshot.item(item.number)
            return now == item ? nil : ChangeLine("item \(item.number)", before: now?.words, after: item.words)
        }
        return items + changes(loaded.fixes)
    }

    private static func fingerprint(of changes: [ChangeLine]) -> String {
        fingerprint(of: changes.map { "\($0.what)\u{1}\($0.before ?? "\u{2}")\u{1}\($0.after ?? "\u{2}")" })
    }

    /// Stands for texts: 16 hexadecimal digits over them in their order.
    static func fingerprint(of texts: [String]) -> String {
        var hasher = SHA256()
        for text in texts { hasher.update(data: Data("\(text.utf8.count):\(text)".utf8)) }
        return Hexadecimal.digits(hasher.finalize().prefix(8))
    }

    /// Whether a request still does what was looked at a moment ago, by what the transaction sees.
    func isCurrent(_ assessment: Assessment, in transaction: inout EngineTransaction) throws -> Bool {
        let proposal = assessment.proposal
        switch assessment.request {
        case .apply(let fix, _): return changes([fix]) == proposal.changes
        case .importCrosswalk(let loaded): return Self.fingerprint(of: changes(loaded)) == proposal.print
        case .resubmit(let ids), .dismiss(let ids, _):
            let rows = try Set(ids).sorted().compactMap { try transaction.exception($0)?.exception }
            return Self.proposal(proposal.kind, proposal.title, rows)?.print == proposal.print
        case .confirmDelivered(let id, _):
            return try transaction.exception(id)?.exception.closedAt == nil
        case .correct(let id, _, _): return try isCurrent(id, proposal.print, in: &transaction)
        case .pauseFlow(let flow, _), .drainFlow(let flow, _):
            return core.flows.condition(of: flow).rawValue == proposal.changes.first?.before
        default: return true
        }
    }
}

extension Request {
    fileprivate var isDrain: Bool {
        if case .drainFlow = self { return true }
        return false
    }
}

extension MasterItem {
    /// What the item master says of it, for people.
    fileprivate var words: String {
        let packs = packs.map(\.description).joined(separator: ", ")
        return "\(description), \(unit.rawValue) at \(unitCost)" + (packs.isEmpty ? "" : ", \(packs)")
    }
}
