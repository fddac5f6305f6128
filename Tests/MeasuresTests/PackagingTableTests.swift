import Testing

import Measures

@Suite("Packaging")
struct PackagingTableTests {
    private func table(
        _ lines: [(UnitCode, ExactDecimal, UnitCode)], defaults: [PackFactor] = []
    ) throws -> PackagingTable {
        PackagingTable(try lines.map { try PackFactor(unit: $0.0, contains: $0.1, of: $0.2) }, defaults: defaults)
    }

    private func refusal(_ result: Result<Conversion, ConversionRefusal>) -> ConversionRefusal? {
        if case .failure(let refusal) = result { refusal } else { nil }
    }

    @Test("two each of a box of fifty are 0.04 box, with the arithmetic a person can check")
    func eachToBox() throws {
        let conversion = try table([("BX", 50, "EA")]).convert(2, from: "EA", to: "bx ", indivisible: false).get()
        #expect(conversion.result.description == "0.04")
        #expect(conversion.arithmetic == "2 EA ÷ 50 EA/BX = 0.04 BX")
        #expect(conversion.factors.map(\.description) == ["1 BX = 50 EA"])
    }

    @Test("factors chain in both directions, whatever their order")
    func chains() throws {
        let table = try table([("CS", 10, "BX"), ("PL", 4, "CS"), ("BX", 50, "EA")])
        let down = try table.convert(2, from: "CS", to: "EA", indivisible: true).get()
        #expect(down.result == 1000)
        #expect(down.arithmetic == "2 CS × 10 BX/CS × 50 EA/BX = 1000 EA")
        let up = try table.convert(-100, from: "EA", to: "CS", indivisible: false).get()
        #expect(up.result.description == "-0.2")
        #expect(up.arithmetic == "-100 EA ÷ 50 EA/BX ÷ 10 BX/CS = -0.2 CS")
        #expect(try table.convert(4000, from: "EA", to: "PL", indivisible: true).get().result == 2)
    }

    @Test("units beside each other convert through what they share")
    func siblings() throws {
        let table = try table([("CS", 6, "EA"), ("BX", 3, "EA")])
        let conversion = try table.convert(1, from: "CS", to: "BX", indivisible: true).get()
        #expect(conversion.arithmetic == "1 CS × 6 EA/CS ÷ 3 EA/BX = 2 BX")
        let backwards = try table.convert(1, from: "BX", to: "CS", indivisible: false).get()
        #expect(backwards.result.description == "0.5")
    }

    @Test("the same unit needs no factor, but an indivisible one still stays whole")
    func sameUnit() throws {
        let table = try table([])
        #expect(try table.convert(3, from: "EA", to: "EA", indivisible: true).get().arithmetic == "3 EA")
        let half = try #require(ExactDecimal("0.5"))
        #expect(refusal(table.convert(half, from: "EA", to: "EA", indivisible: true))?.code == "would-split-pack")
        #expect(refusal(table.convert(1, from: "", to: "", indivisible: false))?.code == "no-conversion")
    }

