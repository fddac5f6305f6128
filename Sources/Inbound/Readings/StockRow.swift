internal import Catalog
internal import Measures
internal import SyncModel

extension CanonicalEvent {
    /// The event of a row about stock, as other messages say it: without fields of a contract.
    ///
    /// A quantity below zero goes back.
    func asStock() -> CanonicalEvent {
        guard let fields else { return self }
        var event = self
        func value(_ field: EventContract.RowField) -> FieldValue? { fields[field.rawValue] }
        event.lot = value(.lot)?.words
        event.expires = value(.expires)?.words
        event.wasted = value(.wasted)?.number
        event.unitCost = value(.unitCost)?.number
            .flatMap { Money($0.rounded(places: 2, mode: .halfAwayFromZero)) }
        if let code = value(.otherCode)?.words, code != event.item?.code {
            event.alternateCodes.append(CodedValue(code: code))
        }
        if let quantity, quantity.isNegative {
            event.quantity = quantity.magnitude
            if action == .record { (event.action, event.note) = (.reverse, "negative quantity") }
        }
        (event.fields, event.version, event.problems) = (nil, nil, nil)
        return event
    }
}
