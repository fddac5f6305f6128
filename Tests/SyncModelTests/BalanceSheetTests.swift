import Foundation
import SyncModel
import Testing

@Suite("The balance sheet")
struct BalanceSheetTests {
    private func sheet(_ counts: [BalanceLine: Int]) -> BalanceSheet {
        var sheet = BalanceSheet()
        for (line, count) in counts { sheet[line] = count }
        return sheet
    }

    @Test("accepted is everything else added up, and no line is left out")
    func balance() {
        var sheet = BalanceSheet()
        for (index, line) in BalanceLine.allCases.enumerated() where line != .accepted { sheet[line] = 1 << index }
        sheet[.accepted] = sheet.accountedFor
        #expect(sheet.isBalanced)
        for line in BalanceLine.allCases {
            var wrong = sheet
            wrong[line] += 1
            #expect(!wrong.isBalanced, "\(line)")
        }
    }

    @Test("every state of a delivery stands in one line, and the open ones are on the way")
    func states() {
        #expect(Set(DeliveryState.allCases.map(\.line)).union([.accepted, .duplicates]) == Set(BalanceLine.allCases))
        #expect(DeliveryState.allCases.filter(\.isOpen) == [.queued, .sending, .waiting, .inDoubt])
    }

    @Test("sheets add up line by line")
    func sum() {
        let left = sheet([.accepted: 3, .delivered: 2, .dead: 1])
        let right = sheet([.accepted: 1, .duplicates: 1])
        #expect(left + right == sheet([.accepted: 4, .delivered: 2, .dead: 1, .duplicates: 1]))
        #expect((left + right).isBalanced && left + BalanceSheet() == left)
    }

    @Test("a line at nought is the same as no line")
    func zero() {
        var touched = BalanceSheet()
        touched[.dead] = 1
        touched[.dead] = 0
        #expect(touched == BalanceSheet() && touched.hashValue == BalanceSheet().hashValue)
    }

    @Test("a sheet in JSON has every line, and lines that are missing are nought")
    func json() throws {
        let sheet = sheet([.accepted: 2, .onTheWay: 1, .waitingForPeople: 1])
        let object = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(sheet)) as? [String: Int])
        #expect(Set(object.keys) == Set(BalanceLine.allCases.map(\.rawValue)))
        #expect(object["on-the-way"] == 1 && object["dead"] == 0)
        #expect(try JSONDecoder().decode(BalanceSheet.self, from: JSONEncoder().encode(sheet)) == sheet)
        #expect(try JSONDecoder().decode(BalanceSheet.self, from: Data("{}".utf8)) == BalanceSheet())
    }
}
