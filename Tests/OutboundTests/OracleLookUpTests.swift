import JSONText
import Catalog
import Measures
import SyncModel
import Testing

@testable import Outbound

struct OracleLookUpTests {
    static let identity = Samples.work().identity

    @Test(
        "what the staged rows say",
        arguments: [
            (200, #"{"items":[]}"#, nil),
            (200, #"{"items":[{"TransactionInterfaceId":9,"ProcessStatus":"1"}]}"#, "pending"),
            (
                200, #"{"items":[{"TransactionInterfaceId":9,"ProcessStatus":1,"TransactionReference":"key-1"}]}"#,
                "pending"
            ),
            (200, #"{"items":[{"TransactionInterfaceId":9}]}"#, "pending"),
            (200, #"{"items":[{"TransactionInterfaceId":9,"ProcessStatus":"Processed"}]}"#, "found 9"),
            (
                200,
                #"{"items":[{"ProcessStatus":"3","ErrorCode":"INV_INT_ITMCODE","ErrorExplanation":"No such item."}]}"#,
                "refused erp.item-rejected IV-20G"
            ),
            (200, #"{"items":[{"ProcessStatus":"3"}]}"#, "refused erp.rejected http-200"),
            (200, #"{"items":[{"ProcessStatus":"3"},{"ProcessStatus":"1"}]}"#, "pending"),
            (200, #"{"items":[{"ProcessStatus":"3","TransactionReference":"another"}]}"#, nil),
            (200, "{}", "unavailable http-200"),
            (200, #"{"items":["#, "unavailable http-200"),
            (400, "", "unsupported"), (404, "", "unsupported"), (302, "", "endpoint-refuses http-302"),
            (401, "", "endpoint-refuses http-401"), (403, "", "endpoint-refuses http-403"),
            (408, "", "unavailable http-408"), (504, "", "unavailable http-504"),
            (429, "", "unavailable http-429 7s"),
            (500, "", "unavailable http-500"), (503, "", "unavailable http-503 7s"),
        ] as [(Int, String, String?)])
    func staged(status: Int, body: String, gist: String?) {
        let answer = Samples.answer(status, body, retryAfter: status == 429 || status == 503 ? "7" : nil)
        let outcome = OracleLookUp.staged(answer, Self.identity, Samples.use, now: Samples.now)
        #expect(outcome?.gist == gist)
    }

    @Test(
        "what the completed transactions say",
        arguments: [
            (200, #"{"items":[]}"#, "absent"),
            (200, #"{"items":[{"TransactionId":500,"TransactionReference":"key-1"}]}"#, "found 500"),
            (200, #"{"items":[{"TransactionId":500,"TransactionReference":null}]}"#, "found 500"),
            (200, #"{"items":[{"TransactionId":500,"TransactionReference":"another"}]}"#, "absent"),
            (200, #"{"items":[{"TransactionReference":"key-1"}]}"#, "unavailable http-200"),
            (200, "[]", "unavailable http-200"), (200, "", "unavailable http-200"),
            (404, "", "unsupported"), (502, "", "unavailable http-502"),
        ])
    func completed(status: Int, body: String, gist: String) {
        let outcome = OracleLookUp.completed(Samples.answer(status, body), Self.identity, now: Samples.now)
        #expect(outcome.gist == gist)
    }

    @Test("no answer but a whole, readable list can say that a booking is absent", arguments: 100...599)
    func neverGuesses(status: Int) {
        for body in ["", "{}", "null", #"{"items":null}"#, "<html/>"] {
            let answer = Samples.answer(status, body)
            #expect(OracleLookUp.staged(answer, Self.identity, Samples.use, now: Samples.now) != nil)
            #expect(OracleLookUp.completed(answer, Self.identity, now: Samples.now) != .absent)
        }
    }

    @Test("the query names our business key, and nothing in it can break out of its quotes")
    func query() {
        let site = Endpoint.OracleInventory(sourceCode: "O'R&D")
        #expect(
            OracleLookUp.query(Self.identity, site)
                == "?q=SourceCode%3D%27O%27%27R%26D%27%3BSourceHeaderId%3D12%3BSourceLineId%3D3&onlyData=true&limit=25")
    }
}

struct OracleBookingTests {
    @Test("usage is booked with a negative quantity, exactly as it was computed, and our business key")
    func issue() {
        let body = OracleBooking.body(Samples.use, Samples.work().identity, Endpoint.OracleInventory())
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"OrganizationCode":"HOSP1","ItemNumber":"IV-20G","SubinventoryCode":"MS4W","#
                + #""TransactionTypeName":"Miscellaneous issue","TransactionQuantity":-0.04,"TransactionUOM":"BX","#
                + #""TransactionDate":"2026-11-22T06:30:05Z","AccountCombination":"01-4100-7310-000","#
                + #""SourceCode":"TALLYWARD","SourceHeaderId":12,"SourceLineId":3,"TransactionMode":"1","#
                + #""UseCurrentCostFlag":"Y","TransactionReference":"key-1","#
                + #""ExternalSystemTransactionReference":"12-3"}"#)
    }

    @Test("a reversal is a receipt with a positive quantity")
    func reversal() {
        var use = Samples.use
        use.quantity = -2
        let body = JSONReader.read(
            OracleBooking.body(use, Samples.work().identity, Endpoint.OracleInventory(receiptType: "Return")))
        #expect(body?["TransactionTypeName"] == .string("Return"))
        #expect(body?["TransactionQuantity"] == .number("2"))
    }

    @Test("a quantity of more digits than a Double holds is written exactly")
    func exact() {
        var use = Samples.use
        use.quantity = ExactDecimal("12345678901234567890.123456789") ?? .zero
        let body = JSONReader.read(OracleBooking.body(use, Samples.work().identity, Endpoint.OracleInventory()))
        #expect(body?["TransactionQuantity"] == .number("-12345678901234567890.123456789"))
    }
}
