import Catalog
import JSONText
import Measures
import SyncModel
import Testing

@testable import Outbound

/// What SAP's answers mean, and what it is asked, without a socket.
struct SAPAnswerTests {
    static let booked = #"{"d":{"MaterialDocument":"4900000123","MaterialDocumentYear":"2026"}}"#

    /// SAP's error body with one detail.
    static func error(
        _ code: String, _ words: String = "No.", detail: String = "", property: String = ""
    ) -> String {
        #"{"error":{"code":"\#(code)","message":{"lang":"en","value":"\#(words)"},"innererror":{"transactionid":"1","#
            + #""errordetails":[{"code":"\#(detail)","message":"No.","propertyref":"\#(property)","#
            + #""severity":"error","target":""}]}}}"#
    }

    @Test(
        "each status and body has its one outcome",
        arguments: [
            (201, booked, "delivered 4900000123/2026"), (200, booked, "delivered 4900000123/2026"),
            (201, #"{"d":{"MaterialDocument":"4900000123"}}"#, "ambiguous http-201"),
            (201, #"{"d":{"MaterialDocument":"","MaterialDocumentYear":"2026"}}"#, "ambiguous http-201"),
            (201, #"{"d":{"MaterialDocument":"0000000000","MaterialDocumentYear":"2026"}}"#, "ambiguous http-201"),
            (201, "", "ambiguous http-201"), (202, "{}", "ambiguous http-202"), (204, "", "ambiguous http-204"),
            (400, error("M7/021", "Deficit of SL unrestricted stock 3 EA"), "permanent erp.stock-short IV-20G MS4W"),
            (400, error("M7/053", "Posting only possible in 2026/11"), "permanent erp.period-closed 2026-11"),
            (400, error("M3/897", "The plant data are locked"), "transient http-400"),
            (400, error("XX/001", "Material TG11 is locked by user SMITH"), "transient http-400"),
            (400, error("M3/305"), "permanent erp.item-rejected IV-20G"),
            (400, error("XX/001", property: "EntryUnit"), "permanent erp.unit-rejected IV-20G BX"),
            (400, error("XX/001", property: "to_Item(1)/Material"), "permanent erp.item-rejected IV-20G"),
            (400, error("XX/001", detail: "M7/021"), "permanent erp.stock-short IV-20G MS4W"),
            (400, error("M7/999"), "permanent erp.rejected M7/999"),
            (400, "Bad Request", "permanent erp.rejected http-400"), (400, "", "permanent erp.rejected http-400"),
            (403, error("/IWFND/MED/170"), "endpoint-refuses http-403"),
            (404, error("/IWFND/MED/170"), "endpoint-refuses http-404"), (401, "", "endpoint-refuses http-401"),
            (403, "", "endpoint-refuses http-403"), (302, "", "endpoint-refuses http-302"),
            (408, "", "ambiguous http-408"), (412, "", "permanent erp.rejected http-412"),
            (429, "", "transient http-429 7s"), (503, "", "transient http-503 7s"),
            (500, "", "ambiguous http-500"), (500, error("XX/001"), "ambiguous http-500"),
            (500, error("M7/021"), "permanent erp.stock-short IV-20G MS4W"), (502, "", "ambiguous http-502"),
            (504, "", "ambiguous http-504"),
        ])
    func outcomes(status: Int, body: String, gist: String) {
        let answer = Samples.answer(status, body, retryAfter: status == 429 || status == 503 ? "7" : nil)
        #expect(SAPAnswer.outcome(of: answer, for: Samples.use, days: .utc, now: Samples.now).gist == gist)
    }

    @Test("a refusal quotes SAP's code and words; that the service isn't active is told as that")
    func sentences() {
        func sentence(_ status: Int, _ body: String) -> String {
            SAPAnswer.outcome(of: Samples.answer(status, body), for: Samples.use, days: .utc, now: Samples.now).sentence
        }
        #expect(sentence(400, Self.error("M7/053", "Closed.")) == "SAP refused the booking (400, M7/053): Closed.")
        #expect(sentence(403, Self.error("/IWFND/MED/170")).contains("the service isn't active there"))
    }

    @Test(
        "what a look-up says",
        arguments: [
            (200, #"{"d":{"results":[]}}"#, "absent"),
            (
                200,
                #"{"d":{"results":[{"ReferenceDocument":"REF","MaterialDocument":"49","#
                    + #""MaterialDocumentYear":"2026"}]}}"#,
                "found 49/2026"
            ),
            (
                200,
                #"{"d":{"results":[{"ReferenceDocument":"X","MaterialDocument":"49","MaterialDocumentYear":"2026"}]}}"#,
                "unavailable http-200"
            ),
            (200, #"{"d":{"results":[{"ReferenceDocument":"REF"}]}}"#, "unavailable http-200"),
            (200, "{}", "unavailable http-200"), (200, "", "unavailable http-200"), (400, "", "unsupported"),
            (401, "", "endpoint-refuses http-401"), (404, "", "endpoint-refuses http-404"),
            (403, error("/IWFND/MED/170"), "endpoint-refuses http-403"), (500, "", "unavailable http-500"),
            (503, "", "unavailable http-503"),
        ])
    func lookUps(status: Int, body: String, gist: String) {
        #expect(
            SAPAnswer.lookUp(Samples.answer(status, body), reference: "REF", now: Samples.now).gist == gist)
    }

    @Test("the reference is sixteen capitals and digits of our key, always the same ones")
    func references() {
        let key = "0123456789abcdef0123456789abcdef"
        #expect(SAPBooking.reference(key) == "AERUKZ4JVPG66AJD")
        #expect(SAPBooking.reference(key) == SAPBooking.reference(key))
        var seen: Set<String> = []
        for number in 0..<500 {
            let digits = String(number, radix: 16)
            seen.insert(SAPBooking.reference(String(repeating: "0", count: 20 - digits.count) + digits))
        }
        #expect(seen.count == 500 && seen.allSatisfy { $0.count == 16 })
    }

    @Test("usage is movement 201 with the quantity as text and the day in the ERP's own time")
    func body() {
        let site = Endpoint.SAPMaterialDocument(
            plants: ["HOSP1": "1010"], storageLocations: ["MS4W": "101A"], units: ["BX": "KI"])
        let body = SAPBooking.body(
            Samples.use, Samples.work().identity, site, days: ClockZone(secondsEastOfUTC: -8 * 3600))
        let reference = SAPBooking.reference("key-1")
        #expect(
            String(decoding: body, as: UTF8.self)
                == #"{"PostingDate":"/Date(1795219200000)/","DocumentDate":"/Date(1795219200000)/","#
                + #""GoodsMovementCode":"03","ReferenceDocument":"\#(reference)","#
                + #""MaterialDocumentHeaderText":"TALLYWARD 12-3","to_MaterialDocumentItem":[{"Material":"IV-20G","#
                + #""Plant":"1010","StorageLocation":"101A","GoodsMovementType":"201","EntryUnit":"KI","#
                + #""QuantityInEntryUnit":"0.04","CostCenter":"4100","MaterialDocumentItemText":"TALLYWARD 12-3"}]}"#)
    }

    @Test(
        "what is used late in the evening is posted on that evening's day, in summer as in winter",
        arguments: [
            (UTCTime(year: 2026, month: 7, day: 16, hour: 4, minute: 30), UTCTime(year: 2026, month: 7, day: 15)),
            (UTCTime(year: 2026, month: 7, day: 16, hour: 5), UTCTime(year: 2026, month: 7, day: 16)),
            (UTCTime(year: 2026, month: 1, day: 16, hour: 5, minute: 59), UTCTime(year: 2026, month: 1, day: 15)),
            (UTCTime(year: 2026, month: 1, day: 16, hour: 6), UTCTime(year: 2026, month: 1, day: 16)),
        ])
    func postingDay(moment: UTCTime, day: UTCTime) throws {
        var use = Samples.use
        use.occurredAt = moment
        let chicago = try #require(ClockZone(name: "America/Chicago"))
        let body = JSONReader.read(
            SAPBooking.body(use, Samples.work().identity, Endpoint.SAPMaterialDocument(), days: chicago))
        #expect(body?["PostingDate"]?.text == "/Date(\(day.milliseconds))/")
        #expect(body?["DocumentDate"]?.text == "/Date(\(day.milliseconds))/")
        let closed = SAPAnswer.outcome(
            of: Samples.answer(400, #"{"error":{"code":"M7/053","message":{"value":"no"}}}"#), for: use, days: chicago,
            now: moment)
        #expect(closed.gist == "permanent erp.period-closed \(day.date.prefix(7))")
    }

    @Test("a reversal is movement 202 with the same sign, and our account goes along where the site wants it")
    func reversal() {
        var use = Samples.use
        use.quantity = use.quantity.negated
        let body = JSONReader.read(
            SAPBooking.body(
                use, Samples.work().identity, Endpoint.SAPMaterialDocument(sendsAccount: true),
                days: .utc))
        let item = body?["to_MaterialDocumentItem"]?.elements?.first
        #expect(item?["GoodsMovementType"] == .string("202"))
        #expect(item?["QuantityInEntryUnit"] == .string("0.04"))
        #expect(item?["GLAccount"] == .string("01-4100-7310-000"))
        #expect(item?["Plant"] == .string("HOSP1"))
    }

    @Test("a moment is written as HTTP has dates, and read back")
    func dates() {
        #expect(HTTPDate.words(Samples.now) == "Sun, 22 Nov 2026 08:14:22 GMT")
        for day in 1...28 {
            let moment = UTCTime(year: 2026, month: 2, day: day, hour: 23, minute: 59, second: 59)
            #expect(HTTPDate.parse(HTTPDate.words(moment), now: Samples.now) == moment)
        }
    }
}
