import JSONText
import Measures
import SyncEngine
import SyncModel
import Testing

@testable import Outbound

/// Bookings in Tryton over real sockets.
struct TrytonBookingTests {
    static let reference = "TW-key-1"
    static let lookUps = [
        "search_read product.product", "search_read product.uom", "search_read stock.location",
        "search_read stock.location", "search_read account.period",
    ]
    static let steps = [
        "create", "wait", "read stock.shipment.internal", "assign_try", "read stock.shipment.internal", "do",
        "read stock.shipment.internal",
    ]
    static let find = "search_read stock.shipment.internal"

    @Test("a use is looked up by its reference, made as a shipment, and taken through its states to done")
    func booking() async throws {
        let tryton = TrytonDouble()
        try await tryton.with { destination, server in
            #expect(await destination.send(Samples.work()) == .delivered(document: "S6"))
            #expect(tryton.calls == ["login"] + [Self.find] + Self.lookUps + Self.steps)
            #expect(server.requests.allSatisfy { $0.method == "POST" && $0.target == "/hospital/rpc/" })
            #expect(server.requests.allSatisfy { $0.headers["accept-encoding"] == nil })
            #expect(server.requests.dropFirst().allSatisfy { $0.headers["traceparent"] != nil })
        }
        #expect(
            tryton.body("create")
                == #"{"id":1,"method":"model.stock.shipment.internal.create","params":[[{"reference":"TW-key-1","#
                + #""company":1,"from_location":9,"to_location":11,"effective_date":{"__class__":"date","year":2026,"#
                + #""month":11,"day":22},"moves":[["create",[{"product":1,"unit":1,"quantity":0.04,"from_location":9,"#
                + #""to_location":11,"company":1}]]]}],{"company":1,"language":"en"}]}"#)
        #expect(
            tryton.body(Self.find)
                == #"{"id":1,"method":"model.stock.shipment.internal.search_read","params":[[["reference","=","#
                + #""TW-key-1"],["company","=",1]],0,20,[["id","ASC"]],["id","number","state"],"#
                + #"{"company":1,"language":"en"}]}"#)
        #expect(tryton.body("do")?.contains(#""params":[[6],{"company":1,"language":"en"}]"#) == true)
        #expect(tryton.body("search_read product.uom")?.contains(#"[["symbol","=","BX50"]],0,5,null,["id"]"#) == true)
    }

