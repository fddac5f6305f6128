import Catalog
import JSONText
import Measures
import SyncModel
import Testing

@testable import Outbound

struct BodyWriterTests {
    private let event = Fields([
        "number": .text("INV \"7\""), "total": .number(ExactDecimal("12.50") ?? 0),
        "at": .time(UTCTime(milliseconds: 1_764_000_000_000)),
        "paid": .flag(false), "supplier": .record(Fields(["id": .text("S1")])),
        "lines": .list([
            .record(Fields(["item": .text("A"), "quantity": .number(ExactDecimal("2") ?? 0)])),
            .record(Fields(["item": .text("B")])),
        ]),
    ])

    private func place(_ path: String, as form: BodyTree.Form? = nil, top: Bool = false) -> BodyTree {
        .place(BodyTree.Place(path: path, isAbsolute: top, form: form))
    }

    private func written(_ members: [(String, BodyTree)]) -> String {
        let tree = BodyTree.object(members.map { BodyTree.Member(name: $0.0, value: $0.1) })
        return String(decoding: BodyWriter.json(tree, of: event, days: .utc), as: UTF8.self)
    }

    @Test("values keep their kind: numbers their digits, moments ISO 8601, unless a form is asked for")
    func kinds() {
        #expect(
            written([
                ("n", place("number")), ("t", place("total")), ("tt", place("total", as: .text)), ("at", place("at")),
                ("d", place("at", as: .date)), ("ms", place("at", as: .milliseconds)), ("p", place("paid")),
                ("s", place("supplier.id")), ("c", .text("x")), ("one", .number("1")),
            ])
                == #"{"n":"INV \"7\"","t":12.5,"tt":"12.5","at":"2025-11-24T16:00:00Z","d":"2025-11-24","#
                + #""ms":1764000000000,"p":false,"s":"S1","c":"x","one":1}"#)
    }

    @Test("what would be empty since nothing is there is left out; what the catalog has empty isn't")
    func empty() {
        let nothing = BodyTree.object([.init(name: "a", value: place("gone")), .init(name: "b", value: place("lost"))])
        #expect(
            written([
                ("gone", nothing), ("list", .list([nothing])), ("none", .object([])),
                ("half", .object([.init(name: "in", value: nothing), .init(name: "s", value: place("supplier.id"))])),
            ]) == #"{"none":{},"half":{"s":"S1"}}"#)
    }

    @Test("a list is repeated, with the event in reach, and what isn't there leaves its member out")
    func lists() {
        let line = BodyTree.object([
            .init(name: "i", value: place("item")), .init(name: "q", value: place("quantity")),
            .init(name: "of", value: place("number", top: true)),
        ])
        #expect(
            written([("lines", .each(BodyTree.Place(path: "lines"), line)), ("none", place("nothing"))])
                == #"{"lines":[{"i":"A","q":2,"of":"INV \"7\""},{"i":"B","of":"INV \"7\""}]}"#)
    }

    @Test(
        "no value can change the shape of what is sent",
        arguments: ["\"}", "\\", "\",\"admin\":true,\"x\":\"", "\n\u{0}"])
    func injection(text: String) throws {
        let tree = BodyTree.object([.init(name: "a\"b", value: place("v"))])
        let json = BodyWriter.json(tree, of: Fields(["v": .text(text)]), days: .utc)
        #expect(JSONReader.read(json) == .object([.init(name: "a\"b", value: .string(text))]))
    }
}
