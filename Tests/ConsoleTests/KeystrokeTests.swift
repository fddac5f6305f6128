import Control
import Measures
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("How few keys it takes, and what each of them asks for")
struct KeystrokeTests {
    /// A desk on the queue, with everything read.
    private func queue(_ roles: Set<Role> = [.materials]) -> Desk {
        var desk = Desk(roles: roles)
        desk.press("2")
        desk.serve()
        return desk
    }

    private let mapped = Fix.mapItem(ItemMapping(source: "ehr-mllp", code: "4471-B", itemNumber: "100234"))

    /// What speaks for a candidate.
    private static func note(_ candidate: Int) -> ProposalNote {
        ProposalNote(evidence: MadeUp.candidates[candidate].reasons, score: MadeUp.candidates[candidate].score)
    }

    @Test("an item is mapped with m and Enter, and the cursor is on the next cause")
    func mapItem() {
        var desk = queue()
        desk.press("m")
        desk.serve()
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()) == [.fix(mapped, cause: MadeUp.unmapped.cause, note: Self.note(0))])
        #expect(desk.model.place == .causes)
        #expect(desk.queue?.causes.selected?.cause == MadeUp.badUnit.cause)
    }

    @Test("the third candidate takes m, 3 and Enter")
    func thirdCandidate() {
        var desk = queue()
        desk.press("m")
        desk.serve()
        desk.press("3")
        desk.serve()
        desk.press("Enter")
        let fix = Fix.mapItem(ItemMapping(source: "ehr-mllp", code: "4471-B", itemNumber: "118800"))
        #expect(Desk.errands(desk.taken()) == [.fix(fix, cause: MadeUp.unmapped.cause, note: Self.note(2))])
    }

    @Test("a search begins with the first letter typed and digits are text in it")
    func search() {
        var desk = queue()
        desk.press("m")
        desk.serve()
        desk.press("p d s Space 3 - 0")
        let searches = desk.taken().compactMap { if case .find(_, let search) = $0 { search } else { nil } }
        #expect(searches.last == .words("pds 3-0"))
    }

    @Test("an Enter typed ahead takes a clear match as soon as its preview is there, and only then")
    func typedAhead() {
        var desk = queue()
        desk.press("m Enter")
        #expect(Desk.errands(desk.effects).isEmpty)
        desk.serve()
        #expect(desk.model.place == .causes)
        #expect(desk.model.releases.count == 1)
    }

    @Test("an Enter typed ahead does not take an unclear match")
    func typedAheadUnclear() {
        var desk = queue()
        desk.press("m Enter")
        _ = desk.taken()
        if let reading = desk.asked(CaseReading.self) { desk.tell(Desk.file(of: reading, [MadeUp.row(1)])) }
        for effect in desk.taken() {
            if case .find(_, let search) = effect {
                desk.tell(.found(search, [MadeUp.candidates[2]], ofItems: 41_310))
            }
        }
        desk.serve()
        #expect(desk.model.place == .mapItem)
        #expect(desk.model.notice?.text.contains("Look first") == true)
    }

    @Test("a unit that says its own factor is fixed with u and Enter")
    func knownUnit() throws {
        var desk = queue()
        desk.press("Down u")
        desk.serve()
        desk.press("Enter")
        let pack = try PackFactor(unit: "BX", contains: 10, of: "EA")
        let mapping = UnitMapping(source: "ehr-mllp", word: "BX10", itemNumber: "100234", unit: "BX")
        #expect(Desk.errands(desk.taken()) == [.fix(.defineUnit(mapping, factor: pack), cause: MadeUp.badUnit.cause)])
    }

    @Test("a word that is asked about for all items is mapped for all; Tab narrows it to the item, and n too")
    func unitForAll() throws {
        var desk = queue()
        let fault = Fault(.unitInvalid, FaultSubject(source: "ehr-mllp", unit: "BX10"), detail: "BX10 is no unit.")
        desk.tell(causes: [MadeUp.cause(fault)])
        desk.press("u")
        let detail = MadeUp.detail(MadeUp.row(1, fault), event: MadeUp.event(unit: "BX10"))
        desk.tell(CaseFile(detail: detail, siblings: [], item: MadeUp.suture))
        var fixes = desk.taken().compactMap { if case .consult(_, .preview(let fix, _)) = $0 { fix } else { nil } }
        let word = UnitMapping(source: "ehr-mllp", word: "BX10", itemNumber: nil, unit: "BX")
        #expect(fixes == [.defineUnit(word, factor: nil)])
        #expect(desk.text.contains("for ALL items of ehr-mllp"))
        desk.press("Tab")
        fixes = desk.taken().compactMap { if case .consult(_, .preview(let fix, _)) = $0 { fix } else { nil } }
        let pack = try PackFactor(unit: "BX", contains: 10, of: "EA")
        let ofItem = UnitMapping(source: "ehr-mllp", word: "BX10", itemNumber: "100234", unit: "BX")
        #expect(fixes == [.defineUnit(ofItem, factor: pack)])
    }

    @Test("another factor takes u, n, its digits and Enter twice")
    func newFactor() throws {
        var desk = queue()
        desk.press("Down u")
        desk.serve()
        desk.press("n 2 5 Enter")
        #expect(Desk.errands(desk.effects).isEmpty)
        desk.serve()
        desk.press("Enter")
        let pack = try PackFactor(unit: "BX", contains: 25, of: "EA")
        let mapping = UnitMapping(source: "ehr-mllp", word: "BX10", itemNumber: "100234", unit: "BX")
        #expect(Desk.errands(desk.taken()) == [.fix(.defineUnit(mapping, factor: pack), cause: MadeUp.badUnit.cause)])
    }

    @Test("a location is mapped field by field with Enter")
    func mapLocation() {
        var desk = queue([.finance])
        desk.press("l")
        desk.serve()
        desk.press("H 1 Enter O R Enter 4 4 1 0 Enter 0 1 - 4 4 1 0")
        desk.serve()
        desk.press("Enter")
        let entry = LocationEntry(
            code: "OR-9", organization: "H1", subinventory: "OR", costCenter: "4410", account: "01-4410")
        #expect(
            Desk.errands(desk.taken())
                == [.fix(.mapLocation(source: "ehr-mllp", entry), cause: MadeUp.noPlace.cause)])
    }

    @Test("a location that lacks only its cost centre asks only for that, and keeps the rest")
    func costCenter() throws {
        var desk = queue([.finance])
        let fault = Fault(
            .costCenterMissing, FaultSubject(source: "ehr-mllp", location: "OR-9"), detail: "OR-9 has no cost center.")
        desk.tell(causes: [MadeUp.cause(fault)])
        desk.press("l")
        let known = LocationEntry(
            code: "OR-9", organization: "HOSP-03", subinventory: "OR-CORE", costCenter: nil, account: nil)
        desk.tell(CaseFile(detail: MadeUp.detail(MadeUp.row(1, fault)), siblings: [], location: known))
        #expect(desk.text.contains("HOSP-03") && desk.text.contains("Still to enter: cost centre."))
        desk.press("4 4 1 0")
        desk.serve()
        desk.press("Enter")
        var fixed = known
        fixed.costCenter = "4410"
        #expect(
            Desk.errands(desk.taken()) == [.fix(.mapLocation(source: "ehr-mllp", fixed), cause: fault.cause)])
    }

    @Test("what was typed before the case was read stays, and an account can be left to the cost centre")
    func prefilledLocation() throws {
        var desk = queue([.finance])
        desk.press("l H 1")
        let known = LocationEntry(
            code: "OR-9", organization: "HOSP-03", subinventory: "OR-CORE", costCenter: "4410", account: nil)
        let detail = MadeUp.detail(MadeUp.row(1, MadeUp.noPlace))
        desk.tell(CaseFile(detail: detail, siblings: [], location: known))
        desk.serve()
        desk.press("Enter")
        var fixed = known
        fixed.organization = "H1"
        #expect(
            Desk.errands(desk.taken())
                == [.fix(.mapLocation(source: "ehr-mllp", fixed), cause: MadeUp.noPlace.cause)])
    }

    @Test("one row is dismissed with x and a digit; a whole cause is confirmed with its number on screen")
    func dismiss() {
        var desk = queue()
        desk.press("g")
        desk.serve()
        desk.press("x 3")
        let reason = DismissScreen.reasons[2]
        #expect(
            Desk.errands(desk.taken()) == [.request(.dismiss([ExceptionID(rawValue: 1)], reason: reason))])
        desk.press("g")
        desk.serve()
        desk.press("x 3")
        desk.serve()
        #expect(desk.text.contains("Enter takes out all 12."))
        desk.press("Enter")
        let ids = (1...12).map(ExceptionID.init(rawValue:))
        #expect(Desk.errands(desk.taken()) == [.request(.dismiss(ids, reason: reason))])
    }

    @Test("r resubmits the row, R its cause once its rows were shown, a takes on or gives back")
    func resubmitAndClaim() {
        var desk = queue()
        desk.press("g")
        let rows = [MadeUp.row(1), MadeUp.row(2, claimedBy: "mara")]
        desk.serve(rows: rows)
        let first = ExceptionID(rawValue: 1)
        let second = ExceptionID(rawValue: 2)
        desk.press("r a Down a R")
        #expect(
            Desk.errands(desk.effects) == [
                .resubmit([first]), .request(.claim([first])), .request(.release([second])),
            ])
        desk.serve(rows: rows)
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()) == [.resubmit((1...12).map(ExceptionID.init(rawValue:)))])
    }

    @Test("a fix says what it released and follows it until the ERP has all of it")
    func progress() throws {
        var desk = queue()
        desk.press("m")
        desk.serve()
        desk.press("Enter")
        let token = try #require(Desk.commandToken(desk.taken()))
        desk.tell(.reply(token: token, .done(affected: 12, released: 12, summary: "12 of 12 waiting go out now.")))
        #expect(desk.model.notice?.text == "4471-B → 100234: released 12, on the way")
        desk.tell(.progress(ReleaseProgress(token: token, followed: 12, accepted: 9, onTheWay: 3)))
        #expect(desk.text.contains("released 12, 9 accepted, 3 on the way"))
        desk.tell(.progress(ReleaseProgress(token: token, followed: 12, accepted: 12)))
        #expect(desk.text.contains("released 12, 12 accepted"))
        #expect(desk.model.releases.isEmpty)
    }

    @Test("what a fix did not let go is told with what stops it next, and the key that mends that")
    func stoppedAgain() throws {
        var desk = queue()
        desk.press("m")
        desk.serve()
        desk.press("Enter")
        let token = try #require(Desk.commandToken(desk.taken()))
        // Read before the engine had done it: no news of what came of it.
        desk.tell(.progress(ReleaseProgress(token: token, followed: 3, waiting: 3, stops: [.itemUnmapped: 3])))
        desk.tell(.reply(token: token, .done(affected: 3, released: 1, summary: "1 of 3 waiting go out now.")))
        #expect(desk.model.notice?.text == "4471-B → 100234: released 1 of 3, on the way")
        desk.tell(
            .progress(ReleaseProgress(token: token, followed: 3, onTheWay: 1, waiting: 2, stops: [.unitInvalid: 2])))
        #expect(
            desk.model.notice?.text
                == "4471-B → 100234: released 1 of 3, 1 on the way, 2 stopped next by INVALID UNIT (u)")
        desk.tell(
            .progress(
                ReleaseProgress(
                    token: token, followed: 3, accepted: 1, waiting: 2, stops: [.unitInvalid: 1, .rejected: 1])))
        #expect(
            desk.model.notice?.text
                == "4471-B → 100234: released 1 of 3, 1 accepted, 2 stopped next: 1 ERP REJECTED, 1 INVALID UNIT")
        #expect(desk.model.releases.isEmpty)
    }

    @Test("what the engine refuses is said in its own words, and an engine that isn't there too")
    func refused() throws {
        var desk = queue()
        desk.press("m")
        desk.serve()
        desk.press("Enter")
        let token = try #require(Desk.commandToken(desk.taken()))
        desk.tell(.unavailable(token: token, "No engine answers. Start one with tallyward engine."))
        #expect(desk.text.contains("No engine answers."))
        #expect(desk.model.releases.isEmpty)
    }

    @Test(
        "a key that can't be used says why",
        arguments: [
            (Role.auditor, "m", "may not map items"), (Role.materials, "u", "is about an item: press m"),
            (Role.materials, "d", "may not settle deliveries in doubt"),
            (Role.supervisor, "d", "is about an item: press m"),
        ])
    func disabled(role: Role, key: String, words: String) {
        var desk = queue([role])
        desk.press(key)
        #expect(desk.model.notice?.text.contains(words) == true)
        #expect(Desk.errands(desk.taken()).isEmpty)
    }

    @Test("commands are completed, run by name, and refused with the names there are")
    func prompt() {
        var desk = queue()
        desk.press(": t h Tab l i g h t Enter")
        #expect(desk.taken().contains(.theme("light")))
        desk.press(": z z Enter")
        #expect(desk.model.notice?.text == ":zz is no command of this name.")
        desk.press(": q u i t Enter")
        #expect(desk.taken().contains(.terminal(.quit)))
    }

    @Test("what can be typed is shown with what it does, as far as there is room")
    func completions() {
        var desk = queue()
        desk.press(": r u")
        #expect(desk.text.contains("runbooks        What to do about each kind of fault"))
        desk.press("z z")
        #expect(desk.text.contains("no command begins like this"))
        desk.press("Esc :")
        #expect(desk.text.contains("more: type on"))
        #expect(desk.lines.count == 24)
    }

    @Test("Ctrl-Z stops a console that is attached; one that runs the engine says what that means and asks again")
    func stop() {
        var attached = Desk()
        attached.send(.stopAsked)
        #expect(attached.taken().contains(.terminal(.suspend)))
        var host = Desk(process: MadeUp.overview().engine.pid)
        host.send(.stopAsked)
        #expect(!host.taken().contains(.terminal(.suspend)))
        #expect(host.text.contains("The engine runs in this console"))
        host.send(.stopAsked)
        #expect(host.taken().contains(.terminal(.suspend)))
        host.now = MadeUp.now.advanced(by: .seconds(60))
        var stopped = MadeUp.overview()
        stopped.engine.releasedAt = MadeUp.now
        host.tell(.overview(stopped))
        host.send(.stopAsked)
        #expect(host.taken().contains(.terminal(.suspend)))
    }

    @Test("ten approvals take three keys from a supervisor's first screen, each bound to what was shown of it")
    func tenApprovals() {
        var desk = Desk(roles: [.supervisor], home: nil)
        desk.tell(approvals: MadeUp.approvals)
        _ = desk.taken()
        desk.press("* a")
        #expect(desk.text.contains("10 requests of lee: 1,980 rows worth $79,921.60"))
        #expect(Desk.errands(desk.effects).isEmpty)
        desk.press("Enter")
        let seen = (1...10).map { SeenApproval(ApprovalID(rawValue: $0), digest: "d\($0)") }
        #expect(Desk.errands(desk.taken()) == [.request(.approve(seen, reason: ""))])
        #expect(desk.model.place == .approvals)
    }

    @Test("an endpoint is paused with a reason and resumed without one")
    func pause() {
        var desk = Desk(roles: [.integration])
        desk.press("4 p d o w n Enter")
        #expect(Desk.errands(desk.taken()) == [.request(.pause("erp-inventory", reason: "down"))])
        desk.tell(.overview(MadeUp.overview(condition: .paused)))
        desk.press("p")
        #expect(Desk.errands(desk.taken()) == [.request(.resume("erp-inventory"))])
    }
}
