import Testing

@testable import X12

@Suite("Places in a transaction set")
struct SetScopeTests {
    private func scope(_ body: [String] = Sample.invoice) throws -> SetScope {
        SetScope(try #require(try Sample.read(Sample.interchange([Sample.set(body)])).first))
    }

    private func texts(_ path: String, in scopes: [SetScope]) throws -> [String?] {
        let path = try Path(path)
        return scopes.map { $0.text(at: path) }
    }

    private static let places: [(path: String, text: String?)] = [
        ("BIG-02", "INV-1"), ("BIG-2", "INV-1"), ("BIG-05", nil), ("BIG-09", nil), ("N1[SU]-04", "acme"),
        ("N1[RE]-04", "006922827"), ("N1[SU,03=92]-04", "acme"), ("N1[03=1]-04", "006922827"), ("N1[SU,03=1]-04", nil),
        ("REF[VN]-02", "HEAD"), ("TXI-02", "9.75"), ("TDS-01", "75990"), ("IT1-02", nil), ("PID-05", nil),
        ("ISA-06", "ACMESUTURES"), ("GS-08", "004010"), ("ST-02", "0001"),
    ]

    @Test("a place of a whole set is looked for in its heading and summary, never in a line", arguments: places)
    func whole(path: String, text: String?) throws {
        let place = try Path(path)
        let found = try scope().text(at: place)
        #expect(found == text)
    }

    @Test("a loop ends where the next begins, the last where the summary does")
    func loops() throws {
        let lines = try scope().loops(at: try Path("IT1"))
        #expect(lines.map(\.position) == [8, 12])
        #expect(try texts("IT1-02", in: lines) == ["5", "3"])
        #expect(try texts("REF[VN]-02", in: lines) == ["LINE", nil])
        #expect(try texts("TXI-02", in: lines) == ["1.5", nil])
        #expect(try texts("/TXI-02", in: lines) == ["9.75", "9.75"])
        #expect(try texts("/BIG-02", in: lines) == ["INV-1", "INV-1"])
        #expect(try texts("BIG-02", in: lines) == [nil, nil])
        #expect(lines[0].position(of: try Path("PID-05")) == 9)
    }

    @Test("of pairs of qualifier and value the one behind its qualifier is found, in any order")
    func pairs() throws {
        let lines = try scope().loops(at: try Path("IT1"))
        #expect(try texts("IT1-06[VN]", in: lines) == ["J316H", nil])
        #expect(try texts("IT1-06[IN]", in: lines) == ["100234", nil])
        #expect(try texts("IT1-06[UP]", in: lines) == [nil, "0123"])
        // A value that reads like a qualifier is none.
        let odd = try scope(["BIG*1*2", "IT1*1*1*EA*1**VN*IN*IN*7", "TDS*1"]).loops(at: try Path("IT1"))
        #expect(try texts("IT1-06[IN]", in: odd) == ["7"])
    }

    @Test("loops of a heading are found there, and those within a line in it")
    func nested() throws {
        let set = try scope()
        #expect(try texts("N1-01", in: set.loops(at: try Path("N1"))) == ["SU", "RE"])
        #expect(try texts("REF-02", in: set.loops(at: try Path("REF"))) == ["HEAD"])
        let line = try #require(set.loops(at: try Path("IT1")).first)
        #expect(try texts("REF-02", in: line.loops(at: try Path("REF[VN]"))) == ["LINE"])
    }

    @Test(
        "a path reads back as it is written",
        arguments: [
            "BIG-02", "N1[SU]-04", "N1[SU,03=92]-04", "PAM[04=1]-05", "IT1-06[VN]", "SLN-04.1", "/BIG-02", "IT1",
        ])
    func paths(text: String) throws {
        #expect(try Path(text).description == text)
    }

    @Test(
        "what is no path is told of",
        arguments: [
            "", "B", "big-02", "BIG-", "BIG-0", "BIG-100", "BIG-02x", "N1[SU-04", "N1[]-04", "N1[SU]04", "IT1-06[]",
            "IT1-06[VN].1", "BIGG-01", "N1[0=92]-04", "1ST-01",
        ])
    func mistakes(text: String) {
        #expect(throws: PathError.self) { try Path(text) }
    }
}
