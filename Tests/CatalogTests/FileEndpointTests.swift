import SyncModel
import Testing

@testable import Catalog

/// The endpoints of the kind `file`.
struct FileEndpointTests {
    private static let path = "endpoints/archive.yaml"

    private static let text = """
        name: archive
        kind: file
        folder: /srv/payroll
        file: invoices-{date}-{number}.csv
        close: {rows: 500, after: 1h, at: "02:00", day: 1}
        totals: {trailer: TRL, rows: 2, sums: {Total: 3}}
        delimiter: semicolon
        """

    private static func catalog(_ endpoint: String, body: String = "{Number: $number, Total: $total}") -> DemoCatalog {
        let flow = InvoiceCatalog.demo.files[InvoiceCatalog.flow, default: ""]
        return InvoiceCatalog.demo.with(path, endpoint).with(
            InvoiceCatalog.flow,
            flow.replacing("[number, lines.item]", with: "[number, total, lines]")
                .replacing("body: {n: $number, items: {each: $lines, body: $item}}", with: "body: " + body))
    }

    @Test("a folder, a name, when files are closed and what is said of them")
    func reads() throws {
        let endpoint = try #require(try Self.catalog(Self.text).loader.load().endpoints["archive"])
        var export = Endpoint.FileExport(
            folder: "/srv/payroll", file: try #require(FileNaming("invoices-{date}-{number}.csv")),
            closing: FileClosing(rows: 500, after: .seconds(3600), time: .init(minutes: 120, day: 1)),
            totals: ControlTotals(.trailer(word: "TRL"), rows: .number(2), sums: ["Total": .number(3)]))
        export.delimiter = UInt8(ascii: ";")
        #expect(endpoint.fileExport == export && endpoint.keyWindow == .seconds(30 * 86_400))
        #expect(endpoint.kind.honoursIdempotencyKey && endpoint.kind.answersLookUps && !endpoint.kind.booksItems)
    }

    @Test(
        "what doesn't fit is refused where it stands",
        arguments: [
            (
                "file: invoices-{date}-{number}.csv", "file: invoices.csv",
                "archive.yaml:4:7: error: 'file' needs the name"
            ),
            ("close: {rows: 500, after: 1h, at: \"02:00\", day: 1}", "close: {rows: 500}", "open for ever"),
            ("at: \"02:00\"", "at: \"2\"", "'at' needs a time of day"),
            ("at: \"02:00\", day: 1", "day: 1", "'day' does nothing without 'at'"),
            ("folder: /srv/payroll", "folder: /srv/payroll\nurl: http://x", "'url' does nothing for files"),
            ("delimiter: semicolon", "columns: [Number, Sum]", "'totals' names no column 'Total'"),
            ("delimiter: semicolon", "columns: [Number, Total, =x]", "'columns' needs the name of a column"),
            ("delimiter: semicolon", "columns: [Numbr, Total]", "'columns' of archive has no 'Number'"),
            ("sums: {Total: 3}", "sums: {Totl: 3}", "adds up the column 'Totl', which isn't here"),
            ("sums: {Total: 3}", "sums: {Number: 3}", "the column 'Number' is added up for the totals"),
        ])
    func mistakes(_ old: String, _ new: String, _ expected: String) {
        let words = Self.catalog(Self.text.replacing(old, with: new)).words
        #expect(words.contains { $0.contains(expected) }, "\(words)")
    }

    @Test(
        "a body is a row: one value in each column",
        arguments: [
            ("{Number: $number, Total: {Sum: $total}}", "the column 'Total' holds several values"),
            ("{Number: $number, Total: $lines}", "the column 'Total' holds several values"),
            ("{Number: $lines.item, Total: $total}", "the column 'Number' stands within lines"),
            ("[$number]", "a row has a column for each value"),
            ("{\"=cmd\": $number, Total: $total}", "would take the heading '=cmd' for a formula"),
        ])
    func bodies(_ body: String, _ expected: String) {
        let words = Self.catalog(Self.text, body: body).words
        #expect(words.contains { $0.contains(expected) && $0.contains("vendor-invoice.yaml:") }, "\(words)")
    }

    @Test("flows that write to one folder have the same columns, or the endpoint names them all")
    func several() throws {
        func both(_ endpoint: String) -> [String] {
            let flow = Self.catalog(endpoint).files[InvoiceCatalog.flow, default: ""]
            return Self.catalog(endpoint).with(
                InvoiceCatalog.flow,
                flow + "  second:\n    endpoint: archive\n    fields: [number, total]\n"
                    + "    body: {Total: $total, Number: $number}\n"
            ).words
        }
        #expect(both(Self.text).contains { $0.contains("writes other columns to archive (Number, Total)") })
        #expect(!both(Self.text + "\ncolumns: [Number, Total]").contains { $0.contains("columns") })
    }

    @Test("two endpoints never write to one folder, and what is built in makes no row")
    func folders() {
        let second = Self.text.replacing("name: archive", with: "name: other")
        #expect(
            Self.catalog(Self.text).with("endpoints/other.yaml", second).words.contains {
                $0.contains("writes to this folder too")
            })
    }
}
