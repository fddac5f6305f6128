import Control
import Foundation
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("An engine whose storage fails")
struct StorageTests {
    @Test("a message that can't be stored is never acknowledged, and is taken once there is room again")
    func turnsAway() async throws {
        try await TestSite.withEngine { engine in
            engine.faults.failNext(1, for: .full)
            guard case .unavailable = await engine.submit("A1", TestSite.use()) else {
                Issue.record("it was acknowledged")
                return
            }
            #expect(try engine.reader.messages().isEmpty)
            #expect(try engine.reader.engineStatus().trouble?.fault == .full)
            let reply = await engine.submit("A1", TestSite.use())
            #expect(reply == .accepted(MessageID(rawValue: 1)))
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
        }
    }

    @Test(
        "the trouble stands on the board until commits have succeeded for a while, and says how many were turned away")
    func tells() async throws {
        try await TestSite.withEngine { engine in
            for number in 1...3 {
                engine.faults.failNext(1, for: .locked)
                _ = await engine.submit("A\(number)", TestSite.use())
            }
            engine.clock.advance(by: .seconds(1))
            engine.faults.failNext(1, for: .locked)
            _ = await engine.submit("A4", TestSite.use())
            let trouble = try #require(try engine.reader.engineStatus().trouble)
            #expect(trouble.fault == .locked && trouble.turnedAway == 3 && trouble.pid == getpid())
            _ = await engine.submit("A5", TestSite.use())
            #expect(try engine.reader.engineStatus().trouble != nil)
            engine.clock.advance(by: .seconds(4))
            _ = await engine.submit("A6", TestSite.use())
            #expect(try engine.reader.engineStatus().trouble == nil)
        }
    }

    @Test("a command that can't be written says why, and what to do")
    func commands() async throws {
        try await TestSite.withEngine { engine in
            engine.faults.failNext(1, for: .full)
            let reply = try await engine.ask(.pause(TestSite.endpoint, reason: "test"), as: .integration)
            guard case .refused(.unavailable, let sentence) = reply else {
                Issue.record("\(reply)")
                return
            }
            #expect(sentence.contains("its disk is full") && sentence.contains("Make room"))
        }
    }

    @Test("what the ERP booked while nothing could be written is written down later, and booked once")
    func settlesLater() async throws {
        try await TestSite.withEngine { engine in
            engine.erp.hold(true)
            _ = await engine.submit("A1", TestSite.use())
            await engine.settle()
            engine.faults.failNext(3, for: .failing)
            engine.erp.hold(false)
            engine.erp.answerAll(.accept)
            try await engine.finish()
            #expect(engine.erp.booked.count == 1)
            #expect(try engine.reader.verify().findings == [])
        }
    }
}
