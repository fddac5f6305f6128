import SyncModel
import Terminal
import Testing

@testable import Console

@Suite("The mouse")
struct MouseTests {
    private static func click(_ text: String, in desk: inout Desk, times: Int = 1) {
        // Every character of these screens is one column wide.
        let wanted = Array(text)
        let rows = desk.surface().rows.map { Array($0) }
        for (y, row) in rows.enumerated() {
            guard let x = row.indices.first(where: { row[$0...].starts(with: wanted) }) else { continue }
            for _ in 0..<times { desk.send(.input(.mouse(MouseEvent(.press, at: Point(x, y))))) }
            return
        }
        Issue.record("there is no \(text) on the screen")
    }

    @Test("a press puts the cursor on a row, a second one opens it")
    func rows() {
        var desk = Desk(roles: [.integration])
        desk.press("1")
        desk.tellLive()
        Self.click("medication-usage", in: &desk)
        #expect(desk.model.place == .overview)
        #expect(desk.lines.contains { $0.hasPrefix("▸ medication-usage") })
        Self.click("medication-usage", in: &desk)
        #expect(desk.model.place == .flow)
    }

    @Test("of several tables each row is its own")
    func tables() {
        var desk = Desk(roles: [.integration], width: 160, height: 48)
        desk.press("1")
        desk.serve()
        desk.tellLive()
        Self.click("erp-inventory", in: &desk, times: 2)
        #expect(desk.model.place == .endpoint)
        desk.press("1")
        Self.click("finance", in: &desk, times: 2)
        #expect(desk.queue?.owner == .finance)
        desk.press("1")
        Self.click("4471-B", in: &desk, times: 2)
        #expect(desk.queue?.cause == MadeUp.unmapped.cause)
    }

    @Test("a hint of the footer is its key; where a dialog stands in front, nothing behind it is pressed")
    func footer() {
        var desk = Desk(width: 120, height: 60)
        Self.click("4 endpoints", in: &desk)
        #expect(desk.model.place == .endpoints)
        desk.press("1")
        Self.click("? help", in: &desk)
        #expect(desk.model.stack.count == 2)
        Self.click("2 queue", in: &desk)
        #expect(desk.model.stack.count == 2)
    }

    @Test("a remark on a key goes with the next key")
    func remarks() {
        var desk = Desk()
        desk.press("3 Enter")
        #expect(desk.text.contains("There is nothing to open."))
        desk.press("Down")
        #expect(!desk.text.contains("There is nothing to open."))
    }
}
