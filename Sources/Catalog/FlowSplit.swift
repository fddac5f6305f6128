public import Measures
public import SyncModel

/// A step of a flow: an amount in the parts that several pay, exact to the last digit.
public struct FlowSplit: Sendable, Hashable {
    /// The field with the amount.
    public var amount: String
    /// The field that says who pays how much of it: a text such as `P-1001 60%, P-1002 40%`, or lines with the fields
    /// `to` and `percent`.
    public var by: String
    /// The field that the parts are put in: lines with the fields `to`, `percent` and `amount`.
    public var into: String
    /// How many digits behind the point each part may have.
    public var digits: Int

    /// Joins what the catalog says of the step.
    public init(amount: String, by: String, into: String, digits: Int = 2) {
        self.amount = amount
        self.by = by
        self.into = into
        self.digits = digits
    }

    /// The most parts of one amount.
    public static let mostParts = 100

    /// The fields of a part.
    public enum PartField: String, Sendable, CaseIterable {
        /// Who pays it.
        case to
        /// How much of the amount, in percent.
        case percent
        /// The part itself.
        case amount
    }

    /// Who pays how much of an amount.
    public struct Share: Sendable, Hashable {
        /// Who pays it.
        public var to: String
        /// How much of it, in percent.
        public var percent: ExactDecimal

        /// Joins who and how much.
        public init(to: String, percent: ExactDecimal) {
            self.to = to
            self.percent = percent
        }
    }

    /// Why what says who pays can't be followed. The words are the end of a sentence, and hold nothing of what it says.
    public enum Problem: String, Error, Sendable, Hashable {
        /// A part of it isn't a name and a percentage.
        case unreadable = "isn't a list of shares as in P-1001 60%, P-1002 40%"
        /// Somebody is named twice.
        case twice = "names one share twice"
        /// More than ``mostParts``.
        case tooMany = "has more than 100 shares"
        /// The percentages don't make 100, or one isn't above zero.
        case notHundred = "has shares that don't make exactly 100%"
    }

    /// The shares that a text or a list of records says.
    public static func shares(of value: FieldValue) throws(Problem) -> [Share] {
        let shares: [Share]
        switch value {
        case .text(let text): shares = try Self.shares(text)
        case .list(let values): shares = try values.map { value throws(Problem) in try share(value) }
        case .number, .flag, .time, .record: throw .unreadable
        }
        guard shares.count <= mostParts else { throw .tooMany }
        guard Set(shares.map(\.to)).count == shares.count else { throw .twice }
        return shares
    }

    private static func shares(_ text: String) throws(Problem) -> [Share] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { part throws(Problem) in
            var words = part.split(whereSeparator: \.isWhitespace).map(String.init)
            guard var last = words.popLast(), last.hasSuffix("%") else { throw .unreadable }
            last.removeLast()
            // A space may stand before the sign.
            if last.isEmpty { last = words.popLast() ?? "" }
            guard !words.isEmpty, let percent = ExactDecimal(last) else { throw .unreadable }
            return Share(to: words.joined(separator: " "), percent: percent)
        }
    }

    private static func share(_ value: FieldValue) throws(Problem) -> Share {
        guard case .record(let fields) = value, let to = fields[PartField.to.rawValue]?.text, !to.isEmpty,
            let percent = fields[PartField.percent.rawValue]?.number
        else { throw .unreadable }
        return Share(to: to, percent: percent)
    }
}
