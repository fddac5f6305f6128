/// How the simulated ERP behaves just now.
public enum ERPWeather: Sendable, Hashable {
    /// Everything is answered at once.
    case calm
    /// Above `perSecond` requests a second it answers 429, and goes on doing so until the time it named is over.
    case rateLimited(perSecond: Int, RetryAfter)
    /// Every answer takes this long.
    case slow(Duration)
    /// Nobody is there.
    case down(Outage)
    /// This share of requests is answered with `status` (500, 503) and does nothing.
    case erroring(share: Double, status: Int)
    /// This share of bookings is made, and the answer doesn't come: a 504 after `hold`. At most `limit` of them.
    case acceptThenTimeout(share: Double, hold: Duration, limit: Int?)
    /// This share of bookings is made, and the connection closes instead of an answer. At most `limit` of them.
    case acceptThenDrop(share: Double, limit: Int?)

    /// What a 429 says about when to come back.
    public enum RetryAfter: Sendable, Hashable {
        /// Nothing.
        case unsaid
        /// `Retry-After: 8`.
        case seconds(Int)
        /// `Retry-After: Fri, 31 Dec 1999 23:59:59 GMT`, so many seconds ahead.
        case date(seconds: Int)

        /// How long it lasts; one second where nothing is said.
        var seconds: Int {
            switch self {
            case .unsaid: 1
            case .seconds(let seconds), .date(let seconds): seconds
            }
        }
    }

    /// What a client meets when nobody is there.
    public enum Outage: Sendable, Hashable {
        /// No listener: connections are refused.
        case refused
        /// Connections are accepted and closed at once.
        case closed
    }
}

/// A row of spells of weather.
public struct WeatherSchedule: Sendable, Hashable {
    /// What comes after what, and how long it lasts.
    public var spells: [Spell]
    /// Whether it begins again at its end; else the last spell stays.
    public var repeats: Bool

    /// One kind of weather for a while.
    public struct Spell: Sendable, Hashable {
        /// What it is like.
        public var weather: ERPWeather
        /// How long it lasts.
        public var duration: Duration

        /// This weather for so long.
        public init(_ weather: ERPWeather, for duration: Duration) {
            self.weather = weather
            self.duration = duration
        }
    }

    /// These spells, one after the other.
    public init(_ spells: [Spell], repeats: Bool) {
        self.spells = spells
        self.repeats = repeats
    }

    /// Mostly calm; now and then too many requests, nobody there, and one booking whose answer never comes.
    public static let demo = WeatherSchedule(
        [
            Spell(.calm, for: .seconds(25)),
            Spell(.rateLimited(perSecond: 3, .seconds(4)), for: .seconds(8)),
            Spell(.calm, for: .seconds(30)),
            Spell(.down(.refused), for: .seconds(6)),
            Spell(.calm, for: .seconds(25)),
            Spell(.acceptThenTimeout(share: 1, hold: .seconds(4), limit: 1), for: .seconds(5)),
            Spell(.calm, for: .seconds(30)),
        ], repeats: true)

    /// The demo's weather in half a minute, for a run that ends by itself: every spell once, then calm.
    public static let briefDemo = WeatherSchedule(
        [
            Spell(.calm, for: .seconds(3)),
            Spell(.rateLimited(perSecond: 5, .seconds(1)), for: .seconds(2)),
            Spell(.calm, for: .seconds(2)),
            Spell(.down(.refused), for: .seconds(2)),
            Spell(.calm, for: .seconds(2)),
            Spell(.acceptThenTimeout(share: 1, hold: .seconds(1), limit: 1), for: .seconds(2)),
            Spell(.calm, for: .seconds(1)),
        ], repeats: false)
}
