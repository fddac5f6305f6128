import JSONText
import Measures
import SyncModel

/// An error that Tryton answered in JSON: a name and words, of which the table makes what to do.
struct TrytonError: Sendable, Hashable {
    /// `UserError`, `UserWarning`, `ConcurrencyException`, …; `error` for a bare text.
    var name: String
    /// What it means.
    var meaning: Meaning
    /// Why, in the table's words or, cleaned, in Tryton's, which end where it names a record in brackets.
    var text: String

    /// What an error means for the call.
    enum Meaning: Sendable, Hashable {
        /// The delivery can't be booked as it is.
        case fault(FaultCode)
        /// Somebody else changed or locked it just now.
        case conflict
        /// A number that we remembered is no record any more.
        case staleNumber
        /// The shipment isn't in the state for that any more.
        case wrongState
        /// Our account may not do it.
        case noRight
        /// It asks for a yes to a warning of this name.
        case warning(String)
    }

    /// An error of the given name and words.
    init(name: String, text: String, warning: String? = nil) {
        let cleaned = RemoteText.code(name)
        self.name = cleaned.isEmpty ? "error" : cleaned
        let rule = TrytonErrorTable.rule(for: name, text)
        meaning = warning.map(Meaning.warning) ?? rule?.meaning ?? .fault(.rejected)
        self.text = rule?.why ?? RemoteText.clean(text)
    }

    /// Reads `["UserError", ["words", "description", domain]]`, `["UserWarning", ["name", "words", …]]`, and a bare
    /// `["'field'", ""]`.
    init(_ error: JSONValue) {
        let parts = error.elements ?? [error]
        let name = parts.first?.text ?? ""
        let isKnown = name.utf8.allSatisfy { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
        let words = parts.count > 1 ? (parts[1].elements ?? [parts[1]]) : []
        guard isKnown, !name.isEmpty else {
            self.init(name: "error", text: name)
            return
        }
        if name == "UserWarning", let warning = words.first?.text {
            self.init(name: name, text: words.count > 1 ? words[1].text ?? "" : "", warning: warning)
        } else {
            self.init(name: name, text: words.first?.text ?? "")
        }
    }

    /// What the attempt of a delivery comes to.
    func outcome(for use: ResolvedUse, days: ClockZone) -> DeliveryOutcome {
        func failure(_ code: String, _ detail: String) -> AttemptFailure {
            AttemptFailure(code: "tryton-\(code)", detail: detail)
        }
        switch meaning {
        case .fault(let code): return .permanent(fault(code, use, days))
        case .conflict: return .transient(failure("conflict", "Tryton had it changed by another."), retryAfter: nil)
        case .staleNumber:
            return .transient(
                failure("stale", "A record that was known in Tryton is there no more: it is looked up again."),
                retryAfter: nil)
        case .wrongState:
            return .transient(failure("state", "The shipment's state changed in between."), retryAfter: nil)
        case .noRight:
            return .endpointRefuses(
                failure("rights", "Our login may not do this in Tryton: give it the groups Stock and Accounting."))
        case .warning(let name):
            let word = RemoteText.code(String(name.split(separator: ".").last ?? ""))
            return .permanent(
                Fault(
                    .rejected, FaultSubject(other: "warning-\(word)"),
                    detail: "Tryton asks a person to confirm a warning (\(word)): \(said)"))
        }
    }

    private var said: String { text.isEmpty ? "no reason given" : text }

    private func fault(_ code: FaultCode, _ use: ResolvedUse, _ days: ClockZone) -> Fault {
        switch code {
        case .itemRejected:
            Fault(
                code, FaultSubject(item: use.itemNumber), detail: "Tryton refuses the item \(use.itemNumber): \(said)")
        case .unitRejected:
            Fault(
                code, FaultSubject(item: use.itemNumber, targetUnit: use.unit.rawValue),
                detail: "Tryton doesn't take \(use.unit) of \(use.itemNumber): \(said)")
        case .periodClosed: .trytonPeriod(String(days.day(of: use.occurredAt).prefix(7)), said)
        default: Fault(code, FaultSubject(other: name), detail: "Tryton refused the booking (\(name)): \(said)")
        }
    }
}

extension Fault {
    /// That a month isn't open for booking.
    static func trytonPeriod(_ month: String, _ why: String) -> Fault {
        Fault(
            .periodClosed, FaultSubject(other: month),
            detail: "Tryton has no open accounting period for \(month): \(why)")
    }
}

/// What Tryton's errors mean: the first rule whose words all stand in the text. Tryton's errors have no codes; the
/// words are those of its English, which every call asks for.
enum TrytonErrorTable {
    /// One line of the table.
    struct Rule: Sendable {
        var meaning: TrytonError.Meaning
        /// All of them stand in the text.
        var words: [String]
        /// Why, for people; nil for Tryton's own words.
        var why: String?
    }

    static let rules = [
        Rule(meaning: .wrongState, words: ["You can not call \""]),
        Rule(meaning: .noRight, words: ["You are not allowed to access"]),
        Rule(meaning: .staleNumber, words: ["You are trying to read records", "don't exist"]),
        Rule(
            meaning: .fault(.itemRejected), words: ["you must provide a stock lot"],
            why: "it is tracked by lots there, and a booking names none; book it by hand, or take the lots off it."),
        Rule(
            meaning: .fault(.unitRejected), words: ["for field \"Unit\"", "is not valid according to its domain"],
            why: "the unit isn't of the category that the item is kept in."),
        Rule(
            meaning: .fault(.unitRejected), words: ["The number of digits", "for field \"Quantity\""],
            why: "the quantity has more digits behind the point than the unit is kept with."),
        Rule(
            meaning: .fault(.itemRejected), words: ["for field \"Product\"", "is not valid according to its domain"],
            why: "it isn't a product that stock is kept of."),
        Rule(
            meaning: .fault(.periodClosed), words: ["for field \"Period\""],
            why: "open the period, or book it by hand."),
        Rule(
            meaning: .fault(.periodClosed), words: ["period", "closed"], why: "open the period, or book it by hand."),
    ]

    /// The rule for an error of that name with that text; nil where none knows it.
    static func rule(for name: String, _ text: String) -> Rule? {
        switch name {
        case "ConcurrencyException": Rule(meaning: .conflict, words: [])
        case "AccessError": Rule(meaning: .noRight, words: [])
        default: rules.first { rule in rule.words.allSatisfy { text.firstRange(of: $0) != nil } }
        }
    }
}
