internal import NIOCore
internal import SyncEngine

/// The messages of one connection that were handed in and not answered yet, in the order of their frames.
///
/// Replies may come in any order; answers leave in the order of the frames.
struct PendingAnswers {
    private struct Slot {
        let receipt: Receipt
        let byteCount: Int
        var reply: IntakeReply?
    }

    private var slots = CircularBuffer<Slot>()
    private var firstTicket = 0
    /// The bytes of the messages that are not answered yet.
    private(set) var byteCount = 0

    /// How many messages are not answered yet.
    var count: Int { slots.count }

    /// Notes a message as handed in; the ticket is what its reply is for.
    mutating func open(_ receipt: Receipt, byteCount bytes: Int) -> Int {
        slots.append(Slot(receipt: receipt, byteCount: bytes))
        byteCount += bytes
        return firstTicket + slots.count - 1
    }

    /// Notes the reply for a ticket. A second one for the same ticket is ignored.
    mutating func settle(_ ticket: Int, _ reply: IntakeReply) {
        let offset = ticket - firstTicket
        guard slots.indices.count > offset, offset >= 0 else { return }
        let index = slots.index(slots.startIndex, offsetBy: offset)
        guard slots[index].reply == nil else { return }
        slots[index].reply = reply
    }

    /// Takes the oldest message if its reply is there.
    mutating func next() -> (receipt: Receipt, reply: IntakeReply)? {
        guard let slot = slots.first, let reply = slot.reply else { return nil }
        slots.removeFirst()
        firstTicket += 1
        byteCount -= slot.byteCount
        return (slot.receipt, reply)
    }
}
