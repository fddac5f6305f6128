import Catalog
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("How a stopped delivery may go again")
struct WayBackTests {
    private static let heard = TestSite.start

    private func history(_ attempts: (outcome: String, code: String)...) -> AttemptHistory {
        var history = AttemptHistory(wasSent: !attempts.isEmpty)
        for attempt in attempts { history.add(outcome: attempt.outcome, code: attempt.code, at: Self.heard) }
        return history
    }

    private func way(
        _ code: FaultCode, _ attempts: AttemptHistory, _ kind: Endpoint.Kind, window: Duration? = nil,
        after: Duration = .seconds(60)
    ) -> WayBack {
        let endpoint = Endpoint(name: TestSite.endpoint, kind: kind, url: "http://127.0.0.1", keyWindow: window)
        return WayBack.of(code, attempts, endpoint: endpoint, now: Self.heard.advanced(by: after))
    }

    @Test("what was never sent, or was refused, goes", arguments: [TestSite.rest, TestSite.oracle])
    func goes(kind: Endpoint.Kind) {
        #expect(way(.itemUnmapped, history(), kind) == .send)
        #expect(way(.rejected, history(("ambiguous", "timeout"), ("permanent", "erp.rejected")), kind) == .send)
    }

    @Test("what may be booked is asked after where keys mean nothing, whatever stopped it in the end")
    func asks() {
        let doubted = history(("ambiguous", "timeout"))
        for code in [FaultCode.outcomeUnknown, .attemptsExhausted, .itemUnmapped] {
            #expect(way(code, doubted, TestSite.oracle) == .lookUp)
        }
        #expect(way(.outcomeUnknown, history(), TestSite.oracle) == .lookUp)
    }

    @Test("where keys are honoured it goes with its key, until the key is forgotten: then a person has to look")
    func keys() {
        let gaveUp = history(("permanent", "delivery.outcome-unknown"))
        #expect(way(.outcomeUnknown, gaveUp, TestSite.rest) == .send)
        #expect(way(.outcomeUnknown, gaveUp, TestSite.rest, window: .seconds(61)) == .send)
        #expect(way(.outcomeUnknown, gaveUp, TestSite.rest, window: .seconds(60)) == .word)
        #expect(way(.attemptsExhausted, gaveUp, TestSite.rest, window: .seconds(60)) == .word)
        // When it was last heard of isn't known: the key may be forgotten.
        #expect(way(.outcomeUnknown, history(), TestSite.rest, window: .seconds(3600)) == .word)
    }

    @Test("an endpoint that is gone is asked once it is there again")
    func gone() {
        let way = WayBack.of(.outcomeUnknown, history(), endpoint: nil, now: Self.heard)
        #expect(way == .lookUp)
    }
}
