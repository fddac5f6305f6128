import Catalog
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("How it stands, in words")
struct VerdictTests {
    private func verdict(_ overview: Overview?, problem: String? = nil, roles: Set<Role> = [.materials]) -> String {
        Verdict(overview, problem: problem, roles: roles, at: MadeUp.now).sentence
    }

    @Test("what stops all work comes first, then the books, then endpoints, then people's queues")
    func order() {
        #expect(verdict(nil) == "LOADING reading the state")
        #expect(verdict(nil, problem: "There is no state.") == "NO STATE There is no state.")
        #expect(
            verdict(MadeUp.overview(heartbeat: .seconds(130), condition: .down, missing: 3))
                == "ENGINE last seen 2m ago")
        #expect(
            verdict(MadeUp.overview(condition: .down, missing: 3)) == "OUT OF BALANCE by 3: run tallyward verify")
        #expect(
            verdict(MadeUp.overview(condition: .down))
                == "DEGRADED erp-inventory down, 41 waiting worth $1,620")
        #expect(verdict(MadeUp.overview(condition: .paused)).hasPrefix("PAUSED erp-inventory paused"))
        #expect(verdict(MadeUp.overview()) == "WAITING 23 for materials worth $1,204")
    }

    @Test("a user whose name says the role is not told it twice, so that the verdict has the room")
    func names() {
        var desk = Desk(roles: [.supervisor])
        #expect(desk.text.contains(" DEMO  supervisor mara  "))
        desk.model.user = "ann-as-supervisor"
        #expect(desk.text.contains(" DEMO  ann-as-supervisor  "))
    }

    @Test("what waits for others is no warning, but it is said")
    func others() {
        #expect(verdict(MadeUp.overview(), roles: [.integration]) == "OK all on time; 25 wait for others")
        #expect(verdict(MadeUp.overview(waiting: [:])) == "OK every flow is on time")
    }

    @Test("an engine that was stopped is told from one that is lost and one that never was")
    func engines() {
        var overview = MadeUp.overview()
        overview.engine.releasedAt = MadeUp.ago(.seconds(60))
        #expect(verdict(overview) == "ENGINE stopped 1m ago: nothing is sent")
        overview.engine = EngineStatus(epoch: 0, holder: "", pid: 0, heartbeatAt: nil, releasedAt: nil)
        #expect(verdict(overview) == "ENGINE has never run on this state")
    }

    @Test("the environment is a word on every screen, and production has a style of its own")
    func environment() {
        let words: [(SiteCatalog.Environment, String)] = [(.production, "PROD"), (.test, "TEST"), (.demo, "DEMO")]
        for (environment, word) in words {
            var desk = Desk(environment: environment)
            for keys in ["1", "2", "3", "4"] {
                desk.press(keys)
                #expect(desk.lines[0].hasPrefix(" \(word) "))
            }
        }
    }

    @Test(
        "a terminal too small for screens still says how it stands", arguments: [(59, 24), (80, 15), (20, 1), (1, 1)])
    func tooSmall(width: Int, height: Int) {
        let desk = Desk(width: width, height: height)
        #expect(desk.lines[0].hasPrefix(String("WAITING".prefix(max(0, width - 1)))))
        #expect(desk.lines.dropFirst().allSatisfy { $0.isEmpty })
    }

    @Test("rates are those of the time that was measured, also in the first minute")
    func rates() {
        var flow = MadeUp.flow("f", BalanceSheet())
        flow.acceptedByMinute = [Int](repeating: 0, count: 59) + [44]
        flow.deliveredByMinute = flow.acceptedByMinute
        flow.recent.accepted = 44
        #expect(FlowFigures(flow, at: MadeUp.now).incoming == "2.0")
    }

    @Test("at 80 columns the header says in fewer words what waits, and cuts none")
    func header() {
        var overview = MadeUp.overview(waiting: [.materials: (1204, Money(cents: 12_045_000))])
        overview.approvals = [
            ApprovalCount(
                maker: "lee", approvers: [.supervisor], count: 1, value: Money(cents: 18_240), oldest: MadeUp.now)
        ]
        var desk = Desk(roles: [.supervisor, .materials])
        desk.tell(.overview(overview))
        #expect(desk.lines[0].contains("1,204 for materials, 1 to approve") && !desk.lines[0].contains("…"))
        var wide = Desk(roles: [.supervisor, .materials], width: 160)
        wide.tell(.overview(overview))
        #expect(wide.lines[0].contains("1,204 for materials worth $120,450, 1 for your approval, $182"))
    }
}
