import Testing

@testable import Measures

@Suite("UCUM expressions")
struct UCUMUnitTests {
    @Test("every defined unit has a size, and every prefix a factor")
    func tables() {
        #expect(UCUMCatalog.standard.definitions.count == 312)
        #expect(UCUMCatalog.standard.prefixes.count == 24)
        for (code, definition) in UCUMCatalog.standard.definitions {
            #expect(UCUMSizes.standard[code] != nil, "\(code)")
            #expect(UCUMUnit.fault(in: code) == nil, "\(code)")
            #expect(UCUMUnit.fault(in: "k" + code) == nil || !definition.isMetric, "\(code)")
            #expect(UCUMSizes.standard[code]?.misused == nil, "\(code)")
        }
    }

    @Test(
        "units read as UCUM writes them",
        arguments: [
            ("mg", "g"), ("mL", "m3"), ("mmol/L", "m-3"), ("mm[Hg]", "g.m-1.s-2"), ("10*3/uL", "m-3"), ("/min", "s-1"),
            ("m[IU]/L", "[iU].m-3"), ("{cfu}/mL", "m-3"), ("g/(8.h.kg)", "s-1"), ("kg.m/s2", "g.m.s-2"), ("%", "1"),
            ("[arb'U]", "[arb'U]"), ("dB[SPL]", "g.m-1.s-2"), ("10*-7.N/A2", "C-2.g.m"), ("m0", "1"), ("((m))", "m"),
            ("m{a.b/c(}", "m"), ("[m/s2/Hz^(1/2)]", "m2.s-3"), ("Cel", "K"), ("2.h", "s"), ("dar", "m2"),
        ])
    func reads(code: String, canonical: String) throws {
        #expect(try UCUMUnit(code).canonicalCode == canonical)
    }

    @Test(
        "what is wrong is named, with where it stands and what was probably meant",
        arguments: [
            ("", .empty), ("m/", .missingUnit(position: 3)), ("m..s", .missingUnit(position: 3)),
            ("()", .missingUnit(position: 2)), ("//m", .missingUnit(position: 2)),
            ("{a}m", .unexpected(character: "m", position: 4)), ("ug(8.h)", .unexpected(character: "(", position: 3)),
            ("(m/s", .unbalanced(character: "(", position: 1)), ("m/s)", .unbalanced(character: ")", position: 4)),
            ("m{a", .unbalanced(character: "{", position: 2)), ("m}", .unbalanced(character: "}", position: 2)),
            ("kg.m[Hg", .unbalanced(character: "[", position: 5)), ("Hg]", .unbalanced(character: "]", position: 3)),
            ("m g", .illegalCharacter(position: 2)), ("µg", .illegalCharacter(position: 1)),
            ("g/12h", .numberWithoutDot("12h", position: 3)), ("10+3/ul", .exponentOnNumber("10+3", position: 1)),
            ("m[lb_av]", .prefixNotAllowed(prefix: "m", unit: "[lb_av]", position: 1)),
            ("IU/L", .unknownUnit("IU", position: 1, suggestion: "[IU]")),
            ("Kg/dL", .unknownUnit("Kg", position: 1, suggestion: "kg")),
            ("lb_av", .unknownUnit("lb_av", position: 1, suggestion: "[lb_av]")),
            ("molv", .unknownUnit("molv", position: 1, suggestion: nil)),
            ("s.-3", .unknownUnit("-3", position: 3, suggestion: nil)),
            ("m100", .exponentTooLarge(position: 2)), ("m-99999999999999999999", .exponentTooLarge(position: 2)),
            ("m/0", .zeroFactor(position: 3)), (String(repeating: "m", count: 257), .tooLong),
            ("m{a}{b}", .unexpected(character: "{", position: 5)), ("(m)2", .unexpected(character: "2", position: 4)),
        ] as [(String, UCUMError)])
    func refuses(code: String, error: UCUMError) {
        #expect(UCUMUnit.fault(in: code) == error)
        #expect(error.sentence.hasSuffix(".") || error.sentence.hasSuffix("?"))
        #expect(!error.code.isEmpty)
    }

    @Test("sizes beyond any real unit are refused before they cost anything")
    func bounded() {
        #expect(UCUMUnit.fault(in: Array(repeating: "Ym99", count: 50).joined(separator: ".")) == .sizeOutOfRange)
        #expect(
            UCUMUnit.fault(in: String(repeating: "(", count: 120) + "m" + String(repeating: ")", count: 120)) == nil)
        #expect(UCUMUnit.fault(in: String(repeating: "9", count: 256)) == nil)
    }

    @Test("random text is a unit or an error, never a trap")
    func garbage() {
        var state: UInt64 = 20_240_617
        let alphabet = Array("mgsLhkdcu10239./()[]{}*^-+%'_HgCelU ")
        for _ in 0..<2000 {
            var text = ""
            for _ in 0..<12 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text.append(alphabet[Int(state >> 33) % alphabet.count])
            }
            if let unit = try? UCUMUnit(text) {
                #expect(UCUMUnit.fault(in: unit.canonicalCode) == nil, "\(text)")
            }
        }
    }

    @Test("names are read aloud with their prefixes")
    func displayNames() throws {
        #expect(try UCUMUnit("mg/dL").displayName == "(milligram) / (deciliter)")
        #expect(try UCUMUnit("/(8.h)").displayName == "1 / (8 * (hour))")
        #expect(try UCUMUnit("1").displayName == "(unity)")
        #expect(try UCUMUnit("12345678901234567890").displayName == "12345678901234567890")
    }
}
