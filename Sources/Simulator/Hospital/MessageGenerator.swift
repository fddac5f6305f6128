internal import HL7v2
internal import Measures
public import SyncModel

/// The messages of one sending unit, without end, always the same for the same seed.
public struct MessageGenerator: Sequence, IteratorProtocol, Sendable {
    private let unit: SendingUnit
    private let rates: HospitalRates
    private let prefix: String
    private let interval: Duration
    private let writer: LineWriter
    private let places: [String]
    private var chance: SeededGenerator
    private var now: UTCTime
    private var sequence = 0
    private var visitCount = 0
    private var visits: [Visit] = []
    private var sent: [HospitalMessage] = []

    /// - Parameters:
    ///   - controlIDPrefix: what every MSH-10 begins with, so that two runs on one state don't use the same ids; up to
    ///     eight characters.
    ///   - start: when the first message is made. Each further one is made `interval` later.
    public init(
        site: SimulatedSite, unit: SendingUnit, rates: HospitalRates = HospitalRates(), seed: UInt64,
        controlIDPrefix: String = "", start: UTCTime, interval: Duration = .seconds(2)
    ) {
        self.init(
            shelf: SiteShelf(site), unit: unit, rates: rates, seed: seed, controlIDPrefix: controlIDPrefix,
            start: start, interval: interval)
    }

    init(
        shelf: SiteShelf, unit: SendingUnit, rates: HospitalRates, seed: UInt64, controlIDPrefix: String,
        start: UTCTime, interval: Duration
    ) {
        self.unit = unit
        self.rates = rates
        prefix = controlIDPrefix + unit.code
        self.interval = interval
        writer = LineWriter(shelf: shelf, unit: unit, rates: rates)
        places = SiteLocations.of(unit: unit.code, .sound).map(\.code)
        chance = SeededGenerator(seed: seed).stream("hospital \(unit.code)")
        now = start
    }

    /// The next message; never `nil`, unless the site has nothing that the unit could use.
    public mutating func next() -> HospitalMessage? {
        now = now.advanced(by: interval)
        if let again = chance.pick(sent), chance.chance(rates.repeated) {
            var again = again
            again.isRepeat = true
            return again
        }
        sequence += 1
        let message = chance.chance(rates.malformed) ? malformed() : sound()
        guard let message else { return nil }
        if message.malformation == nil {
            sent.append(message)
            if sent.count > 8 { sent.removeFirst() }
        }
        return message
    }

    /// The next message made at `moment`, for a hospital in real time.
    mutating func next(at moment: UTCTime) -> HospitalMessage? {
        now = moment.advanced(by: .zero - interval)
        return next()
    }

    private var controlID: String { prefix + padded(sequence, to: 7) }

    private mutating func sound() -> HospitalMessage? {
        let isDose = chance.chance(unit.administrations)
        let location = chance.pick(places) ?? ""
        var drafts: [LineDraft] = []
        // One line is common, six are rare.
        let count = 1 + Swift.min(chance.below(isDose ? 3 : 6), chance.below(isDose ? 3 : 6))
        for number in 1...count {
            guard
                let draft = writer.draft(number: number, isDose: isDose, location: location, using: &chance)
            else { break }
            drafts.append(draft)
        }
        if drafts.isEmpty { return nil }
        let visit = visit()
        let bytes = isDose ? administration(drafts, visit, location) : charge(drafts, visit, location)
        return HospitalMessage(
            unit: unit.code, controlID: controlID, type: isDose ? "RAS^O17" : "DFT^P03", bytes: bytes,
            lines: drafts.map(\.line), malformation: nil, isRepeat: false)
    }

    /// Somebody who is here already, or a new patient.
    private mutating func visit() -> Visit {
        if visits.count >= 12, let visit = chance.pick(visits), chance.chance(0.9) { return visit }
        visitCount += 1
        let visit = Visit(sequence: visitCount, unit: unit.code, using: &chance)
        visits.append(visit)
        if visits.count > 40 { visits.removeFirst() }
        return visit
    }
}

