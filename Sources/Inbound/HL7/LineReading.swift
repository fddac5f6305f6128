internal import Catalog
internal import DeviceIdentifiers
internal import HL7v2
internal import Measures
internal import SyncModel

/// One FT1 or RXA with what stands around it: all that its event is read from.
struct MessageLine {
    /// The FT1 or RXA.
    let segment: Segment
    /// Its number among its like, from 1.
    let number: Int
    /// The segments after it, up to the next of its like.
    let following: Slice<Segments>
    /// The ORC before it, for an RXA.
    let order: Segment?
    /// PV1-19 of the PV1 before it.
    let encounter: String?
    /// EVN-6, else EVN-2, for a line that doesn't say when.
    let eventTime: UTCTime?
    /// Where the site keeps what the standard has no field for.
    let extraFields: [Source.ExtraField: Path]
    /// Where times that name no zone are from.
    let zone: ClockZone

    /// A field of the line's own segment.
    func field(_ number: Int) -> FieldView { segment.field(number) }

    /// The code in a field that the site has mapped, from the first (or n-th) such segment that belongs to the line.
    func extra(_ field: Source.ExtraField) -> String? {
        guard let path = extraFields[field] else { return nil }
        var remaining = path.occurrence
        for segment in following where segment.isNamed(path.segment) {
            remaining -= 1
            if remaining == 0 { return segment[path]?.code }
        }
        return nil
    }

    /// The place of a field of this line, as an ERR segment and a sentence name it.
    func place(_ field: Int) -> Path {
        Path(segment.id, number, field: field)
    }
}

/// What one line means, and what is wrong with it. A line with problems still has its event, with what couldn't be
/// read left `nil`.
struct LineReading {
    var event: CanonicalEvent
    var problems: [ErrorSegment] = []

    /// Starts the event of a line with what every kind of line has.
    init(_ type: EventType, _ line: MessageLine) {
        event = CanonicalEvent(type: type, line: line.number)
        event.encounter = line.encounter
        event.unit = line.extra(.unit).map(UnitCode.init(rawValue:))
        event.lot = line.extra(.lot)
        event.expires = line.extra(.expires).flatMap(Timestamp.day)
    }

    /// Notes what is wrong with a field. The sentence goes to the sender and the operator: no content of the message.
    mutating func report(_ code: ErrorCode0357, _ place: Path, _ sentence: String) {
        problems.append(ErrorSegment(code, at: place, userMessage: sentence))
    }

    /// Takes a quantity; a negative one is its magnitude, and the answer is `true`.
    mutating func takeQuantity(_ field: FieldView, _ place: Path) -> Bool {
        guard field.isValued else { return false }
        guard let number = field.number else {
            report(.dataTypeError, place, "\(place) is not a number.")
            return false
        }
        event.quantity = number.magnitude
        return number.isNegative
    }

    /// Takes how much was thrown away beside it. What can't be a quantity leaves all of it out, so that a person looks.
    mutating func takeWaste(_ line: MessageLine) {
        guard let text = line.extra(.wasted) else { return }
        guard let number = ExactDecimal(text), !number.isNegative else {
            let place = line.extraFields[.wasted] ?? line.place(6)
            report(.dataTypeError, place, "\(place) is not a quantity.")
            return withhold("how much was thrown away can't be read")
        }
        event.wasted = number.isZero ? nil : number
    }

    /// Takes the time of a required field: where it is missing, the message's own time; where it is no time, none.
    mutating func takeTime(_ field: FieldView, _ place: Path, or otherwise: UTCTime?, in zone: ClockZone) {
        guard field.isValued else {
            event.occurredAt = otherwise
            report(.requiredFieldMissing, place, "\(place) is empty: it has to say when it happened.")
            return
        }
        event.occurredAt = field.moment(in: zone)
        if event.occurredAt == nil { report(.dataTypeError, place, "\(place) is not a date.") }
    }

    /// Takes what the scanned identifier of a device says: its item number and its lot. One that can't be right
    /// leaves the quantity out, so that a person looks which device it was.
    mutating func takeDevice(_ line: MessageLine) {
        guard let text = line.extra(.udi) else { return }
        let device: UDI
        do throws(UDIProblem) { device = try UDI(text, year: DeviceReading.year) } catch {
            report(.dataTypeError, line.extraFields[.udi] ?? line.place(7), "\(error)")
            return withhold("its device identifier can't be right")
        }
        let code = CodedValue(code: device.device, system: device.issuer.rawValue)
        if event.item == nil { event.item = code } else { addAlternates([code]) }
        event.lot = event.lot ?? device.lot
        event.expires = event.expires ?? device.expires?.description
    }

    /// Adds other codes for the item, each once.
    mutating func addAlternates(_ codes: [CodedValue?]) {
        for case let code? in codes where code.code != event.item?.code {
            let isKnown = event.alternateCodes.contains { $0.code == code.code && $0.system == code.system }
            if !isKnown { event.alternateCodes.append(code) }
        }
    }

    /// The line can't be booked as it stands, since nothing says what it does: without a quantity nobody will.
    mutating func withhold(_ note: String) {
        event.action = .record
        event.quantity = nil
        event.note = note
    }
}
