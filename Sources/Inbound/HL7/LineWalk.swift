internal import Catalog
internal import HL7v2
internal import SyncModel

/// Finds the lines of a message (its FT1 or RXA segments) and reads each with what stands around it.
struct LineWalk {
    let message: Message
    let extraFields: [Source.ExtraField: Path]
    let zone: ClockZone

    /// Reads every line that an event type is made of, in order; none for a type that whole messages are passed on as.
    func lines(of type: EventType) -> [LineReading] {
        switch type {
        case .supplyUsed: lines(named: "FT1").map(ChargeLine.read)
        case .medicationAdministered: lines(named: "RXA").map(AdministrationLine.read)
        default: []
        }
    }

    private func lines(named id: String) -> [MessageLine] {
        let segments = message.segments
        var encounter: String?
        var order: Segment?
        var found: [(position: Int, encounter: String?, order: Segment?)] = []
        for position in segments.indices {
            let segment = segments[position]
            if segment.isNamed(id) {
                found.append((position, encounter, order))
            } else if segment.isNamed("PV1") {
                encounter = segment.field(19).component(1).code
            } else if segment.isNamed("ORC") {
                order = segment
            }
        }
        let eventTime = eventTime
        return found.indices.map { index in
            let line = found[index]
            let end = index + 1 < found.count ? found[index + 1].position : segments.endIndex
            return MessageLine(
                segment: segments[line.position], number: index + 1, following: segments[(line.position + 1)..<end],
                order: line.order, encounter: line.encounter, eventTime: eventTime, extraFields: extraFields,
                zone: zone)
        }
    }

    private var eventTime: UTCTime? {
        message.segment("EVN").flatMap { segment in
            segment.field(6).moment(in: zone) ?? segment.field(2).moment(in: zone)
        }
    }
}
