import SyncModel
import Testing

@testable import Outbound

struct OracleAnswerTests {
    static let booked = #"{"TransactionInterfaceId":300100123456789012,"ProcessStatus":"1","ErrorCode":null}"#
    static let failed =
        #"{"TransactionInterfaceId":5,"ProcessStatus":"3","ErrorCode":"INV_INT_UOMCODE","#
        + #""ErrorExplanation":"The unit isn't valid."}"#

    @Test(
        "each status and body has its one outcome",
        arguments: [
            (201, booked, "delivered 300100123456789012"),
            (200, booked, "delivered 300100123456789012"),
            (201, #"{"TransactionInterfaceId":"77"}"#, "delivered 77"),
            (201, failed, "permanent erp.unit-rejected IV-20G BX"),
            (201, #"{"TransactionInterfaceId":5,"ProcessStatus":"Error"}"#, "permanent erp.rejected http-201"),
            (201, "{}", "ambiguous http-201"),
            (201, #"{"TransactionInterfaceId":0}"#, "ambiguous http-201"),
            (201, "", "ambiguous http-201"),
            (201, #"{"TransactionInterfaceId":30010"#, "ambiguous http-201"),
            (202, booked, "ambiguous http-202"),
            (204, "", "ambiguous http-204"),
            (301, "", "endpoint-refuses http-301"),
            (400, Samples.oracleError("No such item.", path: "/ItemNumber"), "permanent erp.item-rejected IV-20G"),
            (400, Samples.oracleError("No.", code: "INV_INT_ITMCODE"), "permanent erp.item-rejected IV-20G"),
            (400, Samples.oracleError("No.", path: "/TransactionUOM"), "permanent erp.unit-rejected IV-20G BX"),
            (400, Samples.oracleError("No.", path: "/SubinventoryCode"), "permanent erp.rejected JBO-1"),
            (400, "The value of ItemNumber is wrong.", "permanent erp.item-rejected IV-20G"),
            (400, "The period is closed.", "permanent erp.rejected http-400"),
            (400, "", "permanent erp.rejected http-400"),
            (401, "", "endpoint-refuses http-401"),
            (403, "", "endpoint-refuses http-403"),
            (403, Samples.oracleError("No.", path: "/ItemNumber"), "permanent erp.item-rejected IV-20G"),
            (403, Samples.oracleError("No access.", code: "JBO-25"), "endpoint-refuses http-403"),
            (404, "", "endpoint-refuses http-404"),
            (404, "<html>Not Found</html>", "endpoint-refuses http-404"),
            (405, "", "endpoint-refuses http-405"),
            (408, "", "ambiguous http-408"),
            (409, "", "transient http-409"),
            (423, "", "transient http-423"),
            (429, #"{"code":"TooManyRequests"}"#, "transient http-429"),
            (500, "", "ambiguous http-500"),
            (500, "<html>oops</html>", "ambiguous http-500"),
            (500, Samples.oracleError("Unexpected.", status: 500), "transient http-500"),
            (500, Samples.oracleError("No.", path: "/ItemNumber"), "permanent erp.item-rejected IV-20G"),
            (501, "", "endpoint-refuses http-501"),
            (502, Samples.oracleError("No.", path: "/ItemNumber"), "ambiguous http-502"),
            (503, "", "transient http-503"),
            (504, "", "ambiguous http-504"),
            (599, "", "ambiguous http-599"),
            (999, "", "ambiguous http-999"),
        ])
    func table(status: Int, body: String, gist: String) {
        let outcome = OracleAnswer.outcome(of: Samples.answer(status, body), for: Samples.use, now: Samples.now)
        #expect(outcome.gist == gist)
    }

    @Test("every status has an outcome, and only 200 and 201 can be success", arguments: 100...999)
    func exhaustive(status: Int) {
        let outcome = OracleAnswer.outcome(
            of: Samples.answer(status, Self.booked), for: Samples.use, now: Samples.now)
        #expect(outcome.gist.hasPrefix("delivered") == (status == 200 || status == 201))
    }

    @Test(
        "a busy ERP's Retry-After is passed on in both forms",
        arguments: [("30", "30s"), ("Sun, 22 Nov 2026 08:15:22 GMT", "1m")])
    func retryAfter(value: String, spoken: String) {
        for status in [429, 503] {
            let answer = Samples.answer(status, retryAfter: value, date: "Sun, 22 Nov 2026 08:14:22 GMT")
            let outcome = OracleAnswer.outcome(of: answer, for: Samples.use, now: .init(milliseconds: 0))
            #expect(outcome.gist == "transient http-\(status) \(spoken)")
        }
    }

    @Test("of several errors the one that has a fix counts")
    func severalErrors() {
        let body =
            #"{"title":"Bad Request","status":"400","o:errorDetails":[{"detail":"Wrong.","o:errorCode":"A-1"},"#
            + #"{"detail":"No such unit.","o:errorCode":"A-2","o:errorPath":"/items/0/TransactionUOM"}]}"#
        let outcome = OracleAnswer.outcome(of: Samples.answer(400, body), for: Samples.use, now: Samples.now)
        #expect(outcome.gist == "permanent erp.unit-rejected IV-20G BX")
        #expect(outcome.sentence == "The ERP refused the booking (400, A-2): No such unit.")
    }

    @Test("what the ERP says is kept on one line, bounded, and without an echo of the request")
    func hostileText() {
        let text = "\\u001b[2J" + String(repeating: "x", count: 5000) + #"{\"ItemNumber\":1}"#
        for body in [Samples.oracleError("No\\r\\n \\u0007way " + text), "No\r\n \u{7}way {\"a\":1}"] {
            let outcome = OracleAnswer.outcome(of: Samples.answer(400, body), for: Samples.use, now: Samples.now)
            #expect(outcome.sentence.contains("No way"))
            #expect(outcome.sentence.count < 400)
            #expect(outcome.sentence.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
            #expect(!outcome.sentence.contains("{"))
        }
    }
}