    @Test(
        "what is used late in the evening is booked on that evening's day, in summer as in winter",
        arguments: [
            (UTCTime(year: 2026, month: 7, day: 16, hour: 4, minute: 30), #""month":7,"day":15"#),
            (UTCTime(year: 2026, month: 7, day: 16, hour: 5), #""month":7,"day":16"#),
            (UTCTime(year: 2026, month: 1, day: 16, hour: 5, minute: 59), #""month":1,"day":15"#),
            (UTCTime(year: 2026, month: 1, day: 16, hour: 6), #""month":1,"day":16"#),
        ])
    func day(moment: UTCTime, day: String) async throws {
        let tryton = TrytonDouble()
        var use = Samples.use
        use.occurredAt = moment
        try await tryton.with(zone: ClockZone(name: "America/Chicago")) { destination, _ in
            #expect(await destination.send(Samples.work(resolved: use)).gist == "delivered S6")
        }
        #expect(tryton.body("create")?.contains(#""year":2026,\#(day)}"#) == true)
        #expect(tryton.body("search_read account.period")?.contains(day) == true)
    }

    @Test("a reversal goes the other way, and a use of tomorrow's clock is booked today")
    func reversal() async throws {
        let tryton = TrytonDouble()
        var use = Samples.use
        use.quantity = use.quantity.negated
        use.occurredAt = UTCTime(year: 2099, month: 1, day: 1)
        try await tryton.with { destination, _ in
            #expect(await destination.send(Samples.work(resolved: use)).gist == "delivered S6")
        }
        let body = try #require(tryton.body("create"))
        #expect(body.contains(#""from_location":11,"to_location":9"#))
        #expect(body.contains(#""quantity":0.04"#))
        #expect(!body.contains("2099"))
    }

    @Test(
        "an attempt goes on from the state that is found, and never makes another shipment",
        arguments: [
            (["draft"], "delivered S6"), (["waiting"], "delivered S6"), (["assigned"], "delivered S6"),
            (["done"], "delivered S6"), (["draft", "done"], "delivered S7"), (["draft", "assigned"], "delivered S7"),
            (["cancelled", "waiting"], "delivered S7"), (["packed"], "permanent erp.rejected in-other-hands"),
        ])
    func goingOn(states: [String], gist: String) async throws {
        let tryton = TrytonDouble()
        for word in states { tryton.put(Self.reference, word) }
        try await tryton.with { destination, _ in
            #expect(await destination.send(Samples.work()).gist == gist)
        }
        #expect(!tryton.calls.contains("create"))
        #expect(tryton.shipments.filter { $0.state == "done" }.count == (gist.hasPrefix("delivered") ? 1 : 0))
    }

    @Test("what a person cancelled is booked anew when it is sent again, and is no booking when it is asked after")
    func cancelled() async throws {
        let tryton = TrytonDouble()
        tryton.put(Self.reference, "cancelled")
        try await tryton.with { destination, _ in
            #expect(await destination.lookUp(Samples.work()).gist == "refused erp.rejected cancelled")
            #expect(await destination.send(Samples.work()).gist == "delivered S7")
        }
    }

    @Test(
        "an answer that is lost after any step leaves the delivery in doubt, and the next attempt books it once",
        arguments: [("create", "absent"), ("wait", "absent"), ("assign_try", "absent"), ("do", "found S6")])
    func lostAnswers(step: String, known: String) async throws {
        let tryton = TrytonDouble()
        tryton.answer(step, .loseAnswer)
        try await tryton.with { destination, _ in
            #expect(await destination.send(Samples.work()).gist == "ambiguous reset")
            #expect(await destination.lookUp(Samples.work()).gist == known)
            #expect(await destination.send(Samples.work()).gist == "delivered S6")
        }
        #expect(tryton.shipments == [TrytonDouble.Shipment(id: 6, reference: Self.reference, state: "done")])
    }

    @Test("a question that isn't answered has booked nothing, but for the one after the booking")
    func lostQuestions() async throws {
        for (call, gist) in [
            (Self.find, "transient reset"), ("search_read product.product", "transient reset"),
            ("search_read account.period", "transient reset"),
        ] {
            let tryton = TrytonDouble()
            tryton.answer(call, .loseAnswer)
            try await tryton.with { destination, _ in #expect(await destination.send(Samples.work()).gist == gist) }
            #expect(tryton.shipments.isEmpty)
        }
        let tryton = TrytonDouble()
        tryton.put(Self.reference, "assigned")
        tryton.answer("read stock.shipment.internal", .loseAnswer)
        try await tryton.with { destination, _ in
            #expect(await destination.send(Samples.work()).gist == "ambiguous reset")
        }
    }

    @Test("too little in stock is a fault, and its shipment is cancelled so that nothing stays set aside")
    func short() async throws {
        let tryton = TrytonDouble()
        tryton.runShort()
        try await tryton.with { destination, _ in
            let outcome = await destination.send(Samples.work())
            #expect(outcome.gist == "permanent erp.stock-short IV-20G MS4W")
            #expect(outcome.sentence == "Tryton has less of IV-20G in MS4W than 0.04 BX.")
        }
        #expect(tryton.shipments.map(\.state) == ["cancelled"])
    }

    @Test("a shipment that couldn't be cancelled is named")
    func uncancelled() async throws {
        let tryton = TrytonDouble()
        tryton.runShort()
        tryton.answer("cancel", TrytonDouble.error("UserError", "No."))
        try await tryton.with { destination, _ in
            #expect(
                await destination.send(Samples.work()).sentence.hasSuffix(
                    "S6 couldn't be cancelled: cancel it in Tryton."))
        }
    }

    @Test(
        "what Tryton doesn't have is a fault of the item, the unit, the place or the period, and nothing is made",
        arguments: [
            ("product.product", "permanent erp.item-rejected IV-20G"),
            ("product.uom", "permanent erp.unit-rejected IV-20G BX"),
            ("stock.location", "permanent erp.rejected location-MS4W"),
            ("period", "permanent erp.period-closed 2026-11"), ("closed", "permanent erp.period-closed 2026-11"),
        ])
    func missing(model: String, gist: String) async throws {
        let tryton = TrytonDouble()
        switch model {
        case "period": tryton.setPeriod(nil)
        case "closed": tryton.setPeriod("closed")
        default: tryton.lack(model)
        }
        try await tryton.with { destination, _ in #expect(await destination.send(Samples.work()).gist == gist) }
        #expect(!tryton.calls.contains("create"))
    }

    @Test("where no accounts are kept there is no period to check")
    func noAccounts() async throws {
        let tryton = TrytonDouble()
        tryton.answer(
            "search_read account.period", .refuse(.answer(200, #"{"id":1,"error":["'account.period'",""]}"#)))
        try await tryton.with { destination, _ in
            #expect(await destination.send(Samples.work()).gist == "delivered S6")
        }
    }

    @Test("a warning that the day is in the ERP's future is confirmed once; any other is left to a person")
    func warnings() async throws {
        func warning(_ name: String) -> TrytonDouble.Reply {
            .refuse(.answer(200, #"{"id":1,"error":["UserWarning",["6d1f.\#(name)","The moves are odd.",""]]}"#))
        }
        let clock = TrytonDouble()
        clock.answer("do", warning("effective_date_future"))
        try await clock.with { destination, _ in
            #expect(await destination.send(Samples.work()).gist == "delivered S6")
        }
        #expect(clock.calls.filter { $0 == "skip" }.count == 1)
        #expect(clock.body("skip")?.contains(#"["6d1f.effective_date_future",false,{"#) == true)
        let odd = TrytonDouble()
        odd.answer("do", warning("odd_stock"))
        try await odd.with { destination, _ in
            #expect(await destination.send(Samples.work()).gist == "permanent erp.rejected warning-odd_stock")
        }
        #expect(odd.shipments.map(\.state) == ["cancelled"])
    }

    @Test("the numbers of locations and units are asked for once, those of items each time; a stale one is forgotten")
    func numbers() async throws {
        let tryton = TrytonDouble()
        try await tryton.with { destination, _ in
            for key in ["a", "b"] { _ = await destination.send(Samples.work(key: key)) }
            #expect(tryton.calls.filter { $0 == "search_read stock.location" }.count == 2)
            #expect(tryton.calls.filter { $0 == "search_read product.product" }.count == 2)
            tryton.answer(
                "create",
                TrytonDouble.error(
                    "UserError", #"You are trying to read records \"9\" of \"Location\" that don't exist."#))
            #expect(await destination.send(Samples.work(key: "c")).gist == "transient tryton-stale")
            #expect(await destination.send(Samples.work(key: "c")).gist == "delivered S8")
            #expect(tryton.calls.filter { $0 == "search_read stock.location" }.count == 4)
        }
    }

    @Test("a booking on another's numbers is turned away by a lock, and tried again")
    func lock() async throws {
        let tryton = TrytonDouble()
        tryton.answer(
            "do",
            .refuse(
                .answer(
                    503,
                    "<!doctype html>\n<p>could not obtain lock on row in relation &#34;ir_sequence_strict&#34;</p>",
                    ["Content-Type: text/html"])))
        try await tryton.with { destination, _ in
            let outcome = await destination.send(Samples.work())
            #expect(outcome.gist == "transient http-503")
            #expect(outcome.sentence.contains("could not obtain lock on row"))
            #expect(await destination.send(Samples.work()).gist == "delivered S6")
        }
    }

    @Test("an answer that says gzip and is plain is read as it is; one that is packed concludes nothing")
    func gzip() async throws {
        let plain = TrytonDouble()
        let long = String(repeating: " ", count: 1500)
        plain.answer(
            Self.find, .refuse(.answer(200, #"{"id":1,\#(long)"result":[]}"#, ["Content-Encoding: gzip"])))
        try await plain.with { destination, _ in
            #expect(await destination.send(Samples.work()).gist == "delivered S6")
        }
        let packed = TrytonDouble()
        packed.answer(Self.find, .refuse(.answer(200, "\u{1F}\u{8B}packed", ["Content-Encoding: gzip"])))
        try await packed.with { destination, _ in
            #expect(await destination.send(Samples.work()).gist == "transient http-200")
        }
    }

    @Test("a probe looks at the company and books nothing")
    func probe() async throws {
        let tryton = TrytonDouble()
        try await tryton.with { destination, _ in
            guard case .success = await destination.probe() else {
                Issue.record("the probe failed")
                return
            }
            #expect(tryton.calls == ["login", "search_read company.company"])
            tryton.lack("company.company")
            guard case .failure(let failure) = await destination.probe() else {
                Issue.record("a company that isn't there was found")
                return
            }
            #expect(failure.code == "tryton-company")
        }
    }
}
