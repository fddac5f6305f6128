import Catalog
import SyncModel
import Testing

@Suite("Folders of X12 in a catalog")
struct InterchangeSourceTests {
    private static let sound = """
            invoice-number: BIG-02
            supplier: ["N1[SU,03=92]-04", "N1[VN]-04"]
            total: {path: TDS-01, implied-decimals: 2}
            lines:
              each: IT1
              fields:
                item: "IT1-06[IN]"
                amount: {path: "PAM[04=1]-05", product: [IT1-02, IT1-04], digits: 2}
        """

    private static let contract = """
        event: invoice.sent
        version: 1
        purpose: A supplier asks to be paid.
        key: [supplier, invoice-number]
        fields:
          invoice-number: {type: text, required: true}
          supplier: {type: text, required: true}
          total: {type: number, required: true}
          lines: {type: lines, fields: {item: text, amount: number}}
        """

    private func catalog(_ fields: String = sound, folder: String = "", reading: String = "") -> DemoCatalog {
        let source = """
            name: edi
            folder:
              path: in/edi
              format: x12
            \(folder)
            readings:
            - message: x12:810
              event: invoice.sent
            \(reading)
              fields:
            \(fields)
            """
        return DemoCatalog().with("sources/edi.yaml", source).with("contracts/invoice-sent.yaml", Self.contract)
    }

    @Test("a folder of X12 takes .x12, no tests, and answers nothing unless it is told to")
    func read() throws {
        let usual = try #require(try catalog().loader.load().sources["edi"])
        #expect(usual.folder?.pattern == "*.x12" && usual.folder?.maximumRowBytes == 16 << 20)
        #expect(usual.folder?.content == .interchanges(.init()))
        #expect(usual.maySend("x12:810") && !usual.maySend("csv") && !usual.maySend("DFT^P03"))
        let open = try catalog(folder: "  x12: {acknowledge: yes, tests: yes}").loader.load()
        #expect(
            open.sources["edi"]?.folder?.interchanges
                == DropFolder.Interchanges(areAcknowledged: true, mayBeTests: true))
    }

    @Test("a reading says where fields and lines stand, with points that aren't written and products")
    func reading() throws {
        let source = try #require(try catalog().loader.load().sources["edi"])
        let reading = try #require(source.readings.first)
        #expect(reading.grammar == .elements && reading.fields["total"]?.impliedDecimals == 2)
        #expect(reading.fields["supplier"]?.paths == ["N1[SU,03=92]-04", "N1[VN]-04"])
        let lines = try #require(reading.fields["lines"])
        #expect(lines.paths == ["IT1"] && lines.lines["item"]?.paths == ["IT1-06[IN]"])
        #expect(lines.lines["amount"]?.product == .init(of: ["IT1-02", "IT1-04"], digits: 2))
    }

    private static let mistakes: [(from: String, to: String, words: String)] = [
        ("BIG-02", "BIG", "needs a place such as BIG-02, N1[SU]-04 or IT1-06[VN]"),
        ("BIG-02", "BIG-02[", "needs a place such as BIG-02"),
        ("each: IT1", "each: IT1-01", "needs what a loop begins with"),
        ("implied-decimals: 2", "implied-decimals: x", "needs a whole number from 1 to 9"),
        ("BIG-02", "{path: BIG-02, implied-decimals: 2}", "is no number; take 'implied-decimals' out"),
        ("\"IT1-06[IN]\"", "{product: [IT1-02, IT1-04]}", "is no number; take 'product' out"),
        ("product: [IT1-02, IT1-04], digits", "digits", "and there is none; take it out"),
    ]

    @Test("each mistake of a reading is told with its place", arguments: mistakes)
    func told(from: String, to: String, words: String) {
        let problems = catalog(Self.sound.replacing(from, with: to)).words
        #expect(problems.contains { $0.hasPrefix("sources/edi.yaml:") && $0.contains(words) }, "\(problems)")
    }

    @Test("a condition and an action name places, too")
    func conditions() {
        #expect(catalog(reading: "  when: {BIG-07: [DI]}\n  action: {path: BIG-07, none: [CR]}").words.isEmpty)
        let words = catalog(reading: "  when: {big: [DI]}").words
        #expect(words.contains { $0.contains("'big' is no place in such a message") }, "\(words)")
    }

    @Test("sets come in files of X12 only, and such files hold nothing else")
    func kinds() {
        let text = catalog().files["sources/edi.yaml", default: ""]
        let hl7 = DemoCatalog().with("sources/edi.yaml", text.replacing("format: x12", with: "format: hl7"))
            .with("contracts/invoice-sent.yaml", Self.contract)
        #expect(hl7.words.contains { $0.contains("transaction sets come in files only") }, "\(hl7.words)")
        let rows = DemoCatalog().with("sources/edi.yaml", text.replacing("message: x12:810", with: "message: DFT^P03"))
        #expect(rows.words.contains { $0.contains("hold X12; read sets such as x12:810") }, "\(rows.words)")
        let both = catalog(folder: "  csv: {columns: [A], key: none}").words
        #expect(both.contains { $0.contains("'csv' says how rows are written, and these files hold x12") }, "\(both)")
        let set = DemoCatalog().with("sources/edi.yaml", text.replacing("x12:810", with: "x12:81"))
        #expect(set.words.contains { $0.contains("needs a message type such as") }, "\(set.words)")
    }
}
