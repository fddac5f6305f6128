internal import SyncModel

/// What the weather does to a request, before and after it is worked on.
struct WeatherStation: Sendable {
    private(set) var current = ERPWeather.calm
    /// How many bookings may still lose their answer.
    private var losses = Int.max
    /// The second that is being counted, and how many requests came in it.
    private var window: (start: Duration, count: Int) = (.zero, 0)
    /// Until when a 429 told everybody to stay away.
    private var quietUntil: Duration?

    enum Admission {
        case proceed
        case refuse(ERPAnswer, isImpatient: Bool)
        case hangUp
    }

    /// Changes the weather; nothing of the last spell stays.
    mutating func change(to weather: ERPWeather) {
        self = WeatherStation()
        current = weather
        switch weather {
        case .acceptThenTimeout(_, _, let limit), .acceptThenDrop(_, let limit): losses = limit ?? .max
        default: break
        }
    }

    /// Whether a request is worked on. The identity service has no rate limit and no errors; it can only be gone.
    mutating func admit(
        isToken: Bool, at now: Duration, wall: UTCTime, using chance: inout SeededGenerator
    ) -> Admission {
        switch current {
        case .down: return .hangUp
        case .rateLimited(let perSecond, let retryAfter) where !isToken:
            return admit(perSecond: perSecond, retryAfter, at: now, wall: wall)
        case .erroring(let share, let status) where !isToken && chance.chance(share):
            return .refuse(Self.serverError(status), isImpatient: false)
        default: return .proceed
        }
    }

    private mutating func admit(
        perSecond: Int, _ retryAfter: ERPWeather.RetryAfter, at now: Duration, wall: UTCTime
    ) -> Admission {
        if let quietUntil {
            if now < quietUntil {
                return .refuse(Self.tooMany(retryAfter, left: quietUntil - now, wall: wall), isImpatient: true)
            }
            self.quietUntil = nil
            window = (now, 0)
        }
        if now - window.start >= .seconds(1) { window = (now, 0) }
        window.count += 1
        guard window.count > perSecond else { return .proceed }
        let pause = Duration.seconds(retryAfter.seconds)
        quietUntil = now + pause
        return .refuse(Self.tooMany(retryAfter, left: pause, wall: wall), isImpatient: false)
    }

    /// What becomes of the answer. A booking may have been made and its answer lost.
    mutating func farewell(
        _ answer: ERPAnswer, isBooking: Bool, counts: inout ERPCounts, using chance: inout SeededGenerator
    ) -> ERPReply {
        switch current {
        case .slow(let delay): return .answer(answer, after: delay)
        case .acceptThenTimeout(let share, let hold, _) where isBooking && loses(share, using: &chance):
            counts.unanswered += 1
            return .answer(Self.gatewayTimeout, after: hold)
        case .acceptThenDrop(let share, _) where isBooking && loses(share, using: &chance):
            counts.unanswered += 1
            return .hangUp
        default: return .answer(answer, after: .zero)
        }
    }

    private mutating func loses(_ share: Double, using chance: inout SeededGenerator) -> Bool {
        guard losses > 0, chance.chance(share) else { return false }
        losses -= 1
        return true
    }

    private static func tooMany(_ retryAfter: ERPWeather.RetryAfter, left: Duration, wall: UTCTime) -> ERPAnswer {
        let seconds = left.components.seconds + (left.components.attoseconds > 0 ? 1 : 0)
        let headers: [String: String] =
            switch retryAfter {
            case .unsaid: [:]
            case .seconds: ["Retry-After": String(seconds)]
            case .date: ["Retry-After": wall.advanced(by: .seconds(seconds)).httpDate]
            }
        let body = JSONValue.object([
            "code": .string("TooManyRequests"), "message": .string("Too many requests for the tenant."),
        ])
        return .json(429, body, headers: headers)
    }

    private static func serverError(_ status: Int) -> ERPAnswer {
        status == 503
            ? .text(503, "Service Unavailable")
            : .json(status, .object(["title": .string("Internal Server Error"), "status": .string(String(status))]))
    }

    private static let gatewayTimeout = ERPAnswer.text(504, "Gateway Timeout")
}
