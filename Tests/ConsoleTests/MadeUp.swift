import Catalog
import Control
import Measures
import SyncModel
import Terminal

@testable import Console
@testable import SyncStore

/// Made-up values: no hospital, no patient, no item of these exists.
enum MadeUp {
    /// 2026-03-04 08:14:22 UTC.
    static let now = UTCTime(year: 2026, month: 3, day: 4, hour: 8, minute: 14, second: 22)

    static func ago(_ duration: Duration) -> UTCTime { now.advanced(by: .zero - duration) }

    static func balance(
        delivered: Int = 11_960, onTheWay: Int = 41, waiting: Int = 25, dead: Int = 1, duplicates: Int = 12,
        dismissed: Int = 3, missing: Int = 0
    ) -> BalanceSheet {
        var sheet = BalanceSheet()
        sheet[.delivered] = delivered
        sheet[.onTheWay] = onTheWay
        sheet[.waitingForPeople] = waiting
        sheet[.dead] = dead
        sheet[.duplicates] = duplicates
        sheet[.dismissed] = dismissed
        sheet[.accepted] = sheet.accountedFor + missing
        return sheet
    }

    static func flow(_ name: FlowName, _ balance: BalanceSheet, value: Money = Money(cents: 120_450)) -> FlowStatus {
        let minutes = (0..<60).map { ($0 * 7) % 40 + 10 }
        return FlowStatus(
            flow: name, balance: balance, waitingValue: value, backlogValue: Money(cents: 81_000),
            recent: MetricWindow(
                length: .seconds(300), accepted: 2400, delivered: 2300, failed: 12, faulted: 8,
                latency: LatencySummary(p50: .milliseconds(45), p95: .milliseconds(830), p99: .seconds(31))),
            deliveredByMinute: minutes, acceptedByMinute: minutes.map { $0 + 2 })
    }

    static func overview(
        heartbeat: Duration = .seconds(1), condition: EndpointCondition = .up, detail: String = "",
        waiting: [Role: (count: Int, value: Money)] = [
            .materials: (23, Money(cents: 120_450)), .finance: (2, Money(cents: 2000)),
        ], missing: Int = 0
    ) -> Overview {
        let supplies = balance(missing: missing)
        let doses = balance(delivered: 830, onTheWay: 0, waiting: 0, dead: 0, duplicates: 1, dismissed: 0)
        return Overview(
            engine: EngineStatus(
                epoch: 3, holder: "tally@edge", pid: 4711, heartbeatAt: ago(heartbeat), releasedAt: nil),
            balance: supplies + doses, refused: 2,
            flows: [flow("medication-usage", doses, value: .zero), flow("supply-usage", supplies)],
            endpoints: [
                EndpointStatus(
                    endpoint: "erp-inventory", condition: condition, detail: detail,
                    resumesAt: condition == .up ? nil : now.advanced(by: .seconds(12)),
                    changedAt: ago(.seconds(180)), lastSuccessAt: ago(.seconds(2)))
            ],
            waiting: waiting, readAt: now)
    }

    /// What `tallyward status` reads, with nothing beside the overview.
    static func report(_ overview: Overview) -> StatusReport {
        let nothing = MetricSeries(
            points: [],
            total: MetricWindow(length: .seconds(1), accepted: 0, delivered: 0, failed: 0, faulted: 0, latency: nil))
        return StatusReport(
            overview: overview,
            live: LiveBoard(
                flows: [],
                endpoints: overview.endpoints.map {
                    EndpointDetail(status: $0, figures: nil, figuresAt: nil, backlog: WorkSum(), flows: [])
                }, impact: [], readAt: overview.readAt),
            figures: MetricBoard(
                span: .fiveMinutes, readAt: overview.readAt, all: nothing, flows: [:], endpoints: [:]),
            objectives: [],
            chain: ChainStatus(records: 0, lastAt: nil, checkedTo: 0, checkedAt: nil, beganAt: nil, finding: nil))
    }

    // MARK: Faults

    static let unmapped = Fault(
        .itemUnmapped, FaultSubject(source: "ehr-mllp", item: "4471-B"), detail: "Nothing maps 4471-B of ehr-mllp.")
    static let badUnit = Fault(
        .unitInvalid, FaultSubject(source: "ehr-mllp", item: "100234", unit: "BX10"),
        detail: "BX10 is no unit of 100234.")
    static let noPlace = Fault(
        .locationUnknown, FaultSubject(source: "ehr-mllp", location: "OR-9"), detail: "Nothing maps location OR-9.")

    static let tooMuch = Fault(
        .quantityOutOfRange, FaultSubject(source: "ehr-mllp", item: "4471-B"),
        detail: "900 at once is more than the 500 that supply-usage believes.")
    static let refused = Fault(
        .rejected, FaultSubject(other: "PERIOD-CLOSED"), detail: "The ERP says: the period is closed (PERIOD-CLOSED).")
    static let inDoubt = Fault(
        .outcomeUnknown, FaultSubject(other: "erp-inventory"), detail: "A request left and no answer came.")
    static let malformed = Fault(
        .messageMalformed, FaultSubject(source: "ehr-mllp"), detail: "FT1-10 is no number.")