extension MessageGenerator {
    private func header(_ type: String, _ event: String, version: String = "2.5.1") -> MessageBuilder {
        var message = MessageBuilder(
            type: type, event: event, structure: "\(type)_\(event)", controlID: controlID,
            sendingApplication: unit.application, sendingFacility: unit.facility, receivingApplication: "TALLYWARD",
            receivingFacility: "SYNC", timestamp: now.hl7, version: version)
        if type != "RAS" {
            message.segment("EVN") {
                $0.set(1, event)
                $0.set(2, now.hl7)
            }
        }
        return message
    }

    private func charge(_ drafts: [LineDraft], _ visit: Visit, _ location: String) -> [UInt8] {
        var message = header("DFT", "P03")
        visit.write(to: &message, location: location, unit: unit)
        for draft in drafts {
            let line = draft.line
            message.segment("FT1") {
                $0.set(1, String(line.number))
                $0.set(2, "\(controlID)-\(line.number)")
                $0.set(4, now.hl7)
                $0.set(6, line.action == .reverse ? "CD" : "CG")
                $0.set(7, components: [line.code, draft.entry.description, "99SUP"])
                $0.set(8, draft.entry.description)
                $0.set(10, line.quantity.description)
                $0.set(13, unit.code)
                $0.set(16, components: [location, visit.room, "1", unit.facility])
                $0.set(22, draft.entry.price.amount)
                $0.set(34, draft.entry.manufacturerNumber ?? "")
            }
            message.segment("ZSU") {
                $0.set(1, line.unit)
                $0.set(2, line.location)
            }
        }
        return message.bytes
    }

    private func administration(_ drafts: [LineDraft], _ visit: Visit, _ location: String) -> [UInt8] {
        var message = header("RAS", "O17")
        visit.write(to: &message, location: location, unit: unit)
        message.segment("ORC") {
            $0.set(1, "RE")
            $0.set(2, controlID)
        }
        for draft in drafts {
            let line = draft.line
            message.segment("RXA") {
                $0.set(1, "0")
                $0.set(2, String(line.number))
                $0.set(3, now.hl7)
                $0.set(4, now.hl7)
                $0.set(5, components: [line.code, draft.entry.description, "99RX"])
                $0.set(6, line.quantity.description)
                $0.set(7, line.unit)
                $0.set(11, components: [line.location, "", "", unit.facility])
                $0.set(18, draft.completion == "RE" ? "Patient refused" : "")
                $0.set(20, draft.completion)
                $0.set(21, line.action == .reverse ? "D" : "A")
            }
        }
        message.segment("RXR") { $0.set(1, components: ["IV", "Intravenous"]) }
        return message.bytes
    }

    private mutating func malformed() -> HospitalMessage {
        let malformation = chance.pick(HospitalMessage.Malformation.allCases) ?? .withoutLines
        let visit = visit()
        let location = chance.pick(places) ?? ""
        var message =
            switch malformation {
            case .withoutLines, .emptyLine: header("DFT", "P03")
            case .unknownVersion: header("DFT", "P03", version: "3.9")
            case .unsupportedType: header("ORU", "R01")
            }
        visit.write(to: &message, location: location, unit: unit)
        if malformation != .withoutLines {
            message.segment(malformation == .unsupportedType ? "OBR" : "FT1") { $0.set(1, "1") }
        }
        let type = malformation == .unsupportedType ? "ORU^R01" : "DFT^P03"
        return HospitalMessage(
            unit: unit.code, controlID: controlID, type: type, bytes: message.bytes, lines: [],
            malformation: malformation, isRepeat: false)
    }
}

extension Money {
    /// The amount as a message carries it: `12.05`.
    fileprivate var amount: String { "\(cents / 100).\(padded(Int(cents % 100), to: 2))" }
}
