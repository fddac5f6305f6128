import Testing
import DeviceIdentifiers

@Suite("Device identifiers")
struct UDITests {
    private func problem(_ text: String) -> UDIProblem? {
        do throws(UDIProblem) {
            _ = try UDI(text, year: 2026)
            return nil
        } catch { return error }
    }

    @Test(
        "a GS1 label says the same scanned and printed",
        arguments: [
            "01107050310000011727063010LOT7\u{1D}21S-99", "]C101107050310000011727063010LOT7\u{1D}21S-99",
            "(01)10705031000001(17)270630(10)LOT7(21)S-99", "(01) 10705031000001 (17) 270630 (10) LOT7 (21) S-99",
            "\u{1D}01107050310000011727063010LOT7\u{1D}21S-99\u{1D}",
        ])
    func gs1(text: String) throws {
        let udi = try UDI(text, year: 2026)
        #expect(udi.issuer == .gs1 && udi.device == "10705031000001" && udi.lot == "LOT7" && udi.serial == "S-99")
        #expect(udi.expires?.description == "2027-06-30" && udi.made == nil)
    }

    @Test(
        "a bare item number is one of 14 digits",
        arguments: [
            ("4006381333931", "04006381333931"), ("036000291452", "00036000291452"), ("96385074", "00000096385074"),
            ("10705031000001", "10705031000001"),
        ])
    func bare(text: String, device: String) throws { #expect(try UDI(text, year: 2026).device == device) }

    @Test("a day 0 is the month's last, and two digits of a year are those nearest to today")
    func days() throws {
        #expect(try UDI("(01)10705031000001(17)280200", year: 2026).expires?.description == "2028-02-29")
        #expect(try UDI("(01)10705031000001(11)990131", year: 2026).made?.description == "1999-01-31")
        #expect(try UDI("(01)10705031000001(17)760131", year: 2026).expires?.description == "2076-01-31")
        #expect(problem("(01)10705031000001(17)270631") == .malformed("expiration date"))
    }

    @Test(
        "a HIBC label says labeler and product, lot or serial number, and the day",
        arguments: [
            ("+A123BJC5D6E71G", "A123BJC5D6E71", nil, nil, nil),
            ("+A99912345/$$52001510X33", "A99912345", "10X3", nil, "2020-01-15"),
            ("+A99912345/$10X3/16D20111212/14D20200131/S77DEFG45M", "A99912345", "10X3", "77DEFG45", "2020-01-31"),
        ] as [(String, String, String?, String?, String?)])
    func hibc(text: String, device: String, lot: String?, serial: String?, expires: String?) throws {
        let udi = try UDI(text, year: 2026)
        #expect(udi.issuer == .hibc && udi.device == device && udi.lot == lot && udi.serial == serial)
        #expect(udi.expires?.description == expires)
    }

    @Test("each slip of one character in a key is found")
    func slips() {
        let digits = Array("10705031000001")
        for place in digits.indices {
            for other in "0123456789" where other != digits[place] {
                var slipped = digits
                slipped[place] = other
                #expect(problem("(01)" + String(slipped)) == .checkDigit("item number"))
            }
        }
        #expect(problem("+A123BJC5D6E72G") == .checkDigit("HIBC label"))
    }

    @Test(
        "what is no label says what is wrong, without what was read",
        arguments: [
            ("", UDIProblem.empty), ("Smith John", .unknownForm), ("(17)270630", .missing("item number (01)")),
            ("(01)1070503100000", .malformed("part (01)")), ("(01)10705031000001(77)5", .unknownPart("(77)")),
            ("0110705031000001775", .unknownPart("(77)")), ("(01)10705031000001(10)", .malformed("part (10)")),
            ("+A1", .missing("check character")), ("+\u{e9}99912345", .notReadable),
        ])
    func bad(text: String, expected: UDIProblem) { #expect(problem(text) == expected) }

    @Test("nothing that is read traps", arguments: 0..<40)
    func anything(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
        let alphabet = Array("0123456789()+/$]C1AZ \u{1D}")
        for _ in 0..<500 {
            let length = Int(next() % 40)
            let text = String((0..<length).map { _ in alphabet[Int(next() % UInt64(alphabet.count))] })
            _ = problem(text)
        }
    }
}
