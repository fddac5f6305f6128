import Testing

@testable import Outbound

struct RESTAnswerTests {
    @Test(
        "each status has its one outcome where the key is honoured",
        arguments: [
            (200, #"{"id":"D-1"}"#, "delivered D-1"), (201, #"{"id":42}"#, "delivered 42"),
            (202, "", "delivered key-1"), (204, "", "delivered key-1"), (200, "<html>", "delivered key-1"),
            (302, "", "permanent erp.rejected http-302"), (400, "", "permanent erp.rejected http-400"),
            (401, "", "permanent erp.unauthorized"), (403, "", "permanent erp.unauthorized"),
            (404, "", "permanent erp.rejected http-404"), (408, "", "transient http-408"),
            (409, "", "transient http-409"), (422, "", "permanent erp.rejected http-422"),
            (425, "", "transient http-425"), (429, "", "transient http-429"), (500, "", "transient http-500"),
            (502, "", "transient http-502"), (503, "", "transient http-503"), (504, "", "transient http-504"),
        ])
    func table(status: Int, body: String, gist: String) {
        let outcome = RESTAnswer.outcome(of: Samples.answer(status, body), key: "key-1", now: Samples.now)
        #expect(outcome.gist == gist)
    }

    @Test("no status leaves a delivery in doubt: the key makes a repeat safe", arguments: 100...599)
    func neverInDoubt(status: Int) {
        let outcome = RESTAnswer.outcome(of: Samples.answer(status), key: "key-1", now: Samples.now)
        #expect(!outcome.gist.hasPrefix("ambiguous"))
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
