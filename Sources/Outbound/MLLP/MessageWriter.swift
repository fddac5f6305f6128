import Catalog
import HL7v2
import Measures
import SyncModel

/// Writes the HL7 message that is sent of an event.
struct MessageWriter {
    /// The event's fields.
    let event: Fields
    /// Where the day of a moment is.
    let days: ClockZone

    /// The message's bytes.
    ///
    /// - Parameters:
    ///   - controlID: MSH-10, which the answer names in MSA-2.
    ///   - days: where the day of a moment is.
    ///   - now: MSH-7.
    static func bytes(
        _ tree: MessageTree, of event: Fields, controlID: String, site: Endpoint.MLLPSite, days: ClockZone,
        now: UTCTime
    ) -> [UInt8] {
        let stamp = Timestamp(secondsSince1970: now.milliseconds / 1000)
        var message = MessageBuilder(
            type: tree.type.code, event: tree.type.event, structure: tree.type.structure, controlID: controlID,
            sendingApplication: site.sendingApplication, sendingFacility: site.sendingFacility,
            receivingApplication: site.receivingApplication, receivingFacility: site.receivingFacility,
            timestamp: stamp.description, processingID: site.processingID, version: tree.version)
        let writer = MessageWriter(event: event, days: days)
        for segment in tree.segments { writer.write(segment, in: event, to: &message) }
        return message.bytes
    }

    private func write(_ segment: MessageTree.Segment, in record: Fields, to message: inout MessageBuilder) {
        switch segment {
        case .one(let id, let fields):
            message.segment(id) { builder in
                for (number, parts) in self.parts(of: fields, in: record).sorted(by: { $0.key < $1.key }) {
                    builder.set(number, subcomponents: parts)
                }
            }
        case .each(let place, let segments):
            for line in value(of: place, in: record)?.records ?? [] {
                for segment in segments { write(segment, in: line, to: &message) }
            }
        }
    }

    /// Each field's components, each with its sub-components.
    private func parts(of fields: [MessageTree.Field], in record: Fields) -> [Int: [[String]]] {
        var result: [Int: [[String]]] = [:]
        for field in fields {
            guard let number = field.position.first, let text = text(of: field.value, in: record) else { continue }
            let component = (field.position.count > 1 ? field.position[1] : 1) - 1
            let part = (field.position.count > 2 ? field.position[2] : 1) - 1
            var components = result[number] ?? []
            while components.count <= component { components.append([]) }
            while components[component].count <= part { components[component].append("") }
            components[component][part] = text
            result[number] = components
        }
        return result
    }

    private func text(of value: BodyTree, in record: Fields) -> String? {
        switch value {
        case .text(let text), .number(let text): text
        case .flag(let flag): flag ? "Y" : "N"
        case .place(let place): self.value(of: place, in: record).flatMap { text(of: $0, as: place.form) }
        case .object, .list, .each: nil
        }
    }

    private func value(of place: BodyTree.Place, in record: Fields) -> FieldValue? {
        place.isOfEvent ? event[place.path] : record[place.path]
    }

    /// Moments and days without marks, as HL7 writes them (HL7 v2.5.1 §2.A.21, §2.A.22).
    private func text(of value: FieldValue, as form: BodyTree.Form?) -> String? {
        switch value {
        case .text(let text): form == .date ? text.filter { $0 != "-" } : text
        case .number(let number): number.description
        case .flag(let flag): flag ? "Y" : "N"
        case .time(let time):
            form == .date
                ? days.day(of: time).filter { $0 != "-" }
                : Timestamp(secondsSince1970: time.milliseconds / 1000).description
        case .record, .list: nil
        }
    }
}
