import Catalog
import Measures
import SyncEngine
import SyncModel

@testable import Outbound

/// Values that many tests share.
enum Samples {
    static let now = UTCTime(year: 2026, month: 11, day: 22, hour: 8, minute: 14, second: 22)

    static let use = ResolvedUse(
        organization: "HOSP1", itemNumber: "IV-20G", subinventory: "MS4W", costCenter: "4100",
        account: "01-4100-7310-000", quantity: ExactDecimal("0.04") ?? .zero, unit: "BX", arithmetic: nil,
        occurredAt: UTCTime(year: 2026, month: 11, day: 22, hour: 6, minute: 30, second: 5))

    static let message = [
        #"MSH|^~\&|EHR|HOSP1|ERPSYNC|HQ|20261122063005||DFT^P03^DFT_P03|K000001S00000000|"#
            + "P|2.5.1|||AL|NE||UNICODE UTF-8",
        "EVN|P03|20261122063005",
        "PID|1||MRN0001992^^^HOSP^MR||O'NEIL^JOHN^Q||19820427|F|||870 MAIN ST^^SPRINGFIELD|||||||ACC00001992",
        "PV1|1|I|4W^372^B^HOSP||||1234^ATTEND^ANN^^^DR||||||||||||V0000001^^^HOSP^VN",
        #"FT1|1|K1.1||20261122|20261122|CG|72536^CATHETER 10\T\20 ML^CDM|||2|356.75|||||4W^CC446|||||1234^ATTEND|12.5"#,
        "FT1|2|K1.2||202611220701||CD|87069|||-9|||CARD|||||||||||||||||||||ITEM-7",
    ].joined(separator: "\r")

    static func work(
        resolved: ResolvedUse? = use, payload: String = "", key: String = "key-1", message: Int64 = 12, line: Int = 3
    ) -> DeliveryWork {
        DeliveryWork(
            id: DeliveryID(rawValue: 7), flow: "supply-usage", idempotencyKey: key, attempt: 1,
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            message: MessageID(rawValue: message), line: line, resolved: resolved, payload: Array(payload.utf8))
    }

    static func answer(_ status: Int, _ body: String = "", retryAfter: String? = nil, date: String? = nil) -> HTTPAnswer
    {
        HTTPAnswer(status: status, retryAfter: retryAfter, date: date, body: Array(body.utf8))
    }

    /// Oracle's error body with one detail.
    static func oracleError(_ detail: String, code: String = "JBO-1", path: String = "/", status: Int = 400) -> String {
        #"{"title":"Bad Request","status":"\#(status)","o:errorDetails":"#
            + #"[{"detail":"\#(detail)","o:errorCode":"\#(code)","o:errorPath":"\#(path)"}]}"#
    }
}

extension DeliveryOutcome {
    /// Its kind and the code that metrics count, for tables.
    var gist: String {
        switch self {
        case .delivered(let document): "delivered \(document)"
        case .transient(let failure, let delay): "transient \(failure.code)" + (delay.map { " \($0.spoken)" } ?? "")
        case .ambiguous(let failure): "ambiguous \(failure.code)"
        case .permanent(let fault): "permanent \(fault.cause)"
        case .endpointRefuses(let failure): "endpoint-refuses \(failure.code)"
        }
    }

    /// The sentence that people read.
    var sentence: String {
        switch self {
        case .delivered: ""
        case .transient(let failure, _), .ambiguous(let failure), .endpointRefuses(let failure): failure.detail
        case .permanent(let fault): fault.detail
        }
    }
}

extension LookUpOutcome {
    /// Its kind and code, for tables.
    var gist: String {
        switch self {
        case .found(let document): "found \(document)"
        case .absent: "absent"
        case .refused(let fault): "refused \(fault.cause)"
        case .pending: "pending"
        case .unavailable(let failure, let delay):
            "unavailable \(failure.code)" + (delay.map { " \($0.spoken)" } ?? "")
        case .unsupported: "unsupported"
        case .endpointRefuses(let failure): "endpoint-refuses \(failure.code)"
        }
    }
}
