internal import Measures
internal import SyncModel

/// The simulated ERP without its sockets: a request in, a reply out. Not safe for concurrent use by itself.
struct ERPDesk: Sendable {
    let master: ERPMasterData
    let settings: ERPSettings
    var ledger = StockLedger()
    var counts = ERPCounts()
    var weather = WeatherStation()
    var tokens = TokenDesk()
    var charges = ChargeDesk()
    /// Rows of the interface table: pending or with an error; what is booked leaves it.
    var staged: [StagedRow] = []
    var chance: SeededGenerator
    var lastNumber = 300_000_000

    /// A row of the interface table.
    struct StagedRow: Sendable {
        var number: Int
        var transaction: StagedTransaction
        /// Why it couldn't be booked; `nil` while it is pending.
        var problem: ERPProblem?
    }

    init(master: ERPMasterData, settings: ERPSettings) {
        self.master = master
        self.settings = settings
        chance = SeededGenerator(seed: settings.seed).stream("erp")
    }

    /// Answers a request at a moment, as the weather and the books have it.
    mutating func reply(to request: ERPRequest, at now: Duration, wall: UTCTime) -> ERPReply {
        counts.requests += 1
        let isToken = request.path == Self.tokenPath
        switch weather.admit(isToken: isToken, at: now, wall: wall, using: &chance) {
        case .proceed: break
        case .refuse(let answer, let isImpatient):
            if answer.status == 429 { counts.rateLimited += 1 } else { counts.failed += 1 }
            if isImpatient { counts.impatient += 1 }
            return .answer(answer, after: .zero)
        case .hangUp: return .hangUp
        }
        let answer = route(request, at: now)
        let isBooking = answer.status == 201 && request.method == "POST" && !isToken
        return weather.farewell(answer, isBooking: isBooking, counts: &counts, using: &chance)
    }

    private mutating func route(_ request: ERPRequest, at now: Duration) -> ERPAnswer {
        switch (request.method, request.path) {
        case ("POST", Self.tokenPath): return token(for: request, at: now)
        case ("POST", Self.stagedPath): return authorized(request, at: now) { $0.stage(request) }
        case ("GET", Self.stagedPath): return authorized(request, at: now) { $0.stagedRows(request) }
        case ("GET", Self.completedPath): return authorized(request, at: now) { $0.completedRows(request) }
        case ("POST", Self.chargesPath):
            guard settings.chargesNeedToken else { return charge(request) }
            return authorized(request, at: now) { $0.charge(request) }
        default:
            return .json(404, .object(["title": .string("Not Found"), "status": .string("404")]))
        }
    }

    private mutating func token(for request: ERPRequest, at now: Duration) -> ERPAnswer {
        let answer = tokens.issue(for: request, settings: settings, at: now, using: &chance)
        if answer.status == 200 { counts.tokens += 1 }
        if answer.status == 401 { counts.unauthorized += 1 }
        return answer
    }

    private mutating func authorized(
        _ request: ERPRequest, at now: Duration, _ work: (inout ERPDesk) -> ERPAnswer
    ) -> ERPAnswer {
        guard tokens.admits(request, at: now) else {
            counts.unauthorized += 1
            var answer = ERPAnswer.json(
                401, .object(["title": .string("Unauthorized"), "status": .string("401")]))
            answer.headers["WWW-Authenticate"] = "Bearer error=\"invalid_token\""
            return answer
        }
        return work(&self)
    }

    private mutating func charge(_ request: ERPRequest) -> ERPAnswer {
        let answer = charges.book(request)
        if answer.headers["Idempotent-Replayed"] != nil {
            counts.replays += 1
        } else if answer.status == 201 {
            counts.charges += 1
        } else {
            counts.refused += 1
        }
        return answer
    }

    static let tokenPath = "/oauth2/v1/token"
    static let chargesPath = "/charges"
    static let stagedPath = "/fscmRestApi/resources/11.13.18.05/inventoryStagedTransactions"
    static let completedPath = "/fscmRestApi/resources/11.13.18.05/inventoryCompletedTransactions"
}
