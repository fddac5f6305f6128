internal import Catalog
internal import HL7v2
internal import JSONText
internal import Measures
internal import SyncModel
internal import X12

/// One reading of a source, ready to be used: what stands where becomes the fields of a contract.
///
/// A field that can't be read is left out and told of as a problem: its event waits for a person, beside those that are
/// sound. What a field of a patient said is in no problem.
struct EventReader: Sendable {
    let reading: MessageReading
    let contract: EventContract
    /// Where times that name no zone are from.
    let zone: ClockZone
    private let conditions: [(place: Locator, values: [String])]
    private let action: (place: Locator, reverse: [String], none: [String])?
    private let fields: [PlacedField]
    private let each: Locator?

    /// - Throws: nothing that a catalog without errors has: its paths were read before.
    init(_ reading: MessageReading, contract: EventContract, zone: ClockZone) throws {
        self.reading = reading
        self.contract = contract
        self.zone = zone
        let grammar = reading.grammar
        conditions = try reading.conditions.map { (try Locator($0.key, grammar), $0.value) }
        action = try reading.action.map { (try Locator($0.path, grammar), $0.reverse, $0.none) }
        fields = try PlacedField.all(reading.fields, of: contract.fields, grammar)
        each = grammar == .segments ? nil : try reading.each.map { try Locator($0, grammar) }
    }

    /// The events of an HL7 message, in the order of their segments.
    func events(in message: Message) -> [CanonicalEvent] {
        events(in: SegmentScope.all(reading.each, in: message))
    }

    /// The events of a JSON body, in the order of their elements.
    func events(in body: JSONValue) -> [CanonicalEvent] {
        let top = JSONScope(element: body, root: body)
        return events(in: each.map { top.scopes(at: $0) } ?? [top])
    }

    /// Whether a JSON body has what an event is made from, and the reading's conditions pass over all of it.
    func passesOver(_ body: JSONValue) -> Bool {
        let top = JSONScope(element: body, root: body)
        let scopes = each.map { top.scopes(at: $0) } ?? [top]
        return !scopes.isEmpty
            && !scopes.contains { scope in conditions.allSatisfy { holds($0.place, $0.values, scope) } }
    }

    /// The events of a transaction set, each with what it was read from, in the order of their loops.
    func events(in set: TransactionSet) -> [(event: CanonicalEvent, scope: SetScope)] {
        let top = SetScope(set)
        let scopes: [SetScope] =
            if case .element(let path)? = each { top.loops(at: path) } else { [top] }
        return scopes.enumerated().compactMap { index, scope in
            guard conditions.allSatisfy({ holds($0.place, $0.values, scope) }) else { return nil }
            return (event(scope, line: index + 1), scope)
        }
    }

    /// The events of a table's rows.
    func events(in rows: [RowScope]) -> [CanonicalEvent] { events(in: rows as [any ReadingScope]) }

    private func events(in scopes: [any ReadingScope]) -> [CanonicalEvent] {
        scopes.enumerated().compactMap { index, scope in
            guard conditions.allSatisfy({ holds($0.place, $0.values, scope) }) else { return nil }
            return event(scope, line: index + 1)
        }
    }

    private func holds(_ place: Locator, _ values: [String], _ scope: any ReadingScope) -> Bool {
        guard case .text(let text)? = scope.text(at: place) else { return false }
        return values.contains(text)
    }

    private func event(_ scope: any ReadingScope, line: Int) -> CanonicalEvent {
        var event = CanonicalEvent(type: contract.type, line: line)
        var unread = UnreadFields()
        let values = fields.reduce(into: [String: FieldValue]()) { values, field in
            values[field.definition.name] = field.value(in: scope, below: "", zone: zone, &unread)
        }
        let read = Fields(values, patientPaths: contract.patientPaths)
        event.version = contract.version
        event.fields = read
        event.problems = unread.problems.isEmpty ? nil : unread.problems
        if let action, case .text(let word)? = scope.text(at: action.place) {
            if action.reverse.contains(word) { event.action = .reverse }
            if action.none.contains(word) {
                event.action = .none
                event.note = "\(action.place.words) says \(word.prefix(40))"
            }
        }
        show(read, in: &event)
        return event
    }

    /// Fills what every event has a place for, from the fields that the contract names for it.
    private func show(_ fields: Fields, in event: inout CanonicalEvent) {
        func value(_ shown: EventContract.Shown) -> FieldValue? { contract.shows[shown].flatMap { fields[$0] } }
        event.item = value(.item).map { CodedValue(code: $0.words) }
        event.description = value(.description)?.words
        event.quantity = value(.quantity)?.number
        event.unit = value(.unit).map { UnitCode(rawValue: $0.words) }
        event.location = value(.location)?.words
        event.encounter = value(.encounter)?.words
        event.reference = value(.reference)?.words
        event.occurredAt = value(.occurredAt)?.time
        event.department = value(.department)?.words
        event.facility = value(.facility)?.words
    }
}

extension EventReader {
    /// The readers of a source, for the contracts that there are.
    static func all(of source: Source, _ contracts: [EventContract]) throws -> [EventReader] {
        try source.readings.compactMap { reading in
            let contract = contracts.first { $0.type == reading.event && $0.version == reading.version }
            let ofRows = reading.grammar == .columns ? EventContract.ofRows(reading.event) : nil
            return try (contract ?? ofRows).map {
                try EventReader(reading, contract: $0, zone: source.zone)
            }
        }
    }
}

extension [EventReader] {
    /// The events of one type in an HL7 message, and what is wrong with them where not one is sound: such a message is
    /// refused, while a line that is wrong beside one that isn't waits for a person.
    func events(
        of type: EventType, in message: Message, typed messageType: String
    ) -> (events: [CanonicalEvent], problems: [ErrorSegment]) {
        let readers = filter { $0.reading.message == messageType && $0.contract.type == type }
        let events = readers.flatMap { $0.events(in: message) }
        let segments = readers.compactMap(\.reading.each)
        if events.isEmpty, !segments.contains(where: { !SegmentScope.all($0, in: message).isEmpty }),
            let segment = segments.first
        {
            let sentence = "\(messageType) needs at least one \(segment)."
            return (
                [], [ErrorSegment(.segmentSequenceError, at: HL7v2.Path(segment, field: nil), userMessage: sentence)]
            )
        }
        guard !events.isEmpty, events.allSatisfy({ $0.problems != nil }) else { return (events, []) }
        let sentences = events.flatMap { $0.problems ?? [] }.map(\.sentence)
        return (events, sentences.map { ErrorSegment(.dataTypeError, userMessage: $0) })
    }
}

extension Locator {
    /// Reads a place as the catalog writes it.
    init(_ text: String, _ grammar: MessageReading.Grammar) throws {
        switch grammar {
        case .segments: self = .segment(try HL7v2.Path(text))
        case .json:
            guard let path = JSONPath(text) else { throw UnreadablePath(text: text) }
            self = .json(path)
        case .columns: self = .column(text)
        case .elements: self = .element(try X12.Path(text))
        }
    }
}

/// A path of a reading that isn't one.
struct UnreadablePath: Error, CustomStringConvertible {
    let text: String
    var description: String { "'\(text)' is no place in a message: mend the reading in the catalog." }
}
