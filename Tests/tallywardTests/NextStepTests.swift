import Catalog
import SyncModel
import Testing

@testable import SyncStore
@testable import tallyward

@Suite("What is done next")
struct NextStepTests {
    @Test("a new catalog says what to do with it, not which files it has", arguments: ["demo", "network", "bench"])
    func scaffold(name: String) throws {
        let shipped = try #require(ShippedCatalog.all.first { $0.name == name })
        let steps = InitCommand.next(shipped, shipped.tree.files.keys.sorted(), in: "site")
        #expect((2...4).contains(steps.count))
        #expect(steps.first?.command == "tallyward lint site")
        let hasSamples = shipped.tree.files.keys.contains { $0.hasPrefix("samples/") }
        #expect(steps.contains { $0.command == "tallyward catalog test site" } == hasSamples)
        #expect(steps.contains { $0.command == "tallyward demo --flow list" } == (shipped.name == "network"))
    }

    @Test("what waits for people is said where nothing is wrong", arguments: [0, 1, 3])
    func waiting(count: Int) {
        var total = BalanceSheet()
        total[.accepted] = 3
        total[.delivered] = 3 - count
        total[.waitingForPeople] = count
        let lines = VerifyCommand.lines(
            Verification(books: ["supply-usage": total], messages: 3, auditRecords: 0, findings: []))
        #expect(
            lines.last
                == [
                    0: "Everything is where it should be.", 1: "Nothing is lost; 1 delivery waits for people.",
                    3: "Nothing is lost; 3 deliveries wait for people.",
                ][count])
    }

    @Test("a row of a file is known by its place there, the heading not counted")
    func rows() {
        let file = Array("Day,Item\r\n2026-03-03,A\r\n2026-03-03,B\r\n".utf8)
        #expect(FlowDemo.number(of: Array("Day,Item\r\n2026-03-03,B\r\n".utf8), in: file) == 2)
        #expect(FlowDemo.number(of: Array("Day,Item\r\n2026-03-03,C\r\n".utf8), in: file) == nil)
        #expect(FlowDemo.number(of: [], in: file) == nil)
    }
}
