public import Measures

/// Where that stands which flows have taken in of an item, at one place on one day.
public struct BookedQuantities: Codable, Hashable, Sendable {
    /// Booked at its destination, and not taken back.
    public var posted = ExactDecimal.zero
    /// On its way, or waiting for a person.
    public var waiting = ExactDecimal.zero
    /// Given up, or taken out by a person.
    public var rejected = ExactDecimal.zero
    /// Taken back, at its destination or before it left.
    public var reversed = ExactDecimal.zero
    /// What is on its way to take back what is posted: it stands under ``posted`` still.
    public var beingReversed = ExactDecimal.zero
    /// Units of what couldn't be added to the rest.
    public var otherUnits: Set<String> = []

    /// Nothing.
    public init() {}

    /// Adds one delivery.
    ///
    /// - Parameters:
    ///   - isReversal: whether it takes back what another has recorded.
    ///   - isTakenBack: whether another takes it back.
    public mutating func add(
        _ quantity: ExactDecimal, _ state: DeliveryState, isReversal: Bool, isTakenBack: Bool
    ) {
        switch (state.line, isReversal) {
        case (.delivered, false): posted = posted.plus(quantity)
        case (.delivered, true):
            posted = posted.plus(quantity.negated)
            reversed = reversed.plus(quantity)
        case (.dismissed, false) where isTakenBack: reversed = reversed.plus(quantity)
        case (.dead, false), (.dismissed, false): rejected = rejected.plus(quantity)
        case (.dead, true), (.dismissed, true): break
        case (_, true): beingReversed = beingReversed.plus(quantity)
        case (_, false): waiting = waiting.plus(quantity)
        }
    }

    /// What was counted.
    public enum Count: Sendable, Hashable {
        /// All that was used, also what was taken back since.
        case withReturns
        /// What was used and not taken back.
        case withoutReturns
        /// What the destination has, by its own codes. What is on its way there may be in it or not.
        case posted
    }

    /// What was counted less what the books have of it.
    public func difference(of counted: ExactDecimal, _ count: Count) -> ExactDecimal {
        let over = counted.plus(all(count).negated)
        guard count == .posted, over > .zero else { return over }
        let unseen = over.plus(waiting.negated)
        return unseen > .zero ? unseen : .zero
    }

    private func all(_ count: Count) -> ExactDecimal {
        let standing = posted.plus(waiting).plus(rejected)
        return switch count {
        case .withReturns: standing.plus(reversed)
        case .withoutReturns: standing.plus(beingReversed.negated)
        case .posted: posted
        }
    }

    /// How it stands beside what was counted, in one sentence.
    public func sentence(counted: ExactDecimal, unit: String, _ count: Count) -> String {
        let difference = difference(of: counted, count)
        let unit = unit.isEmpty ? "" : " \(unit)"
        var words = "\(counted)\(unit) counted, "
        words +=
            count == .posted
            ? "\(posted) posted from here (\(waiting) waiting, \(reversed) taken back)"
            : "\(all(count)) in the books (\(posted) posted, \(waiting) waiting, \(rejected) rejected, "
                + "\(reversed) taken back)"
        switch (difference.isZero, difference.isNegative) {
        case (true, _): words += "."
        case (false, false): words += ": \(difference)\(unit) missing here."
        case (false, true): words += ": \(difference.negated)\(unit) too much here."
        }
        if !otherUnits.isEmpty {
            words += " What came in \(otherUnits.sorted().joined(separator: ", ")) can't be added to that."
        }
        return words
    }
}

extension ExactDecimal {
    /// The sum; what leaves the range of exact numbers isn't added.
    fileprivate func plus(_ other: ExactDecimal) -> ExactDecimal { adding(other) ?? self }
}