    @Test("a pack is never split and a quantity never rounded without a person")
    func refusals() throws {
        let table = try table([("BX", 50, "EA"), ("PK", 3, "EA")])
        let split = refusal(table.convert(2, from: "EA", to: "BX", indivisible: true))
        #expect(split?.sentence == "2 EA ÷ 50 EA/BX = 0.04 BX, but BX is only issued whole: post it in another unit.")
        #expect(
            refusal(table.convert(1, from: "EA", to: "PK", indivisible: false))
                == .notFinite(quantity: 1, from: "EA", to: "PK"))
        #expect(
            refusal(table.convert(1, from: "EA", to: "CS", indivisible: false)) == .noConversion(from: "EA", to: "CS"))
        #expect(
            refusal(table.convert(1, from: "XX", to: "EA", indivisible: false)) == .noConversion(from: "XX", to: "EA"))
        let huge = try #require(ExactDecimal(String(repeating: "9", count: 38)))
        #expect(
            refusal(table.convert(huge, from: "BX", to: "EA", indivisible: false)) == .overflow(from: "BX", to: "EA"))
    }

    @Test("factors that contradict each other stop their group, and only their group")
    func contradictions() throws {
        let twice = try table([("BX", 50, "EA"), ("BX", 100, "EA"), ("KG", 1000, "GM")])
        #expect(refusal(twice.convert(1, from: "BX", to: "EA", indivisible: false))?.code == "contradictory-factors")
        #expect(try twice.convert(2, from: "KG", to: "GM", indivisible: false).get().result == 2000)
        #expect(try twice.convert(2, from: "BX", to: "BX", indivisible: true).get().result == 2)
        #expect(twice.contradictions.count == 1)

        let circle = try table([("CS", 10, "BX"), ("BX", 50, "EA"), ("CS", 400, "EA")])
        #expect(refusal(circle.convert(1, from: "EA", to: "CS", indivisible: false))?.code == "contradictory-factors")
        let sound = try table([("CS", 10, "BX"), ("BX", 50, "EA"), ("CS", 500, "EA"), ("CS", 500, "EA")])
        #expect(sound.contradictions.isEmpty)
        #expect(sound.factors.count == 3)
        #expect(
            try sound.convert(1, from: "CS", to: "EA", indivisible: true).get().arithmetic
                == "1 CS × 500 EA/CS = 500 EA")
    }

    @Test("a factor is a positive amount of another named unit")
    func factors() {
        #expect(throws: PackFactorRefusal.notPositive(0)) { try PackFactor(unit: "BX", contains: 0, of: "EA") }
        #expect(throws: PackFactorRefusal.notPositive(-5)) { try PackFactor(unit: "BX", contains: -5, of: "EA") }
        #expect(throws: PackFactorRefusal.sameUnit("BX")) { try PackFactor(unit: "BX", contains: 5, of: " bx") }
        #expect(throws: PackFactorRefusal.unitMissing) { try PackFactor(unit: " ", contains: 5, of: "EA") }
    }

    @Test("fixed ratios help out, and never against the item's own factors")
    func defaults() throws {
        let plain = try table([("BX", 6, "PR")], defaults: KnownUnits.fixedRatios)
        #expect(try plain.convert(1, from: "BX", to: "EA", indivisible: true).get().result == 12)
        #expect(try plain.convert(1, from: "BX", to: "DZ", indivisible: true).get().result == 1)
        let bakers = try table([("DZ", 13, "EA")], defaults: KnownUnits.fixedRatios)
        #expect(try bakers.convert(1, from: "DZ", to: "EA", indivisible: true).get().result == 13)
        #expect(bakers.contradictions.isEmpty)
    }
}

@Suite("Known units")
struct KnownUnitsTests {
    @Test("every row of the table is read, each code once")
    func table() {
        #expect(KnownUnits.all.count == 89)
        #expect(Set(KnownUnits.all.map(\.code)).count == KnownUnits.all.count)
        #expect(KnownUnits.fixedRatios.count == 9)
        for ratio in KnownUnits.fixedRatios {
            #expect(KnownUnits.entry(for: ratio.unit)?.kind == .count)
        }
    }

    @Test(
        "hospital supply's common units have names",
        arguments: ["EA", "BX", "CS", "PK", "PR", "DZ", "RL", "BT", "KT", "CT", "TU", "VL", "TB", "CA", "GM", "ML"])
    func common(code: String) {
        #expect(KnownUnits.name(of: UnitCode(rawValue: code)) != nil)
        #expect(KnownUnits.name(of: "ZZ") == nil)
    }

    @Test("measured amounts have a UCUM unit, and their ratios are what UCUM says")
    func measured() throws {
        for entry in KnownUnits.all where entry.kind == .measure {
            #expect(KnownUnits.ucumUnit(for: entry.code) != nil, "\(entry.code)")
        }
        #expect(KnownUnits.ucumUnit(for: "BX") == nil)
        #expect(KnownUnits.measuredRatios.count == 18)
        for ratio in KnownUnits.measuredRatios {
            let outer = try #require(KnownUnits.ucumUnit(for: ratio.unit))
            let inner = try #require(KnownUnits.ucumUnit(for: ratio.inner))
            #expect(try outer.convert(1, to: inner).decimal == ratio.contains, "\(ratio)")
        }
    }

    @Test("a bottle of measured content is drawn from in any measured unit")
    func drawn() throws {
        let bottle = try PackFactor(unit: "BT", contains: 500, of: "ML")
        let table = PackagingTable([bottle], defaults: KnownUnits.fixedRatios + KnownUnits.measuredRatios)
        #expect(table.contradictions.isEmpty)
        let quarter = try #require(ExactDecimal("0.25"))
        let conversion = try table.convert(quarter, from: "LT", to: "BT", indivisible: false).get()
        #expect(conversion.arithmetic == "0.25 LT × 1000 ML/LT ÷ 500 ML/BT = 0.5 BT")
    }

    @Test("a unit code has one spelling")
    func spelling() {
        #expect(UnitCode(rawValue: " \tbx \n") == "BX")
        #expect(UnitCode(rawValue: "   ").isEmpty)
        #expect(UnitCode(utf8: Array("ea".utf8)) == "EA")
        #expect(UnitCode(utf8: [0xff, 0x41]).rawValue == "\u{FFFD}A")
    }
}
