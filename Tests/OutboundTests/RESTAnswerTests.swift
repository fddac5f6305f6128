import Testing

@testable import Outbound

struct RESTAnswerTests {
    @Test(
        "each status has its one outcome where the key is honoured",
        arguments: [
            (200, #"{"id":"D-1"}"#, "delivered D-1"), (201, #"{"id":42}"#, "delivered 42"),
            (202, "", "delivered key-1"), (204, "", "delivered key-1"), (200, "<html>", "delivered key-1"),
            (302, "", "endpoint-refuses http-302"), (400, "", "permanent erp.rejected http-400"),
            (401, "", "endpoint-refuses http-401"), (403, "", "endpoint-refuses http-403"),
            (404, "", "endpoint-refuses http-404"), (405, "", "endpoint-refuses http-405"),
            (407, "", "endpoint-refuses http-407"), (408, "", "ambiguous http-408"),
            (409, "", "transient http-409"), (410, "", "endpoint-refuses http-410"),
            (415, "", "permanent erp.rejected http-415"), (422, "", "permanent erp.rejected http-422"),
            (425, "", "transient http-425"), (429, "", "transient http-429"), (500, "", "ambiguous http-500"),
            (501, "", "endpoint-refuses http-501"), (502, "", "ambiguous http-502"), (503, "", "transient http-503"),
            (504, "", "ambiguous http-504"),
        ])
    func table(status: Int, body: String, gist: String) {
        let outcome = RESTAnswer.outcome(of: Samples.answer(status, body), key: "key-1", now: Samples.now)
        #expect(outcome.gist == gist)
    }

    @Test("only 2xx is success, and what may have been booked is never called certain", arguments: 100...599)
    func exhaustive(status: Int) {
        let outcome = RESTAnswer.outcome(of: Samples.answer(status), key: "key-1", now: Samples.now)
        #expect(outcome.gist.hasPrefix("delivered") == (200..<300).contains(status))
        #expect(outcome.gist.hasPrefix("ambiguous") == (StatusClass.of(status) == .unknown))
    }

    @Test("an endpoint that refuses us all says what to look at", arguments: [301, 401, 403, 404, 407, 501])
    func refusals(status: Int) {
        let outcome = RESTAnswer.outcome(of: Samples.answer(status), key: "key-1", now: Samples.now)
        #expect(outcome.sentence.hasPrefix("The endpoint answered \(status): ") && outcome.sentence.contains("Check"))
    }

    @Test("a failure that the server saved under the key is for a person: it would be repeated for ever")
    func savedFailure() {
        var answer = Samples.answer(500)
        answer.isReplay = true
        #expect(
            RESTAnswer.outcome(of: answer, key: "key-1", now: Samples.now).gist == "permanent erp.rejected http-500")
        answer.status = 409
        #expect(RESTAnswer.outcome(of: answer, key: "key-1", now: Samples.now).gist == "transient http-409")
    }

    @Test("nothing of a refusal's body is kept: it may repeat what we sent")
    func noEcho() {
        let outcome = RESTAnswer.outcome(of: Samples.answer(400, "O'NEIL"), key: "key-1", now: Samples.now)
        #expect(!outcome.sentence.contains("NEIL"))
    }

    @Test(
        "the document is the first id of the answer",
        arguments: [
            (#"{"id":"K000001S00000000","status":"new"}"#, "K000001S00000000"), (#"{ "id" : 17 }"#, "17"),
            (#"{"note":"the \"id\": 5","id":"6"}"#, "6"), (#"{"name":"id","id":"6"}"#, "6"),
            (#"{"uid":"1","id":"2"}"#, "2"), (#"{"id":{"a":1},"x":{"id":"9"}}"#, "9"),
            (#"{"id":"a\u001b[2J"}"#, "au001b2J"),
            ("{}", nil), ("", nil), (#"{"id":""}"#, nil), (#"{"id":null}"#, nil), (#"{"id"#, nil), (#"{"id":"#, nil),
            (#"["id"]"#, nil), (#"{"a\"#, nil),
        ] as [(String, String?)])
    func document(body: String, expected: String?) {
        #expect(RESTAnswer.document(in: Array(body.utf8)) == expected)
    }
}
