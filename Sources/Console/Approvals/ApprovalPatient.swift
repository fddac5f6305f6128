import Control
import SyncModel
import SyncStore
import Terminal

/// The patient fields of a delivery that waits for approval: masked until the engine has it on record who looks at
/// them and why, and then shown for a while.
struct ApprovalPatient: Sendable {
    /// Why whoever decides looks at them.
    static let reasons = [
        "decide about it: check who gets it, and where",
        "compare it with what the ERP has",
        "ask the department which case it was",
        "asked for by the privacy officer",
    ]

    private var delivery: Awaited<DeliveryReading>?
    private var unmasking = Unmasking()

    /// What has to be read for it.
    var readings: [any Reading] { delivery.map { [$0.reading] } ?? [] }

    /// Turns to a request; what was shown of another is masked again.
    mutating func turn(to row: ApprovalRow?) {
        let id = row.flatMap { Self.isMasked($0) ? $0.delivery : nil }
        guard id != delivery?.reading.id else { return }
        delivery = id.map { Awaited(DeliveryReading(id: $0)) }
        unmasking = Unmasking()
    }

    /// Takes what was read for it.
    mutating func take(_ result: ReadResult) { _ = delivery?.take(result) }

    /// Takes an answer of the engine; only for what it has recorded anything is shown.
    mutating func take(_ answer: Answer, at now: UTCTime) {
        guard let message = known?.message.id else { return }
        unmasking.take(answer, of: message, at: now)
    }

    /// Masks them again.
    mutating func cover() { unmasking = Unmasking() }

    /// Whether a request has any.
    static func isMasked(_ row: ApprovalRow) -> Bool {
        row.proposal.kind == .send && row.delivery != nil && row.proposal.changes.contains { $0.after == mask }
    }

    /// What a masked field says.
    static let mask = "****"

    /// Why they can't be shown; `nil` where they can.
    func refusal(_ row: ApprovalRow?) -> String? {
        guard let row else { return "There is nothing here to show." }
        guard Self.isMasked(row) else { return "Nothing of request \(row.id) is masked." }
        return known == nil ? "The delivery is still being read." : nil
    }

    /// Asks why, and then the engine.
    func ask() -> [ScreenEffect] {
        known.map { [Unmasking.ask($0.message.id, reasons: Self.reasons)] } ?? []
    }

    /// How long they are still shown; `nil` where they are masked.
    func left(at now: UTCTime) -> Duration? { unmasking.left(at: now) }

    /// What the fields of a request say, by their paths; empty where they are masked, or aren't just what is asked for.
    func words(of row: ApprovalRow, at now: UTCTime) -> [String: String] {
        guard left(at: now) != nil, let known, known.row.id == row.delivery, let fields = known.booking?.record,
            fields.lines().map(\.words) == row.proposal.changes.map(\.after)
        else { return [:] }
        return Dictionary(fields.lines(showingPatient: true).map { ($0.path, $0.words) }) { first, _ in first }
    }

    private var known: DeliveryDetail? { delivery?.value ?? nil }
}
