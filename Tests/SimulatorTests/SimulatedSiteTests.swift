import Measures
import SyncModel
import Testing

@testable import Simulator

struct SimulatedSiteTests {
    private let site = SimulatedSite(seed: 7)

    @Test("a seed makes the same site on every run, another seed another one")
    func seeds() {
        let again = SimulatedSite(seed: 7)
        #expect(again.items == site.items)
        #expect(again.mappings == site.mappings)
        #expect(again.formulary == site.formulary)
        #expect(SimulatedSite(seed: 8).items != site.items)
    }

    @Test("the generator's numbers are those of SplitMix64 for seed 0")
    func knownNumbers() {
        var generator = SeededGenerator(seed: 0)
        let first = [generator.next(), generator.next(), generator.next()]
        #expect(first == [0xE220_A839_7B1D_CDAF, 0x6E78_9E6A_A1B9_65F4, 0x06C4_5D18_8009_454F])
    }

    @Test("item numbers, products and codes are each used once", arguments: [40, 400, 16_000])
    func uniqueness(count: Int) {
        let site = SimulatedSite(seed: 3, itemCount: count)
        #expect(site.items.count == count)
        #expect(Set(site.items.map(\.number)).count == count)
        #expect(Set(site.items.map { "\($0.description) \($0.manufacturer ?? "")" }).count == count)
        #expect(Set(site.items.compactMap(\.gtin)).count == count)
        #expect(Set(site.items.compactMap(\.manufacturerNumber)).count == count)
        #expect(Set(site.formulary.map(\.code)).count == site.formulary.count)
        #expect(site.truth.itemNumbers.count == site.formulary.count)
    }

    @Test("every GTIN has fourteen digits and a valid check digit")
    func checkDigits() {
        #expect(GTIN.checkDigit(of: "0001234560001") == 2)
        for gtin in site.items.compactMap(\.gtin) {
            #expect(gtin.count == 14)
            #expect(String(GTIN.checkDigit(of: String(gtin.dropLast()))) == String(gtin.suffix(1)))
        }
    }

    @Test("about 92 of a hundred codes in use are mapped, each to its true item")
    func coverage() {
        let share = Double(site.mappings.count) / Double(site.formulary.count)
        #expect((0.90...0.95).contains(share))
        for mapping in site.mappings { #expect(site.truth.itemNumbers[mapping.code] == mapping.itemNumber) }
    }

    @Test("every kind of flawed code occurs, and 4471-B is unmapped")
    func flaws() {
        let standings = Dictionary(grouping: site.formulary, by: \.standing)
        #expect(Set(standings.keys) == Set(FormularyEntry.Standing.allCases))
        #expect(site.formulary.first { $0.code == "4471-B" }?.standing == .unmapped)
        #expect(!site.mappings.contains { $0.code == "4471-B" })
        #expect(standings[.unmapped, default: []].contains { $0.manufacturerNumber != nil })
    }

    @Test("the truth mends every unmapped code, closed item, odd unit and incomplete location")
    func truthFixes() throws {
        let unmapped = try #require(site.formulary.first { $0.standing == .unmapped })
        let item = FaultSubject(source: site.source.rawValue, item: unmapped.code)
        #expect(
            site.truth.fix(for: Fault(.itemUnmapped, item, detail: ""))
                == .mapItem(ItemMapping(source: site.source, code: unmapped.code, itemNumber: unmapped.itemNumber)))
        let closed = try #require(site.formulary.first { $0.standing == .closed })
        for subject in [FaultSubject(item: closed.code), FaultSubject(item: closed.itemNumber)] {
            guard case .mapItem(let mapping)? = site.truth.fix(for: Fault(.itemRejected, subject, detail: "")) else {
                Issue.record("a closed item has a replacement")
                continue
            }
            #expect(mapping.code == closed.code)
            #expect(!site.closedItems.contains(mapping.itemNumber))
        }
        let box = FaultSubject(item: "100", unit: "BX10", targetUnit: "EA")
        guard case .defineUnit(let mapping, let factor)? = site.truth.fix(for: Fault(.unitInvalid, box, detail: ""))
        else {
            Issue.record("BX10 has a meaning")
            return
        }
        #expect(mapping.unit == "BX")
        #expect(factor?.description == "1 BX = 10 EA")
        for location in ["NGH-OR-HYB", "LKS-ED-OBS"] {
            let fault = Fault(.locationUnknown, FaultSubject(location: location), detail: "")
            guard case .mapLocation(_, let entry)? = site.truth.fix(for: fault) else {
                Issue.record("\(location) has a truth")
                continue
            }
            #expect(entry.costCenter != nil)
        }
    }

    @Test("what the ERP keeps in boxes can be issued by the piece without rounding")
    func boxesDivide() {
        for item in site.items where item.unit == "BX" && !item.indivisible {
            guard let inner = item.packs.first(where: { $0.unit == "BX" })?.inner else { continue }
            let converted = PackagingTable(item.packs).convert(2, from: inner, to: "BX", indivisible: false)
            #expect(throws: Never.self) { try converted.get() }
        }
    }

    @Test("the crosswalk has over twenty locations at three sites, one or two of them without a cost centre")
    func locations() {
        #expect(site.locations.count > 20)
        #expect(Set(site.locations.map(\.organization)).count == 3)
        #expect((1...2).contains(site.locations.filter { $0.costCenter == nil }.count))
        #expect(site.locations.allSatisfy { $0.subinventory.count <= 10 })
    }
}
