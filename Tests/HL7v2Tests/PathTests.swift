import Testing

import HL7v2

@Suite struct PathTests {
    @Test(
        "a path finds its place",
        arguments: [
            ("PID-3(2).1", "A1"), ("PID-3(2)", "A1^^^B^AN"), ("PID-3.1", "M1"), ("PID-3.4.2", "1.2.3"),
            ("PID-3(1).4.3", "ISO"), ("FT1(2)-7.2", "NINE"), ("FT1-7.2.1", "SUTURE&CO"), ("FT1-7.2.2", "x"),
            ("FT1-9", ""), ("MSH-1", "|"), ("MSH-2", "^~\\&"), ("MSH-10", "C1"), ("ZPA-3.2", "Cart"),
            ("EVN", "EVN|P03|20250304050600"),
        ])
    func finds(path: String, text: String) throws {
        #expect(try Message(Samples.charges).text(Path(path)) == text)
    }

    @Test(
        "a place that the message doesn't have, or left empty, is nil",
        arguments: ["NTE-1", "FT1(3)-1", "PID-2", "PID-99", "PID-3(3)", "PID-3(3).1", "PID-3.9", "FT1-8"])
    func findsNothing(path: String) throws {
        #expect(try Message(Samples.charges)[Path(path)] == nil)
    }

    @Test(
        "a path is written as it is read",
        arguments: ["PID", "PID(2)", "PID-3", "PID-3(2)", "PID-3(1)", "PID-3(2).1", "FT1(2)-7.1.2", "ZP1-99999"])
    func roundTrip(text: String) throws {
        let path = try Path(text)
        #expect(path.description == text)
        #expect(try Path(path.description) == path)
    }

    @Test("the first occurrence need not be written")
    func firstOccurrence() throws {
        #expect(try Path("FT1(1)-7") == Path("FT1-7"))
        #expect(try Path("FT1(1)-7").description == "FT1-7")
        #expect(try Path("FT1(2)-7(3).1.2") == Path("FT1", 2, field: 7, repetition: 3, component: 1, subcomponent: 2))
    }

    @Test(
        "a text that is no path says where it goes wrong",
        arguments: [
            ("", .segment("")), ("PI", .segment("PI")), ("1ID-3", .segment("1ID-3")), ("é1-3", .segment("é1-3")),
            ("PID-", .number("PID-", offset: 4)), ("PID-0", .number("PID-0", offset: 4)),
            ("PID-100000", .number("PID-100000", offset: 4)), ("PID-x", .number("PID-x", offset: 4)),
            ("PID-99999999999999999999", .number("PID-99999999999999999999", offset: 4)),
            ("PID()-3", .number("PID()-3", offset: 4)), ("PID(1-3", .unexpected("PID(1-3", offset: 5)),
            ("PID-3.1.2.3", .unexpected("PID-3.1.2.3", offset: 9)), ("PID.3", .unexpected("PID.3", offset: 3)),
            ("PIDX-3", .unexpected("PIDX-3", offset: 3)), ("PID-3 ", .unexpected("PID-3 ", offset: 5)),
            ("PID-3.", .number("PID-3.", offset: 6)),
        ] as [(String, PathError)])
    func errors(text: String, error: PathError) {
        #expect(throws: error) { try Path(text) }
        #expect(error.description.contains("'\(text)'"))
    }

    @Test("a path of impossible parts finds nothing")
    func impossible() throws {
        let message = try Message(Samples.charges)
        for path in [Path("", field: 1), Path("FT1", 0, field: 1), Path("FT1", field: -4), Path("FT1", .min, field: 0)]
        {
            #expect(message[path] == nil)
        }
    }
}