    static func cause(
        _ fault: Fault, open: Int = 12, cents: Int64 = 50_160, description: String = "SUTURE 3-0 VICRYL 27IN",
        age: Duration = .seconds(11_520)
    ) -> CauseRow {
        CauseRow(
            cause: fault.cause, code: fault.code, owner: fault.code.owner, fault: fault, description: description,
            open: open, value: Money(cents: cents), oldest: ago(age))
    }

    static let causes = [
        cause(unmapped), cause(badUnit, open: 8, cents: 16_100, description: "DRAPE LAPAROTOMY"),
        cause(noPlace, open: 2, cents: 2000, description: "IV SET PRIMARY", age: .seconds(3300)),
    ]

    static func row(
        _ id: Int64, _ fault: Fault = unmapped, cents: Int64 = 5016, description: String = "SUTURE 3-0 VICRYL 27IN",
        claimedBy: String? = nil
    ) -> ExceptionRow {
        ExceptionRow(
            id: ExceptionID(rawValue: id), delivery: DeliveryID(rawValue: id + 1000),
            message: MessageID(rawValue: id + 2000), flow: "supply-usage", fault: fault, owner: fault.code.owner,
            cause: fault.cause, item: fault.subject.item ?? "4471-B", description: description, quantity: "12",
            unit: fault.subject.unit ?? "EA", location: "OR-4", value: Money(cents: cents),
            openedAt: ago(.seconds(9000)), claimedBy: claimedBy, closedAt: nil, resolution: nil)
    }

    static let payload = [
        "MSH|^~\\&|EHR|HOSP-11|TALLYWARD|SITE|20260304050211||DFT^P03^DFT_P03|MSG0418822|P|2.5.1",
        "EVN|P03|20260304050211",
        "PID|1||7154819^^^HOSP^MR||SAMPLE^PATIENT^Q||19700101|F|||1 MAIN ST^^TOWN",
        "NK1|1|SAMPLE^KIN",
        "PV1|1|I|OR-4^^^HOSP-11||||1234^DOCTOR^ANY|||SUR|||||||||V7790012",
        "FT1|1|TX1||20260304050200||CG|4471-B^SUTURE 3-0 VICRYL 27IN|||12|||OR|||OR-4||||9^NURSE^ANY||4.18",
        "ZSU|1|12|EA|OR-4",
    ].joined(separator: "\r")

    static func event(description: String = "SUTURE 3-0 VICRYL 27IN", unit: UnitCode = "EA") -> CanonicalEvent {
        var event = CanonicalEvent(type: .supplyUsed)
        event.item = CodedValue(code: "4471-B", text: description)
        event.alternateCodes = [CodedValue(code: "J-416H")]
        event.description = description
        event.quantity = 12
        event.unit = unit
        event.location = "OR-4"
        event.occurredAt = ago(.seconds(11_542))
        return event
    }

    static func detail(_ row: ExceptionRow, event: CanonicalEvent? = event()) -> ExceptionDetail {
        ExceptionDetail(
            row: row,
            message: MessageRow(
                id: row.message, source: "ehr-mllp", controlID: "MSG0418822", type: "DFT^P03", version: "2.5.1",
                receivedAt: ago(.seconds(11_531)), disposition: .accepted, bytes: payload.utf8.count),
            payload: Array(payload.utf8), event: event, delivery: nil, booking: nil,
            timeline: [
                TimelineEntry(at: ago(.seconds(11_531)), kind: "received", text: "DFT^P03 from ehr-mllp"),
                TimelineEntry(at: ago(.seconds(11_530)), kind: "stopped", text: row.fault.detail),
            ], others: (11, Money(cents: 45_144)))
    }

    static func delivery(_ message: MessageID, _ state: DeliveryState) -> DeliveryRow {
        DeliveryRow(
            id: DeliveryID(rawValue: message.rawValue - 1000), message: message, line: 1, flow: "supply-usage",
            endpoint: "erp-inventory", state: state, value: Money(cents: 5016), attempts: 1, acceptedAt: now,
            dueAt: nil, settledAt: nil, document: nil, reason: nil, trace: "")
    }

    static let suture = MasterItem(
        number: "100234", description: "SUTURE VICRYL 3-0 27IN SH", unit: "EA", unitCost: Money(cents: 418),
        manufacturerNumber: "J416H")
    static let candidates = [
        Candidate(item: suture, score: 94, reasons: ["same manufacturer number", "description 82 %"]),
        Candidate(
            item: MasterItem(
                number: "100235", description: "SUTURE VICRYL 3-0 18IN SH", unit: "EA", unitCost: Money(cents: 402)),
            score: 71, reasons: ["description 77 %"]),
        Candidate(
            item: MasterItem(
                number: "118800", description: "SUTURE PDS 3-0 27IN", unit: "BX", unitCost: Money(cents: 15_048)),
            score: 48, reasons: ["description 52 %"]),
    ]

    static func preview(released: Int = 12, of considered: Int = 12) -> FixPreview {
        var preview = FixPreview()
        preview.considered = considered
        preview.released = released
        preview.value = Money(cents: 4180 * Int64(released))
        if released < considered { preview.stillStopped = [.unitInvalid: considered - released] }
        preview.rows = [
            FixPreview.Row(
                exception: ExceptionID(rawValue: 1), documented: "12 EA", result: "12 EA of 100234", isReleased: true)
        ]
        return preview
    }
}
