import HL7v2
import Measures
import SyncModel
import Testing

@testable import Simulator

struct HospitalMessageTests {
    private static let site = SimulatedSite(seed: 11)
    private static let messages = SimulatedHospital.messages(site: site, count: 2500, seed: 5)
    private var originals: [HospitalMessage] { Self.messages.filter { !$0.isRepeat } }

    @Test("a seed makes the same messages byte for byte, another seed others")
    func seeds() {
        let again = SimulatedHospital.messages(site: SimulatedSite(seed: 11), count: 200, seed: 5)
        #expect(again == Array(Self.messages.prefix(200)))
        #expect(SimulatedHospital.messages(site: Self.site, count: 200, seed: 6) != again)
    }

    @Test("a control id is used again only for the same bytes")
    func controlIDs() {
        var first: [String: [UInt8]] = [:]
        for message in Self.messages {
            #expect(message.controlID.count <= 20)
            #expect(message.isRepeat == (first[message.controlID] != nil))
            #expect(first[message.controlID] ?? message.bytes == message.bytes)
            first[message.controlID] = message.bytes
        }
        #expect(Self.messages.contains { $0.isRepeat })
    }

    @Test("each charge says what the truth says, with its ZSU right after its FT1")
    func charges() throws {
        for message in originals where message.type == "DFT^P03" && message.malformation == nil {
            let parsed = try Message(message.bytes)
            #expect(parsed.header.messageControlID.text == message.controlID)
            let segments = Array(parsed.segments)
            let places = segments.indices.filter { segments[$0].isNamed("FT1") }
            #expect(places.count == message.lines.count)
            for (place, line) in zip(places, message.lines) {
                let charge = segments[place]
                #expect(charge.field(1).text == String(line.number))
                #expect(charge.field(7).component(1).text == line.code)
                #expect(charge.field(10).text == line.quantity.description)
                #expect(charge.field(6).text == (line.action == .reverse ? "CD" : "CG"))
                let extra = try #require(segments.indices.contains(place + 1) ? segments[place + 1] : nil)
                #expect(extra.isNamed("ZSU"))
                #expect(extra.field(1).text == line.unit)
                #expect(extra.field(2).text == line.location)
            }
            #expect(parsed.segment("PID")?.field(5).component(1).isEmpty == false)
            #expect(parsed.segment("PV1")?.field(19).isEmpty == false)
        }
    }

    @Test("each administration says what the truth says, refusals and deletions included")
    func administrations() throws {
        var completions: Set<String> = []
        for message in originals where message.type == "RAS^O17" {
            let doses = try Message(message.bytes).segments("RXA")
            #expect(doses.count == message.lines.count)
            for (dose, line) in zip(doses, message.lines) {
                #expect(dose.field(5).component(1).text == line.code)
                #expect(dose.field(6).text == line.quantity.description)
                #expect(dose.field(7).text == line.unit)
                #expect((dose.field(21).text == "D") == (line.action == .reverse))
                #expect((dose.field(20).text == "CP") == (line.action != .none))
                if line.action == .none { #expect(line.change == nil) }
                completions.insert(dose.field(20).text)
            }
        }
        #expect(completions == ["CP", "RE", "NA"])
    }

    @Test("five units send, each under its own name")
    func units() throws {
        let names = try Set(originals.map { try Message($0.bytes).header.sendingApplication.text })
        #expect(names == Set(SendingUnit.all.map(\.application)))
    }

    @Test("every way to be malformed occurs, and each says who sent it and what to call it")
    func malformed() throws {
        var rates = HospitalRates()
        rates.malformed = 0.5
        let messages = SimulatedHospital.messages(site: Self.site, count: 60, seed: 5, rates: rates)
        let malformed = messages.filter { $0.malformation != nil }
        #expect(Set(malformed.compactMap(\.malformation)) == Set(HospitalMessage.Malformation.allCases))
        for message in malformed {
            let header = try Message(message.bytes).header
            #expect(header.messageControlID.text == message.controlID)
            #expect(header.version.text == (message.malformation == .unknownVersion ? "3.9" : "2.5.1"))
            #expect(message.lines.isEmpty)
        }
    }

    @Test("every flaw occurs, about as often as it should")
    func shares() {
        let lines = originals.flatMap(\.lines)
        let flaws = Dictionary(grouping: lines.compactMap(\.flaw), by: \.self).mapValues(\.count)
        #expect(Set(flaws.keys) == Set(LineFlaw.allCases))
        let unmapped = Double(flaws[.unmapped, default: 0]) / Double(lines.count)
        #expect((0.03...0.07).contains(unmapped))
        #expect(lines.allSatisfy { ($0.flaw == .absurdQuantity) == ($0.quantity > 500) })
    }

    @Test("what goes through is mapped, and what is flawed is what its flaw says")
    func flawsAreTrue() {
        let mapped = Set(Self.site.mappings.map(\.code))
        let places = Dictionary(uniqueKeysWithValues: Self.site.locations.map { ($0.code, $0) })
        let words = Set(Self.site.units.map(\.word))
        for line in originals.flatMap(\.lines) {
            #expect(mapped.contains(line.code) == (line.flaw != .unmapped))
            #expect((places[line.location] == nil) == (line.flaw == .locationUnknown))
            if let place = places[line.location] {
                #expect((place.costCenter == nil) == (line.flaw == .costCenterMissing))
            }
            let isOdd = line.flaw == .oddWord || line.flaw == .oddBox
            #expect((line.unit.isEmpty || words.contains(line.unit)) == !isOdd)
            #expect((line.change == nil) == (line.action == .none || line.flaw?.isMendable == false))
        }
    }

    @Test("the ERP books exactly the change that the truth foretells")
    func arithmetic() throws {
        let master = ERPMasterData(site: Self.site)
        let words = Dictionary(
            uniqueKeysWithValues: Self.site.units.map { ($0.word, $0.unit) })
        let assumed = Dictionary(
            uniqueKeysWithValues: Self.site.mappings.compactMap { map in map.defaultUnit.map { (map.code, $0) } })
        for line in originals.flatMap(\.lines) where line.flaw == nil {
            guard let change = line.change else { continue }
            let isIssue = line.action == .record
            let transaction = StagedTransaction(
                organization: change.stock.organization, itemNumber: change.stock.itemNumber,
                subinventory: change.stock.subinventory,
                type: isIssue ? "Miscellaneous issue" : "Miscellaneous receipt",
                quantity: isIssue ? line.quantity.negated : line.quantity,
                unit: try #require(words[line.unit] ?? assumed[line.code]), date: "2026-11-22", account: "1",
                key: BusinessKey(sourceCode: "T", headerID: "1", lineID: "1"), fields: [:])
            let booking = try transaction.booking(number: 1, in: master).get()
            #expect(booking.primaryQuantity == change.quantity)
            #expect(booking.stock == change.stock)
        }
    }
}
