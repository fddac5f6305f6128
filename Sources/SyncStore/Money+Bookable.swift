import SyncModel

extension Money {
    /// The largest value of one delivery that the books add up: ten billion, so that sums of nine million such
    /// deliveries still fit their column.
    static let largestBookable = Money(cents: 1_000_000_000_000)

    /// The amount held within what the books can add up. A sender's quantity and price are its own: an absurd product
    /// must neither stop the engine nor spoil the totals of others.
    var bookable: Money {
        min(max(self, Money(cents: -Self.largestBookable.cents)), Self.largestBookable)
    }
}
