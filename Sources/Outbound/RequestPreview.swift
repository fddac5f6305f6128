public import Catalog
import HL7v2
public import SyncEngine
public import SyncModel

/// What a request's body would be, without sending it.
public enum RequestPreview {
    /// The body as JSON, a row as an object of its columns; `nil` for what isn't sent as JSON, or is made of numbers
    /// that the destination is asked for first.
    ///
    /// - Throws: the fault that stops it when it is about to be sent.
    public static func json(
        of work: DeliveryWork, in flow: Flow, to endpoint: Endpoint
    ) throws(Fault) -> [UInt8]? {
        switch endpoint.kind {
        case .oracleInventory(let site):
            return work.resolved.map { OracleBooking.body($0, work.identity, site) }
        case .sapMaterialDocument(let site):
            return work.resolved.map { SAPBooking.body($0, work.identity, site) }
        case .mllp, .trytonStock: return nil
        case .rest, .file:
            if let record = work.record, let body = flow.body {
                return BodyWriter.json(body, of: record.with(delivered: work))
            }
            do throws(MessageError) {
                return try ChargeBody.json(of: work.payload)
            } catch {
                throw Fault(.messageMalformed, FaultSubject(other: error.code), detail: error.description)
            }
        }
    }
}
