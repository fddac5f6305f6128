import Control
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("Taking the last fix back")
struct UndoKeyTests {
    private func fixed() throws -> (Desk, token: Int) {
        var desk = Desk()
        desk.press("2")
        desk.serve()
        desk.press("m")
        desk.serve()
        desk.press("Enter")
        let token = try #require(Desk.commandToken(desk.taken()))
        desk.tell(
            .reply(
                token: token, .done(affected: 12, released: 12, summary: "12 of 12 waiting go out now."), command: "f1")
        )
        return (desk, token)
    }

    @Test("after a fix the message line says what takes it back, until the ERP has the first row")
    func hint() throws {
        var (desk, token) = try fixed()
        #expect(desk.lines[22].contains("4471-B → 100234: released 12") && desk.lines[22].hasSuffix("U takes it back"))
        desk.tell(.progress(ReleaseProgress(token: token, followed: 12, onTheWay: 12)))
        #expect(desk.lines[22].hasSuffix("U takes it back"))
        desk.tell(.progress(ReleaseProgress(token: token, followed: 12, accepted: 1, onTheWay: 11)))
        #expect(!desk.lines[22].contains("takes it back"))
    }

    @Test("U takes back just the fix that was made here, and what it let go is not followed any more")
    func takesBack() throws {
        var (desk, token) = try fixed()
        desk.press("U")
        let effects = desk.taken()
        #expect(Desk.errands(effects) == [.request(.undo(command: "f1"))])
        let undoing = try #require(Desk.commandToken(effects))
        desk.tell(
            .reply(token: undoing, .done(affected: 12, released: 0, summary: "Took it back."), command: "u1"))
        desk.tell(.progress(ReleaseProgress(token: token, followed: 12, waiting: 12, stops: [.itemUnmapped: 12])))
        #expect(desk.model.notice?.text == "Took it back.")
    }

    @Test("what the engine refuses is said in its words, and U names the same fix again")
    func refused() throws {
        var (desk, _) = try fixed()
        desk.press("U")
        let undoing = try #require(Desk.commandToken(desk.taken()))
        desk.tell(.reply(token: undoing, .refused(.invalid, "1 of 12 have left."), command: "u1"))
        #expect(desk.model.notice?.text == "Take back 4471-B → 100234: 1 of 12 have left.")
        desk.press("U")
        #expect(Desk.errands(desk.taken()) == [.request(.undo(command: "f1"))])
    }

    @Test("without a fix of this console the last one is shown before it is taken back")
    func elsewhere() {
        var desk = Desk()
        desk.press("U Enter")
        #expect(Desk.errands(desk.taken()).isEmpty)
        let change = CrosswalkChange(
            id: ChangeID(rawValue: 7), at: MadeUp.ago(.seconds(180)),
            key: CrosswalkKey(.item, source: "ehr", code: "X-1"),
            before: .nothing,
            after: CrosswalkContent(
                mapping: .mapItem(ItemMapping(source: "ehr", code: "X-1", itemNumber: "100"))),
            author: "mara", command: "c7", why: "")
        desk.tell(UndoableFix(command: "c7", change: change, count: 3), for: LastFixReading(user: "mara"))
        #expect(desk.text.contains("item code X-1 of ehr, 3m ago") && desk.text.contains("+ (nothing)"))
        #expect(desk.text.contains("and 2 other entries of the same import"))
        desk.press("Enter")
        #expect(Desk.errands(desk.taken()) == [.request(.undo(command: "c7"))])
    }

    @Test("whoever has made no fix, or may not take any back, is told so")
    func none() {
        var desk = Desk()
        desk.press("U")
        desk.tell(nil, for: LastFixReading(user: "mara"))
        #expect(desk.text.contains("You have made no fix lately that could be taken back."))
        var auditor = Desk(roles: [.auditor])
        auditor.press("U")
        #expect(auditor.model.notice?.text.contains("may not take fixes back") == true)
    }

    @Test("a fix that has to be approved first says where to see that, and is not the one to take back")
    func pending() throws {
        var desk = Desk()
        desk.press("2")
        desk.serve()
        desk.press("m")
        desk.serve()
        desk.press("Enter")
        let token = try #require(Desk.commandToken(desk.taken()))
        desk.tell(
            .reply(token: token, .pending(ApprovalID(rawValue: 4), "Waits for approval as request 4."), command: "f1"))
        #expect(desk.lines[22].contains("request 4.") && desk.lines[22].hasSuffix("6 shows it"))
        #expect(desk.model.lastFix == nil)
    }
}
