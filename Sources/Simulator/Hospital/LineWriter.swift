internal import HL7v2
internal import Measures
internal import SyncModel

/// What one line needs to be written, beside what it means.
struct LineDraft: Sendable {
    var line: DocumentedLine
    var entry: FormularyEntry
    /// RXA-20 of a dose.
    var completion = "CP"
}

/// Draws lines: what was used, how it was written down, and what is wrong with it.
struct LineWriter: Sendable {
    let shelf: SiteShelf
    let unit: SendingUnit
    let rates: HospitalRates
    private let flaws: [(flaw: LineFlaw, share: Double)]

    init(shelf: SiteShelf, unit: SendingUnit, rates: HospitalRates) {
        self.shelf = shelf
        self.unit = unit
        self.rates = rates
        flaws = LineFlaw.allCases.compactMap { flaw in rates.flaws[flaw].map { (flaw, $0) } }
    }

    /// The next line of a charge or an administration; `nil` where the site has nothing that the unit could use.
    func draft(
        number: Int, isDose: Bool, location: String, using chance: inout SeededGenerator
    ) -> LineDraft? {
        var flaw = drawFlaw(using: &chance)
        var codes = shelf.codes(unit: unit.code, isDrug: isDose, flaw?.standing ?? .sound)
        if codes.isEmpty, flaw != nil {
            flaw = nil
            codes = shelf.codes(unit: unit.code, isDrug: isDose, .sound)
        }
        guard let entry = chance.pickEarly(codes) else { return nil }
        let place = self.location(for: flaw, usual: location, using: &chance)
        if place == location, flaw == .locationUnknown || flaw == .costCenterMissing { flaw = nil }
        let amount = self.amount(of: entry, flaw: flaw, using: &chance)
        var draft = LineDraft(
            line: DocumentedLine(
                number: number, code: entry.code, quantity: amount.quantity, unit: amount.word, location: place,
                action: .record, flaw: amount.flaw, change: nil),
            entry: entry)
        if draft.line.flaw == nil { settle(&draft, isDose: isDose, using: &chance) }
        if draft.line.action != .none, draft.line.flaw?.isMendable ?? true {
            let used = shelf.change(entry, amount.quantity, amount.unit, at: place)
            draft.line.change = used.map { used in
                draft.line.action == .reverse ? .init(stock: used.stock, quantity: used.quantity.negated) : used
            }
        }
        return draft
    }

    private func drawFlaw(using chance: inout SeededGenerator) -> LineFlaw? {
        var draw = Double(chance.below(1_000_000)) / 1_000_000
        for (flaw, share) in flaws {
            if draw < share { return flaw }
            draw -= share
        }
        return nil
    }

    private func location(for flaw: LineFlaw?, usual: String, using chance: inout SeededGenerator) -> String {
        let standing: SiteLocations.Standing
        switch flaw {
        case .locationUnknown: standing = .unknown
        case .costCenterMissing: standing = .withoutCostCenter
        default: return usual
        }
        return chance.pick(SiteLocations.of(unit: unit.code, standing))?.code ?? usual
    }

    private struct Amount {
        var quantity: ExactDecimal
        var unit: UnitCode
        var word: String
        var flaw: LineFlaw?
    }

    /// How much, and in which words. An odd word that doesn't suit the item is no flaw.
    private func amount(
        of entry: FormularyEntry, flaw: LineFlaw?, using chance: inout SeededGenerator
    ) -> Amount {
        let base = entry.baseUnit
        switch flaw {
        case .absurdQuantity:
            return Amount(
                quantity: ExactDecimal(chance.number(in: 6...90) * 100), unit: base, word: base.rawValue, flaw: flaw)
        case .wholePacksOnly: return Amount(quantity: 1, unit: base, word: base.rawValue, flaw: flaw)
        case .boxUnknown:
            return Amount(quantity: ExactDecimal(chance.number(in: 1...2)), unit: "BX", word: "BX", flaw: flaw)
        case .oddBox: return Amount(quantity: 1, unit: "BX", word: "BX10", flaw: flaw)
        case .oddWord:
            if shelf.hasPack("CS", entry), chance.chance(0.4) {
                return Amount(quantity: 1, unit: "CS", word: "CTN", flaw: flaw)
            }
            if base == "EA" {
                return Amount(quantity: pieces(entry, using: &chance), unit: base, word: "EACH", flaw: flaw)
            }
        default: break
        }
        let left = flaw == .oddWord ? nil : flaw
        if left == nil, !entry.isDrug, shelf.hasPack("BX", entry), chance.chance(rates.packs) {
            return Amount(quantity: 1, unit: "BX", word: word(for: "BX", using: &chance), flaw: nil)
        }
        if left == nil, let assumed = shelf.assumedUnit(of: entry.code), chance.chance(rates.unitless) {
            return Amount(quantity: pieces(entry, using: &chance), unit: assumed, word: "", flaw: nil)
        }
        return Amount(
            quantity: pieces(entry, using: &chance), unit: base, word: word(for: base, using: &chance), flaw: left)
    }

    private func pieces(_ entry: FormularyEntry, using chance: inout SeededGenerator) -> ExactDecimal {
        ExactDecimal(chance.number(in: entry.usage))
    }

    private func word(for unit: UnitCode, using chance: inout SeededGenerator) -> String {
        let words = SiteUnits.words(for: unit)
        return (chance.chance(0.12) ? chance.pick(words) : words.first) ?? unit.rawValue
    }

    /// Credits, refusals, omissions and deletions.
    private func settle(_ draft: inout LineDraft, isDose: Bool, using chance: inout SeededGenerator) {
        if !isDose {
            if chance.chance(rates.credits) { draft.line.action = .reverse }
        } else if chance.chance(rates.refusedDoses) {
            draft.completion = "RE"
            draft.line.action = .none
        } else if chance.chance(rates.omittedDoses) {
            draft.completion = "NA"
            draft.line.action = .none
        } else if chance.chance(rates.deletedDoses) {
            draft.line.action = .reverse
        }
    }
}
