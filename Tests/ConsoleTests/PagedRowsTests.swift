import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("A list that is read page by page")
struct PagedRowsTests {
    private func row(_ id: Int) -> MessageRow {
        MessageRow(
            id: MessageID(rawValue: Int64(id)), source: "ehr", controlID: "C\(id)", type: "DFT^P03", version: "2.5.1",
            receivedAt: MadeUp.now, disposition: .accepted, bytes: id)
    }

    private func page(_ ids: some Sequence<Int>) -> SearchableRows<MessageRow> { SearchableRows(ids.map(row)) }

    private func ids(_ pages: PagedRows<MessagesReading>) -> [Int] {
        pages.rows?.rows.map { Int($0.id.rawValue) } ?? []
    }

    private func tell(
        _ pages: inout PagedRows<MessagesReading>, _ ids: some Sequence<Int>, before: Int? = nil, isAtTop: Bool = true
    ) -> Bool {
        let reading = MessagesReading(before: before.map { MessageID(rawValue: Int64($0)) }, limit: 4)
        return pages.take(ReadResult(page(ids), of: reading, at: MadeUp.now), isAtTop: isAtTop)
    }

    @Test("the next page is asked for by the key of the last row, once, and joined behind it")
    func goesOn() {
        var pages = PagedRows(MessagesReading(limit: 4))
        #expect(tell(&pages, [9, 8, 7, 6]))
        pages.reach(3, of: 4)
        #expect(pages.readings.count == 2)
        #expect(tell(&pages, [5, 4, 3, 2], before: 6))
        #expect(ids(pages) == [9, 8, 7, 6, 5, 4, 3, 2])
        #expect(pages.readings.count == 1 && !pages.isComplete)
        pages.reach(7, of: 8)
        #expect(tell(&pages, [1], before: 2))
        #expect(pages.isComplete)
        pages.reach(8, of: 9)
        #expect(pages.readings.count == 1)
    }

    @Test("the first page stays current in front of the further ones")
    func staysCurrent() {
        var pages = PagedRows(MessagesReading(limit: 4))
        _ = tell(&pages, [9, 8, 7, 6])
        pages.reach(3, of: 4)
        _ = tell(&pages, [5, 4, 3, 2], before: 6)
        #expect(tell(&pages, [11, 10, 9, 8], isAtTop: false))
        #expect(ids(pages) == [11, 10, 9, 8, 7, 6, 5, 4, 3, 2])
        #expect(pages.rows?.containing("C10").map(\.id.rawValue) == [10])
        #expect(pages.rows?.containing("C5").map(\.id.rawValue) == [5])
    }

    @Test("more new rows than a page are held while the user is down in the list, and shown when they ask")
    func holds() {
        var pages = PagedRows(MessagesReading(limit: 4))
        _ = tell(&pages, [9, 8, 7, 6])
        #expect(!tell(&pages, [29, 28, 27, 26], isAtTop: false))
        #expect(ids(pages) == [9, 8, 7, 6] && pages.isHolding)
        let isShown = pages.release()
        #expect(isShown)
        #expect(ids(pages) == [29, 28, 27, 26])
        #expect(tell(&pages, [39, 38, 37, 36], isAtTop: true))
        #expect(ids(pages) == [39, 38, 37, 36])
    }

    @Test("s sorts by the next column and says so in the head, S turns it round, and the cursor stays on its row")
    func sorts() {
        var desk = Desk(width: 120, height: 30)
        desk.press("3")
        desk.tell(page([3, 1, 2]), for: MessagesReading())
        desk.press("Down s")
        #expect(desk.text.contains("MESSAGE↑"))
        var shown: [Int] { desk.lines.compactMap { $0.contains("DFT^P03") ? $0.firstNumber : nil } }
        #expect(shown == [1, 2, 3])
        #expect(desk.lines.first { $0.hasPrefix("▸") }?.firstNumber == 1)
        desk.press("S")
        #expect(desk.text.contains("MESSAGE↓"))
        #expect(shown == [3, 2, 1])
    }
}

extension String {
    /// The first number in it.
    fileprivate var firstNumber: Int? {
        Int(drop { !$0.isNumber }.prefix { $0.isNumber })
    }
}
