public import Measures

/// What a person changes of an event before its delivery is replayed. Who, where and when stay as they were documented.
public struct EventEdit: Codable, Sendable, Hashable {
    /// Another quantity. A person's word: it is believed, however large.
    public var quantity: ExactDecimal?
    /// Another unit.
    public var unit: UnitCode?
    /// Another item code of the sender's; the codes and the text of the old one go with it.
    public var item: String?
    /// Another location code of the sender's.
    public var location: String?

    /// A change of what is given; the rest stays.
    public init(
        quantity: ExactDecimal? = nil, unit: UnitCode? = nil, item: String? = nil, location: String? = nil
    ) {
        self.quantity = quantity
        self.unit = unit
        self.item = item
        self.location = location
    }

    /// Whether nothing is changed.
    public var isEmpty: Bool { self == EventEdit() }

    /// The event as it is after the change.
    public func applied(to event: CanonicalEvent) -> CanonicalEvent {
        var event = event
        if let quantity { event.quantity = quantity }
        if let unit { event.unit = unit }
        if let location { event.location = location }
        if let item, item != event.item?.code {
            event.item = CodedValue(code: item)
            event.alternateCodes = []
            event.description = nil
        }
        return event
    }

    /// What it changes of an event, each as `quantity 2 → 3`; nothing where the event says so already.
    public func differences(from event: CanonicalEvent) -> [String] {
        let after = applied(to: event)
        let pairs = [
            ("quantity", event.quantity?.description, after.quantity?.description),
            ("unit", event.unit?.rawValue, after.unit?.rawValue),
            ("item", event.item?.code, after.item?.code),
            ("location", event.location, after.location),
        ]
        return pairs.compactMap { name, before, after in
            before == after ? nil : "\(name) \(before ?? "(none)") → \(after ?? "(none)")"
        }
    }
}
