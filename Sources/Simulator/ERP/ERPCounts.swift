/// How many requests had which end. Look-ups and sign-ins are counted apart from postings.
public struct ERPCounts: Sendable, Hashable {
    /// Every request, however it ended.
    public var requests = 0
    /// Tokens given out.
    public var tokens = 0
    /// 401: no token, an unknown one, one that has run out, or a wrong secret.
    public var unauthorized = 0
    /// 201 for a staged transaction.
    public var accepted = 0
    /// 400 for a staged transaction or a charge.
    public var refused = 0
    /// Look-ups answered.
    public var lookUps = 0
    /// Charges booked by `POST /charges`.
    public var charges = 0
    /// Charges answered from the stored answer of their key.
    public var replays = 0
    /// 429.
    public var rateLimited = 0
    /// Requests that came before the `Retry-After` of a 429 was over; they are rate limited too.
    public var impatient = 0
    /// 500 and 503.
    public var failed = 0
    /// Bookings whose answer never came: 504, or a closed connection.
    public var unanswered = 0
}
