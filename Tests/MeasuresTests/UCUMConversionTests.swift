import Testing

@testable import Measures

@Suite("UCUM conversions")
struct UCUMConversionTests {
    private func convert(_ value: String, _ from: String, _ to: String) throws -> UCUMAmount {
        let value = try #require(ExactDecimal(value))
        return try UCUMUnit(from).convert(value, to: try UCUMUnit(to))
    }

    @Test(
        "ratio units convert exactly",
        arguments: [
            ("250", "mL", "L", "0.25"), ("0.5", "g", "mg", "500"), ("1", "[lb_av]", "g", "453.59237"),
            ("1", "[in_i]", "cm", "2.54"),
            ("5", "mL", "cm3", "5"), ("1", "[gal_us]", "L", "3.785411784"), ("1", "t", "kg", "1000"),
            ("1.5", "h", "min", "90"),
            ("7", "d", "wk", "1"), ("1", "mm[Hg]", "Pa", "133.322"), ("3", "[IU]/mL", "[iU]/L", "3000"),
            ("1", "meq/L", "mmol/L", "1"),
            ("1", "cal", "J", "4.184"), ("1", "U", "umol/min", "1"), ("20", "[drp]", "mL", "1"),
            ("1", "GiBy", "bit", "8589934592"),
            ("-2.5", "kg", "g", "-2500"), ("0", "m", "km", "0"), ("15", "%", "1", "0.15"), ("1", "1/s", "Hz", "1"),
            ("37", "Cel", "K", "310.15"), ("98.6", "[degF]", "Cel", "37"), ("0", "K", "Cel", "-273.15"),
            ("37000", "mCel", "K", "310.15"),
            ("212", "[degF]", "[degRe]", "80"), ("-40", "Cel", "[degF]", "-40"), ("20", "dB", "B", "2"),
            ("7.4", "[pH]", "[pH]", "7.4"),
        ])
    func exact(value: String, from: String, to: String, result: String) throws {
        let amount = try convert(value, from, to)
        #expect(amount.isExact)
        #expect(amount.decimal?.description == result)
    }

    @Test("an endless result stays exact until somebody says how to round it")
    func endless() throws {
        let amount = try convert("1", "g", "[lb_av]")
        #expect(amount.isExact)
        #expect(amount.decimal == nil)
        #expect(amount.rounded(significantDigits: 6, mode: .halfEven)?.description == "0.00220462")
        #expect(amount.rounded(places: 3, mode: .up)?.description == "0.003")
        #expect(amount.rounded(places: 2, mode: .halfEven) == .zero)
        let grams = try #require(amount.rounded(significantDigits: 36, mode: .halfEven))
        let back = try UCUMUnit("[lb_av]").convert(grams, to: try UCUMUnit("g"))
        #expect(back.rounded(significantDigits: 30, mode: .halfEven) == 1)
    }

    @Test(
        "scales that bend are computed in floating point and say so",
        arguments: [
            ("7", "[pH]", "nmol/L", 100), ("100", "nmol/L", "[pH]", 7), ("3", "B", "1", 1000),
            ("1", "Np", "1", 2.718281828459045),
            ("94", "dB[SPL]", "Pa", 1.0023744672545447), ("10", "bit_s", "1", 1024), ("100", "%[slope]", "deg", 45),
            ("45", "deg", "[p'diop]", 100), ("4", "m2/s4/Hz", "[m/s2/Hz^(1/2)]", 2), ("30", "dB[W]", "kW", 1),
            ("2", "[hp'_C]", "1", 0.0001), ("0.000001", "1", "[hp'_M]", 2), ("60", "dB[mV]", "V", 1),
            ("1", "kW", "B[W]", 3),
        ] as [(String, String, String, Double)])
    func approximate(value: String, from: String, to: String, result: Double) throws {
        let amount = try convert(value, from, to)
        #expect(!amount.isExact)
        #expect(amount.decimal == nil)
        #expect(abs(amount.doubleValue - result) <= abs(result) * 1e-12)
    }

    @Test("a square is exact though its root is not")
    func squares() throws {
        #expect(try convert("3", "[m/s2/Hz^(1/2)]", "m2/s3").decimal == 9)
    }

    @Test(
        "what measures different things never converts",
        arguments: [
            ("mg", "mL"), ("[IU]", "mg"), ("[IU]", "1"), ("[arb'U]", "[USP'U]"), ("Cel", "g"), ("m", "m2"), ("s", "Hz"),
            ("deg", "1"),
        ])
    func incommensurable(from: String, to: String) throws {
        #expect(throws: UCUMError.notCommensurable(from: from, to: to)) { try convert("1", from, to) }
        #expect(try !UCUMUnit(from).isCommensurable(with: try UCUMUnit(to)))
    }

    @Test("a scale of its own takes no part in products, but may be scaled by numbers")
    func specialUnits() throws {
        for code in ["Cel/h", "Cel2", "mL.Cel", "[pH].m", "1/Cel", "Cel.mol", "Cel.Cel"] {
            let unit = try UCUMUnit(code)
            #expect(unit.canonicalFactor == nil)
            #expect(throws: UCUMError.self, "\(code)") { try unit.convert(1, to: unit) }
        }
        #expect(try convert("3.7", "10.Cel", "K").decimal?.description == "310.15")
        #expect(try convert("370", "Cel/10", "K").decimal?.description == "310.15")
        #expect(try convert("37", "Cel{body}", "10*1.K").decimal?.description == "31.015")
    }

    @Test("a value without a counterpart is an error, not infinity")
    func outOfRange() {
        #expect(throws: UCUMError.valueOutOfRange(unit: "[pH]")) { try convert("0", "mol/L", "[pH]") }
        #expect(throws: UCUMError.valueOutOfRange(unit: "[pH]")) { try convert("-1", "mol/L", "[pH]") }
        #expect(throws: UCUMError.valueOutOfRange(unit: "B")) { try convert("99999", "B", "1") }
    }

    @Test("quantities multiply and divide into base units")
    func quantities() throws {
        let dose = UCUMQuantity(5, try UCUMUnit("mg/kg"))
        let weight = UCUMQuantity(70, try UCUMUnit("kg"))
        #expect(try dose.multiplied(by: weight).converted(to: try UCUMUnit("mg")).amount.decimal == 350)
        let rate = try UCUMQuantity(1, try UCUMUnit("L")).divided(by: UCUMQuantity(8, try UCUMUnit("h")))
        #expect(try rate.converted(to: try UCUMUnit("mL/h")).amount.decimal == 125)
        #expect(rate.unit.code == "m3.s-1")
        #expect(try UCUMQuantity(1, try UCUMUnit("kPa")).canonical().amount.decimal == 1_000_000)
        #expect(throws: UCUMError.divisionByZero) { try dose.divided(by: UCUMQuantity(0, try UCUMUnit("s"))) }
        #expect(throws: UCUMError.specialUnitInTerm("Cel")) {
            try dose.multiplied(by: UCUMQuantity(1, try UCUMUnit("Cel")))
        }
    }

    @Test("there and back again is the same exact value for every pair of one dimension")
    func roundTrips() throws {
        let value = try #require(ExactDecimal("12.34"))
        let codes = UCUMCatalog.standard.definitions.keys.sorted()
        let units = try codes.map { try UCUMUnit($0) }.filter { $0.measure.scale == nil }
        for (dimension, group) in Dictionary(grouping: units, by: \.dimension) {
            let base = try UCUMUnit(dimension)
            for unit in group {
                let there = try unit.convert(value, to: base)
                #expect(try base.convert(there, to: unit).decimal == value, "\(unit)")
            }
        }
    }
}
