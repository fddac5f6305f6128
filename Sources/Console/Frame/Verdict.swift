import SyncModel
import SyncStore
import Terminal

/// How it stands, in words: the first thing every screen says.
struct Verdict: Hashable, Sendable {
    /// One word in capitals.
    var word: String
    /// What it means, with numbers and names.
    var text: String
    /// How it looks; never the only thing that says so.
    var style: Style
    /// The same in fewer words, each shorter than the one before, for where there is no room.
    var shorter: [String] = []

    /// The word and the text.
    var sentence: String { text.isEmpty ? word : "\(word) \(text)" }

    /// The longest of its texts that fits into so many columns; the shortest where none does.
    func text(within width: Int) -> String {
        let texts = [text] + shorter
        return texts.first { DisplayWidth.of($0) <= width } ?? texts[texts.count - 1]
    }

    /// Judges what was read, for a user of that name. What stops all work comes before what stops some of it.
    init(_ overview: Overview?, problem: String?, roles: Set<Role>, at now: UTCTime, user: String = "") {
        if let problem {
            self.init("NO STATE", problem, .statusCritical)
        } else if let overview {
            self =
                Self.ofEngine(overview.engine, at: now) ?? Self.ofBooks(overview.balance)
                ?? Self.ofEndpoints(overview) ?? Self.ofNotices(overview)
                ?? Self.ofQueues(overview, roles: roles, user: user)
        } else {
            self.init("LOADING", "reading the state", .statusInfo)
        }
    }

    private init(_ word: String, _ text: String, _ style: Style, shorter: [String] = []) {
        self.word = word
        self.text = text
        self.style = style
        self.shorter = shorter
    }

    private static func ofEngine(_ engine: EngineStatus, at now: UTCTime) -> Verdict? {
        if let trouble = engine.trouble { return Verdict("STORAGE", trouble.sentence, .statusCritical) }
        guard !engine.isAlive(at: now) else { return nil }
        if let released = engine.releasedAt {
            return Verdict("ENGINE", "stopped \(Wording.age(released, at: now)) ago: nothing is sent", .statusCritical)
        }
        guard let heartbeat = engine.heartbeatAt else {
            return Verdict("ENGINE", "has never run on this state", .statusCritical)
        }
        return Verdict("ENGINE", "last seen \(Wording.age(heartbeat, at: now)) ago", .statusCritical)
    }

    private static func ofBooks(_ balance: BalanceSheet) -> Verdict? {
        guard !balance.isBalanced else { return nil }
        let gap = abs(balance[.accepted] - balance.accountedFor)
        return Verdict("OUT OF BALANCE", "by \(gap.grouped): run tallyward verify", .statusCritical)
    }

    /// What no endpoint says by itself: a feed that is silent, or a flood.
    private static func ofNotices(_ overview: Overview) -> Verdict? {
        guard let notice = overview.notices.first else { return nil }
        return Verdict("NOTICE", notice.text, notice.level == .critical ? .statusCritical : .statusWarning)
    }

    private static func ofEndpoints(_ overview: Overview) -> Verdict? {
        let troubled = overview.endpoints.filter { [.down, .limited, .paused].contains($0.condition) }
        guard let first = troubled.min(by: { rank($0.condition) < rank($1.condition) }) else { return nil }
        var backlog = overview.flows.reduce(into: (0, Money.zero)) { sum, flow in
            sum = (sum.0 + flow.balance[.onTheWay], sum.1 + flow.backlogValue)
        }
        backlog.0 = max(0, backlog.0)
        let others = troubled.count > 1 ? " and \(Wording.count(troubled.count - 1, "other"))" : ""
        let held = backlog.0 == 0 ? "" : ", \(backlog.0.grouped) waiting worth \(Wording.worth(backlog.1))"
        let how =
            switch first.condition {
            case .down: "down"
            case .limited: "slowed by its limit"
            default: "paused"
            }
        return Verdict(
            first.condition == .paused ? "PAUSED" : "DEGRADED", "\(first.endpoint) \(how)\(others)\(held)",
            first.condition == .paused ? .statusHeld : .statusWarning)
    }

    private static func rank(_ condition: EndpointCondition) -> Int {
        switch condition {
        case .down: 0
        case .limited: 1
        default: 2
        }
    }

    private static func ofQueues(_ overview: Overview, roles: Set<Role>, user: String) -> Verdict {
        let approvals = overview.approvals(for: user, roles: roles)
        let decisions =
            approvals.count == 0
            ? nil : "\(approvals.count.grouped) for your approval, \(Wording.worth(approvals.value))"
        let waiting = Role.allCases.compactMap { role in overview.waiting[role].map { (role, $0.count, $0.value) } }
            .filter { $0.1 > 0 }
        let own = waiting.filter { roles.contains($0.0) }
        guard !own.isEmpty else {
            if let decisions { return Verdict("WAITING", decisions, .statusWarning) }
            let others = waiting.reduce(0) { $0 + $1.1 }
            let words = others == 0 ? "every flow is on time" : "all on time; \(others.grouped) wait for others"
            return Verdict("OK", words, .statusOk)
        }
        let count = own.reduce(0) { $0 + $1.1 }
        let value = own.reduce(Money.zero) { $0 + $1.2 }
        let whom = own.count == 1 ? own[0].0.rawValue : "people"
        let work = "\(count.grouped) for \(whom) worth \(Wording.worth(value))"
        guard let decisions else { return Verdict("WAITING", work, .statusWarning) }
        let brief = "\(approvals.count.grouped) to approve"
        return Verdict(
            "WAITING", "\(work), \(decisions)", .statusWarning,
            shorter: ["\(work), \(brief)", "\(count.grouped) for \(whom), \(brief)"])
    }
}
