import Catalog
import Foundation
import Measures
import SyncModel
import SyncStore

/// The pipeline behind decoding, as one pure function: item, quantity, unit, location, cost centre, value.
///
/// A fault is a value of the plan: the first thing that stops an event is the one a person is asked about.
struct UsePlanner: Sendable {
    let flow: Flow
    let crosswalk: CrosswalkSnapshot
    /// Whether a person has looked at the quantity and says that it is right.
    var trustsQuantity = false

    /// What becomes of an event that came from `source`.
    ///
    /// - Parameter receivedAt: stands in where the event doesn't say when it happened.
    func plan(_ event: CanonicalEvent, from source: SourceName, receivedAt: UTCTime) -> DeliveryPlan {
        guard event.type != .messageReceived else { return DeliveryPlan(.ready(nil), value: .zero) }
        let estimate = documentedValue(of: event)
        guard event.action != .none else {
            return DeliveryPlan(.dismissed(event.note ?? "nothing to account for"), value: .zero)
        }
        let moment = event.occurredAt ?? receivedAt
        switch resolve(event, from: source, at: moment) {
        case .success(let (use, value, entries)):
            do {
                var plan = DeliveryPlan(.ready(try StateJSON.encode(use)), value: value)
                plan.entries = entries
                return plan
            } catch {
                let fault = Fault(.messageMalformed, detail: "The line can't be written down: \(type(of: error)).")
                return DeliveryPlan(.faulted(fault), value: estimate)
            }
        case .failure(let fault):
            return DeliveryPlan(.faulted(fault), value: knownValue(of: event, from: source, at: moment) ?? estimate)
        }
    }

    /// What an event becomes at the ERP, with what it is worth and the entries of the crosswalk that say so; or what
    /// stops it. Entries are looked up as they are for the moment that the event is about.
    private func resolve(
        _ event: CanonicalEvent, from source: SourceName, at moment: UTCTime
    ) -> Result<(ResolvedUse, Money, [CrosswalkKey]), Fault> {
        do throws(Fault) {
            var entries: [CrosswalkKey] = []
            let (mapping, item) = try item(of: event, from: source, at: moment)
            entries.append(CrosswalkKey(.item, source: source, code: mapping.code))
            let quantity = try quantity(of: event, from: source)
            let (amount, arithmetic, word) = try amount(
                quantity, of: event, mapping: mapping, item: item, from: source, at: moment)
            if let word { entries.append(word) }
            if amount != quantity {
                try believe(amount, in: " \(item.unit)", FaultSubject(source: source.rawValue, item: event.item?.code))
            }
            let (location, costCenter) = try location(of: event, from: source, at: moment)
            entries.append(CrosswalkKey(.location, source: source, code: location.code))
            let use = ResolvedUse(
                organization: location.organization, itemNumber: item.number, subinventory: location.subinventory,
                costCenter: costCenter, account: location.account ?? costCenter,
                quantity: event.action == .reverse ? amount.negated : amount, unit: item.unit,
                arithmetic: event.wasteWords.map { [$0, arithmetic].compactMap(\.self).joined(separator: "; ") }
                    ?? arithmetic,
                occurredAt: moment, lot: sends(.lot) ? event.lot : nil, expires: sends(.expires) ? event.expires : nil)
            return .success((use, item.unitCost.times(amount) ?? .zero, entries))
        } catch {
            return .failure(error)
        }
    }

    /// Whether the destination may see a field.
    private func sends(_ field: Flow.Field) -> Bool { flow.fields.contains(field.rawValue) }

    private func item(
        of event: CanonicalEvent, from source: SourceName, at moment: UTCTime
    ) throws(Fault) -> (ItemMapping, MasterItem) {
        let codes = codes(of: event)
        let code = codes.first ?? ""
        let subject = FaultSubject(source: source.rawValue, item: code)
        guard !codes.isEmpty else {
            throw Fault(.itemUnmapped, subject, detail: "The line names no item code.")
        }
        for code in codes {
            guard let mapping = crosswalk.mapping(code, of: source, at: moment) else { continue }
            guard let item = crosswalk.item(mapping.itemNumber) else {
                throw Fault(
                    .itemUnmapped, subject,
                    detail: "\(code) is mapped to \(mapping.itemNumber), which the item master doesn't have.")
            }
            return (mapping, item)
        }
        let key = CrosswalkKey(.item, source: source, code: code)
        throw Fault(
            .itemUnmapped, subject,
            detail: dates(of: key, at: moment) ?? "No ERP item is mapped to \(code) of \(source).")
    }

    /// All that left the stock: what was used, and what was thrown away with it.
    private func quantity(of event: CanonicalEvent, from source: SourceName) throws(Fault) -> ExactDecimal {
        let subject = FaultSubject(source: source.rawValue, item: event.item?.code)
        guard let quantity = event.quantity else {
            throw Fault(.quantityOutOfRange, subject, detail: "The line says no quantity.")
        }
        let wasted = event.wasted ?? .zero
        guard !quantity.isNegative, !wasted.isNegative, let taken = quantity.adding(wasted), !taken.isZero else {
            throw Fault(.quantityOutOfRange, subject, detail: "The quantity is \(quantity), not above zero.")
        }
        try believe(taken, in: "", subject)
        return taken
    }

