public import Measures

/// What a hospital knows it did: every message that it documented, and what it was told of it.
public struct HospitalLedger: Sendable {
    /// One message and its fate.
    public struct Entry: Sendable {
        /// As it was first sent.
        public var message: HospitalMessage
        /// How often it left, deliberate repeats included.
        public var sent = 0
        /// MSA-1 of the first answer that settled it; `nil` while there is none.
        public var acknowledgment: String?
        /// MSA-1 of the answers to its deliberate repeats.
        public var repeatAcknowledgments: [String] = []
        /// Whether it was sent as often as allowed, without an answer that settles it.
        public var isGivenUp = false
    }

    /// By control id.
    public private(set) var entries: [String: Entry] = [:]
    /// The numbers of it all.
    public private(set) var counts = Counts()

    /// How many of each.
    public struct Counts: Sendable, Hashable {
        /// Different messages that were documented.
        public var documented = 0
        /// Lines in the sound ones among them.
        public var lines = 0
        /// Deliberate repeats, byte for byte.
        public var repeats = 0
        /// Frames that left.
        public var sent = 0
        /// Frames that left again because no answer came or the receiver asked for it.
        public var resent = 0
        /// Answers AA or CA.
        public var accepted = 0
        /// Answers AE or CE that settle a message.
        public var errors = 0
        /// Answers AR or CR.
        public var rejected = 0
        /// Answers AE with ERR-3 207: sent again later.
        public var postponed = 0
        /// Answers that came too late or belong to nothing.
        public var strays = 0
        /// Connections that were lost or refused.
        public var disconnections = 0
        /// Messages that were given up.
        public var givenUp = 0
    }

    /// What all positively acknowledged messages do to the ERP's stock in the end, when every fault that a fix can mend
    /// is mended and nothing is lost or doubled.
    public var expectedChanges: [StockKey: ExactDecimal] {
        changes { _ in true }
    }

    /// The same, for the lines that go through without anybody's help.
    public var expectedChangesWithoutFixes: [StockKey: ExactDecimal] {
        changes { $0.flaw == nil }
    }

    private func changes(_ isCounted: (DocumentedLine) -> Bool) -> [StockKey: ExactDecimal] {
        var changes: [StockKey: ExactDecimal] = [:]
        for entry in entries.values where entry.acknowledgment == "AA" || entry.acknowledgment == "CA" {
            for line in entry.message.lines where isCounted(line) {
                guard let change = line.change else { continue }
                changes[change.stock] = changes[change.stock, default: .zero].adding(change.quantity)
            }
        }
        return changes.filter { !$0.value.isZero }
    }
}

extension HospitalLedger {
    mutating func noteSent(_ message: HospitalMessage, attempt: Int) {
        counts.sent += 1
        if attempt > 1 {
            counts.resent += 1
        } else if message.isRepeat {
            counts.repeats += 1
        } else {
            counts.documented += 1
            counts.lines += message.lines.count
        }
        var original = message
        original.isRepeat = false
        entries[message.controlID, default: Entry(message: original)].sent += 1
    }

    mutating func noteSettled(_ message: HospitalMessage, by code: String) {
        switch code.last {
        case "A": counts.accepted += 1
        case "E": counts.errors += 1
        default: counts.rejected += 1
        }
        if message.isRepeat {
            entries[message.controlID]?.repeatAcknowledgments.append(code)
        } else {
            entries[message.controlID]?.acknowledgment = code
        }
    }

    mutating func noteGivenUp(_ message: HospitalMessage) {
        counts.givenUp += 1
        if !message.isRepeat { entries[message.controlID]?.isGivenUp = true }
    }

    mutating func notePostponed() { counts.postponed += 1 }
    mutating func noteDisconnection() { counts.disconnections += 1 }
    mutating func noteStrays(_ number: Int) { counts.strays += number }
}
