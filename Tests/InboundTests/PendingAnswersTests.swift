import SyncEngine
import SyncModel
import Testing

@testable import Inbound

@Suite struct PendingAnswersTests {
    private let receipt = Receipt(header: nil)
    private func accepted(_ number: Int64) -> IntakeReply { .accepted(MessageID(rawValue: number)) }

    @Test("answers leave in the order of the frames, whatever order the replies come in")
    func order() {
        // Every order in which four replies can come.
        for order in permutations([0, 1, 2, 3]) {
            var pending = PendingAnswers()
            let tickets = (0..<4).map { _ in pending.open(receipt, byteCount: 10) }
            var answered: [IntakeReply] = []
            for index in order {
                pending.settle(tickets[index], accepted(Int64(index)))
                while let next = pending.next() { answered.append(next.reply) }
            }
            #expect(answered == (0..<4).map { accepted($0) })
            #expect(pending.count == 0)
            #expect(pending.byteCount == 0)
        }
    }

    @Test("a second reply for a message changes nothing, before and after its answer")
    func secondReply() {
        var pending = PendingAnswers()
        let ticket = pending.open(receipt, byteCount: 1)
        pending.settle(ticket, accepted(1))
        pending.settle(ticket, accepted(2))
        #expect(pending.next()?.reply == accepted(1))
        let next = pending.open(receipt, byteCount: 1)
        pending.settle(ticket, accepted(3))
        #expect(pending.next() == nil)
        pending.settle(next, accepted(4))
        #expect(pending.next()?.reply == accepted(4))
    }

    private func permutations(_ items: [Int]) -> [[Int]] {
        guard items.count > 1 else { return [items] }
        return items.flatMap { first in
            permutations(items.filter { $0 != first }).map { [first] + $0 }
        }
    }
}
