public import Catalog
import HL7v2
import JSONText
import Measures
public import SyncEngine
public import SyncModel

/// What a request's body would be, without sending it.
public enum RequestPreview: Sendable, Hashable {
    /// JSON; a row as an object of its columns.
    case json([UInt8])
    /// An HL7 v2 message, its segments ended by CR.
    case message([UInt8])

    /// What an endpoint is sent of a delivery; `nil` where there is nothing to send.
    ///
    /// Tryton is asked for its own numbers first: there it is the words that they are asked for by.
    ///
    /// - Parameter now: when an HL7 message is made (MSH-7).
    /// - Throws: the fault that stops it when it is about to be sent.
    public static func of(
        _ work: DeliveryWork, in flow: Flow, to endpoint: Endpoint, now: UTCTime
    ) throws(Fault) -> RequestPreview? {
        switch endpoint.kind {
        case .oracleInventory(let site):
            return work.resolved.map { .json(OracleBooking.body($0, work.identity, site)) }
        case .sapMaterialDocument(let site):
            return work.resolved.map { .json(SAPBooking.body($0, work.identity, site, days: endpoint.days)) }
        case .trytonStock(let site):
            return work.resolved.map { .json(shipment($0, site)) }
        case .mllp(let site):
            guard let record = work.record, let tree = flow.message else { return nil }
            let id = MLLPDestination.controlID(of: work)
            return .message(
                MessageWriter.bytes(
                    tree, of: record.with(delivered: work), controlID: id, site: site, days: endpoint.days, now: now))
        case .rest, .file:
            if let record = work.record, let body = flow.body {
                return .json(BodyWriter.json(body, of: record.with(delivered: work), days: endpoint.days))
            }
            do throws(MessageError) {
                return .json(try ChargeBody.json(of: work.payload))
            } catch {
                throw Fault(.messageMalformed, FaultSubject(other: error.code), detail: error.description)
            }
        }
    }

    /// A shipment, in the words that Tryton is asked for its numbers by.
    private static func shipment(_ use: ResolvedUse, _ site: Endpoint.TrytonStock) -> [UInt8] {
        let room = site.storeRooms[use.subinventory] ?? use.subinventory
        let costCenter = site.costCenters[use.costCenter] ?? site.costCenterPrefix + use.costCenter
        let (from, to) = use.quantity.isNegative ? (costCenter, room) : (room, costCenter)
        let words: [(name: String, value: JSONValue)] = [
            ("product", .string(use.itemNumber)), ("quantity", .number(use.quantity.magnitude.description)),
            ("unit", .string(site.units[use.unit.rawValue] ?? use.unit.rawValue)), ("from", .string(from)),
            ("to", .string(to)),
        ]
        var json = JSONWriter()
        json.value(.object(words.map { JSONValue.Member(name: $0.name, value: $0.value) }))
        return json.bytes
    }
}