    /// Stops what is more than the flow believes: as it was documented, where a number of something else may have got
    /// into the field, and in the unit that stock is kept in, where a few cases are many.
    private func believe(_ quantity: ExactDecimal, in unit: String, _ subject: FaultSubject) throws(Fault) {
        guard !trustsQuantity, let maximum = flow.maximumQuantity, quantity > maximum else { return }
        throw Fault(
            .quantityOutOfRange, subject,
            detail: "\(quantity)\(unit) at once is more than the \(maximum) that \(flow.name) believes.")
    }

    private func amount(
        _ quantity: ExactDecimal, of event: CanonicalEvent, mapping: ItemMapping, item: MasterItem,
        from source: SourceName, at moment: UTCTime
    ) throws(Fault) -> (ExactDecimal, arithmetic: String?, entry: CrosswalkKey?) {
        let stated = event.unit.flatMap { $0.isEmpty ? nil : $0 }
        let word = stated ?? mapping.defaultUnit ?? UnitCode(rawValue: "")
        let spoken = word.isEmpty ? "no unit" : word.rawValue
        let subject = FaultSubject(
            source: source.rawValue, item: mapping.code, unit: word.isEmpty ? "(none)" : word.rawValue)
        guard let (unit, entry) = crosswalk.unit(word, of: source, item: item, at: moment) else {
            var subject = subject
            // What a word means is one question, whatever the item; a line without one is a question about the item.
            if !word.isEmpty { subject.item = nil }
            throw Fault(
                .unitInvalid, subject,
                detail: "\(mapping.code) was documented with \(spoken); the ERP keeps \(item.number) in \(item.unit).")
        }
        let table = crosswalk.packaging(of: item)
        switch table.convert(quantity, from: unit, to: item.unit, indivisible: item.indivisible) {
        case .success(let conversion):
            return (conversion.result, conversion.factors.isEmpty ? nil : conversion.arithmetic, entry)
        case .failure(let refusal):
            var subject = subject
            subject.targetUnit = item.unit.rawValue
            let code: FaultCode
            switch refusal {
            case .wouldSplitPack, .notFinite: code = .packSplit
            default: code = .conversionMissing
            }
            throw Fault(code, subject, detail: "\(mapping.code) → \(item.number): \(refusal.sentence)")
        }
    }

    private func location(
        of event: CanonicalEvent, from source: SourceName, at moment: UTCTime
    ) throws(Fault) -> (LocationEntry, costCenter: String) {
        let code = event.location ?? ""
        let subject = FaultSubject(source: source.rawValue, location: code.isEmpty ? "(none)" : code)
        guard let entry = crosswalk.location(code, of: source, at: moment) else {
            let nothing = code.isEmpty ? "The line names no location." : "No store room is known for \(code)."
            let key = CrosswalkKey(.location, source: source, code: code)
            throw Fault(.locationUnknown, subject, detail: dates(of: key, at: moment) ?? nothing)
        }
        guard let costCenter = entry.costCenter else {
            throw Fault(.costCenterMissing, subject, detail: "\(code) has no cost center.")
        }
        return (entry, costCenter)
    }

    /// Why an entry that has dates says nothing of a moment; `nil` where it has none.
    private func dates(of key: CrosswalkKey, at moment: UTCTime) -> String? {
        crosswalk.dates(of: key).map { "\(key.words) says \($0): nothing for \(moment.date)." }
    }

    /// What the sender's own price says it is worth.
    private func documentedValue(of event: CanonicalEvent) -> Money {
        guard let quantity = event.quantity, let cost = event.unitCost else { return .zero }
        return cost.times(quantity) ?? .zero
    }

    /// What the item master says it is worth, where the item is known and its unit can be reached.
    private func knownValue(of event: CanonicalEvent, from source: SourceName, at moment: UTCTime) -> Money? {
        guard event.unitCost == nil, let quantity = event.quantity?.adding(event.wasted ?? .zero), !quantity.isNegative
        else { return nil }
        do throws(Fault) {
            let (mapping, item) = try item(of: event, from: source, at: moment)
            let amount = try amount(quantity, of: event, mapping: mapping, item: item, from: source, at: moment).0
            return item.unitCost.times(amount)
        } catch {
            return nil
        }
    }

    /// The sender's codes for the item, the first one first.
    private func codes(of event: CanonicalEvent) -> [String] {
        ([event.item].compactMap { $0 } + event.alternateCodes).map(\.code).filter { !$0.isEmpty }
    }
}

extension CanonicalEvent {
    /// `2 given and 2 wasted are 4 MG`; `nil` where nothing was thrown away.
    fileprivate var wasteWords: String? {
        guard let quantity, let wasted, let taken = quantity.adding(wasted) else { return nil }
        let unit = unit.map { " \($0)" } ?? ""
        return "\(quantity) given and \(wasted) wasted are \(taken)\(unit)"
    }
}
