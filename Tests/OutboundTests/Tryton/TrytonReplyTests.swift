import SyncEngine
import SyncModel
import Testing

@testable import Outbound

/// What each answer of Tryton's means, without a socket.
struct TrytonReplyTests {
    static func outcome(
        _ status: Int, _ body: String, changes: Bool = true, retryAfter: String? = nil
    ) -> DeliveryOutcome? {
        let reply = TrytonReply.read(Samples.answer(status, body, retryAfter: retryAfter), now: Samples.now)
        guard case .failure(let failure) = reply else { return nil }
        return failure.outcome(changes: changes, Samples.use, days: .utc)
    }

    static func error(_ name: String, _ words: String) -> String {
        #"{"id":1,"error":["\#(name)",["\#(words)","",null]]}"#
    }

    @Test(
        "each answer to a change has its one outcome",
        arguments: [
            (200, #"{"id":1,"result":null}"#, nil), (200, #"{"id":1,"result":[6]}"#, nil),
            (200, "{}", "ambiguous http-200"), (200, "", "ambiguous http-200"), (200, "<p>", "ambiguous http-200"),
            (400, "<!doctype html>\n<p>Bad envelope</p>", "permanent erp.rejected http-400"),
            (422, "", "permanent erp.rejected http-422"), (401, "", "endpoint-refuses http-401"),
            (403, "", "endpoint-refuses http-403"), (404, "", "endpoint-refuses http-404"),
            (405, "", "endpoint-refuses http-405"), (408, "", "ambiguous http-408"), (409, "", "transient http-409"),
            (423, "", "transient http-423"), (429, "", "transient http-429 1m"), (500, "", "ambiguous http-500"),
            (502, "", "ambiguous http-502"), (503, "", "transient http-503"), (504, "", "ambiguous http-504"),
        ] as [(Int, String, String?)])
    func statuses(status: Int, body: String, gist: String?) {
        #expect(Self.outcome(status, body)?.gist == gist)
    }

    @Test("an answer to a question leaves no doubt behind", arguments: [408, 500, 502, 504])
    func questions(status: Int) {
        #expect(Self.outcome(status, "", changes: false)?.gist == "transient http-\(status)")
    }

    @Test("a server that says how long to stay away is obeyed")
    func retryAfter() {
        #expect(Self.outcome(429, "", retryAfter: "7")?.gist == "transient http-429 7s")
        #expect(Self.outcome(503, "", retryAfter: "7")?.gist == "transient http-503 7s")
    }

    @Test(
        "each of Tryton's errors goes to whom it concerns",
        arguments: [
            (
                error("UserError", #"To move product \"[10007] Screw\" you must provide a stock lot."#),
                "permanent erp.item-rejected IV-20G"
            ),
            (
                error(
                    "UserError",
                    #"The value \"Kilogram\" for field \"Unit\" in record \"1 kg [10002]\" of \"Stock Move\" is not "#
                        + "valid according to its domain."), "permanent erp.unit-rejected IV-20G BX"
            ),
            (
                error(
                    "UserError",
                    #"The number of digits in the value \"'1.5'\" for field \"Quantity\" in record \"2 u\" of "#
                        + #"\"Stock Move\" exceeds the limit of \"(None, 0)\"."#),
                "permanent erp.unit-rejected IV-20G BX"
            ),
            (
                error(
                    "UserError",
                    #"The value \"3\" for field \"Period\" in record \"4\" of \"Account Move\" is not valid according "#
                        + "to its domain."), "permanent erp.period-closed 2026-11"
            ),
            (
                error(
                    "UserError",
                    #"You cannot add/modify/delete lines on closed journal-period \"Stock - 2026-11\"."#),
                "permanent erp.period-closed 2026-11"
            ),
            (
                error("UserError", #"You are not allowed to access \"Stock Shipment Internal\"."#),
                "endpoint-refuses tryton-rights"
            ),
            (
                error("UserError", #"You can not call \"do\" on \"7 [E8]\" of \"Stock Shipment Internal\"."#),
                "transient tryton-state"
            ),
            (
                error("UserError", #"You are trying to read records \"999\" of \"Product\" that don't exist."#),
                "transient tryton-stale"
            ),
            (
                #"{"id":1,"error":["ConcurrencyException","Records were modified in the meanwhile"]}"#,
                "transient tryton-conflict"
            ),
            (#"{"id":1,"error":["'nosuch'",""]}"#, "permanent erp.rejected error"),
            (error("UserError", "The cupboard is bare."), "permanent erp.rejected UserError"),
            (#"{"id":1,"error":"odd"}"#, "permanent erp.rejected odd"),
            (#"{"id":1,"error":null}"#, "ambiguous http-200"),
        ])
    func errors(body: String, gist: String) {
        #expect(Self.outcome(200, body)?.gist == gist)
    }

    @Test("what a person reads says why, and nothing of the records that Tryton names")
    func sentences() {
        let lot = Self.outcome(
            200, Self.error("UserError", #"To move product \"[7] X\" you must provide a stock lot."#))
        #expect(
            lot?.sentence
                == "Tryton refuses the item IV-20G: it is tracked by lots there, and a booking names none; book "
                + "it by hand, or take the lots off it.")
        let odd = Self.outcome(200, Self.error("UserError", "The value of [10002] for O'NEIL is odd."))
        #expect(odd?.sentence == "Tryton refused the booking (UserError): The value of")
    }

    @Test(
        "what a look-up finds is booked, not booked, or a person's",
        arguments: [
            ([], "absent"), (["draft"], "absent"), (["waiting"], "absent"), (["assigned"], "absent"),
            (["done"], "found S6"), (["draft", "done"], "found S7"), (["cancelled"], "refused erp.rejected cancelled"),
            (["cancelled", "draft"], "absent"), (["shipped"], "refused erp.rejected in-other-hands"),
        ] as [([String], String)])
    func lookUps(states: [String], gist: String) async throws {
        let tryton = TrytonDouble()
        for word in states { tryton.put("TW-key-1", word) }
        try await tryton.with { destination, _ in
            #expect(await destination.lookUp(Samples.work()).gist == gist)
        }
    }

    @Test(
        "a look-up without an answer concludes nothing",
        arguments: [
            (ScriptedReply.bytesThenClose(""), "unavailable reset"), (.answer(503), "unavailable http-503"),
            (.answer(500), "unavailable http-500"), (.answer(403), "endpoint-refuses http-403"),
            (.answer(200, #"{"id":1,"result":[{"id":6}]}"#), "unavailable tryton-unreadable"),
            (.answer(200, #"{"id":1,"result":7}"#), "unavailable tryton-unreadable"),
            (.answer(200, #"{"id":1,"error":["'reference'",""]}"#), "unavailable tryton-error"),
        ])
    func noAnswer(reply: ScriptedReply, gist: String) async throws {
        let tryton = TrytonDouble()
        tryton.answer(TrytonBookingTests.find, .refuse(reply))
        try await tryton.with { destination, _ in
            #expect(await destination.lookUp(Samples.work()).gist == gist)
        }
    }
}
