import SyncModel
import SyncStore

/// The books in words: what was accepted is somewhere.
struct BalanceWords: Hashable, Sendable {
    /// The parts of the sum, in the order of the equation.
    static let parts: [BalanceLine] = [.delivered, .onTheWay, .waitingForPeople, .dead, .duplicates, .dismissed]

    private let balance: BalanceSheet
    private let refused: Int

    init(_ overview: Overview) {
        balance = overview.balance
        refused = overview.refused
    }

    var isBalanced: Bool { balance.isBalanced }

    /// `BALANCED`, or by how much it is not and what to do.
    var verdict: String {
        guard !balance.isBalanced else { return "BALANCED" }
        let gap = balance[.accepted] - balance.accountedFor
        let how = gap > 0 ? "are accounted for nowhere" : "are accounted for twice"
        return "OUT OF BALANCE by \(abs(gap).grouped): so many \(how). Run tallyward verify."
    }

    /// The equation.
    var sum: String {
        "accepted \(balance[.accepted].grouped) = "
            + Self.parts.map { "\($0.title) \(balance[$0].grouped)" }.joined(separator: " + ")
    }

    /// What was refused stands beside the books: it was kept and answered, but never accepted.
    var refusedWords: String? {
        refused == 0 ? nil : "\(Wording.count(refused, "message")) refused and kept beside them"
    }

    /// All of it, a line each.
    var lines: [String] { [sum, verdict] + (refusedWords.map { [$0] } ?? []) }
}
