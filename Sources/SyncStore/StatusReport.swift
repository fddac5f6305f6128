public import SyncModel

/// Everything at a glance, for scripts and logs: what ``StateReader/status(now:)`` reads.
public struct StatusReport: Sendable {
    /// Engine, books, endpoints, queues and notices.
    public var overview: Overview
    /// Routes, endpoints in particular, and what waits.
    public var live: LiveBoard
    /// The last five minutes.
    public var figures: MetricBoard
    /// How flows keep their objectives.
    public var objectives: [ObjectiveStatus]
    /// How far the audit chain has been checked.
    public var chain: ChainStatus

    /// How bad it is.
    public var level: StatusLevel { concerns.map(\.level).max() ?? .ok }

    /// What isn't as it should be, the worst first, a sentence each.
    public var concerns: [StatusConcern] {
        let all = ofEngine + ofBooks + overview.notices.map(StatusConcern.init) + ofEndpoints + ofObjectives
        return all.enumerated().sorted { ($1.element.level, $0.offset) < ($0.element.level, $1.offset) }.map(\.element)
    }

    private var ofEngine: [StatusConcern] {
        if let trouble = overview.engine.trouble { return [StatusConcern(.critical, trouble.sentence)] }
        guard !overview.engine.isAlive(at: overview.readAt) else { return [] }
        return [StatusConcern(.critical, "No engine works on this state: nothing is taken in or sent.")]
    }

    private var ofBooks: [StatusConcern] {
        var concerns: [StatusConcern] = []
        if !overview.balance.isBalanced {
            concerns.append(StatusConcern(.critical, "The books don't balance: run tallyward verify."))
        }
        if let finding = chain.finding { concerns.append(StatusConcern(.critical, finding)) }
        return concerns
    }

    private var ofEndpoints: [StatusConcern] {
        overview.endpoints.filter { [.down, .limited, .paused].contains($0.condition) }
            .map { StatusConcern(.degraded, "\($0.endpoint) is \($0.condition.rawValue): \($0.detail)") }
    }

    private var ofObjectives: [StatusConcern] {
        objectives.compactMap { objective in
            guard let alarm = objective.alarm else { return nil }
            let rate = alarm == .fast ? objective.hour : objective.sixHours
            let window = alarm == .fast ? "hour" : "six hours"
            let sentence =
                "\(objective.flow) missed its objective for \(rate.missed) of \(rate.due) in the last \(window)"
            let criticality = live.flows.first { $0.profile.name == objective.flow }?.profile.criticality
            return StatusConcern(alarm == .fast && criticality != .feed ? .critical : .degraded, sentence)
        }
    }
}

/// How bad it is, as monitoring programs count it.
public enum StatusLevel: Int32, Sendable, Hashable, Comparable, Codable, CaseIterable {
    /// All is well; people may have work all the same.
    case ok = 0
    /// Something is slower or later than it should be.
    case degraded = 1
    /// Nothing goes on, or what is written can't be trusted.
    case critical = 2

    /// What is worse comes later.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// In a word.
    public var word: String {
        switch self {
        case .ok: "ok"
        case .degraded: "degraded"
        case .critical: "critical"
        }
    }
}

/// One thing that isn't as it should be.
public struct StatusConcern: Sendable, Hashable {
    /// How bad it is.
    public var level: StatusLevel
    /// What it is, in a sentence.
    public var sentence: String

    init(_ level: StatusLevel, _ sentence: String) {
        self.level = level
        self.sentence = sentence
    }

    init(_ notice: Notice) {
        self.init(notice.level == .critical ? .critical : .degraded, notice.text)
    }
}

extension StateReader {
    /// Everything at a glance.
    public func status(now: UTCTime) throws(StateFileProblem) -> StatusReport {
        StatusReport(
            overview: try overview(now: now), live: try live(now: now),
            figures: try series(.fiveMinutes, points: 30, now: now), objectives: try objectives(now: now),
            chain: try chainStatus())
    }
}
