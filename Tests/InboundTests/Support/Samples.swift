import Catalog
import HL7v2
import Inbound
import Measures
import SyncModel

/// Messages and catalog values that the tests are written with.
enum Samples {
    static let source = Source(
        name: "ehr", kind: .mllp(MLLPListener(host: "127.0.0.1", port: 0)),
        extraFields: [
            .supplyUsed: [.unit: "ZSU-1", .location: "ZSU-2.1", .lot: "ZSU-3", .udi: "ZSU-4"],
            .medicationAdministered: [.wasted: "ZMA-1"],
        ],
        zone: ClockZone(secondsEastOfUTC: -5 * 3600))

    static let flows = [
        flow("supply", ["DFT^P03"], .supplyUsed),
        flow("medication", ["RAS^O17"], .medicationAdministered),
        flow("other-source", ["ADT^A01"], .messageReceived, source: "lab"),
    ]

    static func flow(
        _ name: String, _ messages: [String], _ event: EventType, source: SourceName = "ehr"
    ) -> Flow {
        Flow(
            name: FlowName(rawValue: name), purpose: "A test", owner: .integration, criticality: .feed,
            sensitivity: .patient, source: source, messages: messages, event: event, endpoint: "erp",
            ordering: .none, objective: .init(percent: 99, within: .seconds(60)), retention: .seconds(86_400),
            fields: [])
    }

    static func decoder(_ flows: [Flow] = flows) throws -> MessageDecoder {
        try MessageDecoder(source: source, flows: flows)
    }

    /// The bytes of a message, its segments given one by one.
    static func bytes(_ segments: [String]) -> [UInt8] {
        Array(segments.map { $0 + "\r" }.joined().utf8)
    }

    static let ft1 = "FT1|1|T1||20260406093000|20260406|CG|4471-B^SUTURE VICRYL 3-0^LOCAL|||2"
    static let rxa = "RXA|0|1|20260408170000||325850^Amoxicillin 500mg^LOCAL|1|TAB"

    /// A charge message with these lines.
    static func dft(_ lines: [String] = [ft1], controlID: String = "MSG1", header: String? = nil) -> [UInt8] {
        bytes(
            [
                header ?? "MSH|^~\\&|FIN|HOSP|ERP|HUB|20260406110000||DFT^P03^DFT_P03|\(controlID)|P|2.5.1",
                "EVN|P03|20260406110000||||20260406100000", "PID|1||12345^^^MRN^MR||Smith^John",
                "PV1|1|I|W^389^1||||||||||||||||V100^^^HOSP",
            ] + lines)
    }

    /// An administration message with these lines.
    static func ras(_ lines: [String] = ["ORC|RE|ORD700|F8", rxa], controlID: String = "MSG2") -> [UInt8] {
        bytes(
            [
                "MSH|^~\\&|PHARM|HOSP|ERP|HUB|20260408170000||RAS^O17^RAS_O17|\(controlID)|P|2.5.1",
                "PID|1||88990^^^MRN^MR", "PV1|1|I|ICU^502^A||||||||||||||||V200",
            ] + lines)
    }

    /// A header alone, with fields replaced by number.
    static func header(_ fields: [Int: String]) -> [UInt8] {
        var parts = [
            "MSH", "^~\\&", "FIN", "HOSP", "ERP", "HUB", "20260406110000", "", "DFT^P03^DFT_P03", "MSG1", "P", "2.5.1",
            "", "", "", "", "", "",
        ]
        for (number, value) in fields { parts[number - 1] = value }
        return bytes([parts.joined(separator: "|"), "PV1|1|I", ft1])
    }
}
