import JSONText
import Measures
import SyncModel

/// One attempt to book one line: where its shipment stands, and whether anything may have been booked by it.
struct TrytonAttempt: Sendable {
    let use: ResolvedUse
    let reference: String
    let work: DeliveryTrace
    let records: TrytonRecords
    let now: UTCTime
    private var shipment: TrytonShipment?
    /// Whether a call that changes something has left of which it isn't known what came of it.
    private var changes = false
    /// Whether a call has left that books, and no state was read since.
    private var mayBeBooked = false

    /// How it ends.
    enum End: Error, Sendable {
        case outcome(DeliveryOutcome)
        case call(TrytonFailure)
        /// Not booked, and never will be: what was made for it is to be taken back.
        case fault(Fault)
    }

    private var desk: TrytonDesk { records.desk }

    init(use: ResolvedUse, reference: String, work: DeliveryTrace, records: TrytonRecords, now: UTCTime) {
        self.use = use
        self.reference = reference
        self.work = work
        self.records = records
        self.now = now
    }

    /// Looks up what Tryton has of the reference.
    mutating func find() async throws(End) {
        shipment = TrytonShipment.leading(try Self.get(await desk.shipments(reference, work)))
    }

    /// Takes the next step; throws the end where there is none.
    mutating func takeStep() async throws(End) {
        switch TrytonStep(after: shipment) {
        case .create: try await create()
        case .wait:
            try await press("wait")
            try await readState()
        case .assign: try await assign()
        case .book: try await book()
        case .finished(let document): throw .outcome(.delivered(document: document))
        case .inOtherHands(let document): throw .outcome(.permanent(.inOtherHands(document)))
        }
    }

    private mutating func create() async throws(End) {
        let booking: TrytonBooking
        do throws(TrytonRecords.Missing) {
            booking = try await records.booking(use, reference: reference, now: now, work)
        } catch {
            switch error {
            case .call(let failure): throw .call(failure)
            case .fault(let fault): throw .fault(fault)
            }
        }
        let created = try await change(desk.call.create(booking))
        guard let id = created.elements?.first?.text.flatMap(Int.init) else {
            changes = true
            throw .call(
                .unknown(
                    AttemptFailure(
                        code: "tryton-unreadable", detail: "Tryton made a shipment, but doesn't say which.")))
        }
        shipment = TrytonShipment(created: id)
    }

    /// What it answers is the same whether there is enough or not; the state alone tells.
    private mutating func assign() async throws(End) {
        try await press("assign_try")
        try await readState()
        guard shipment?.state == .waiting else { return }
        throw .fault(
            Fault(
                .stockShort, FaultSubject(item: use.itemNumber, location: use.subinventory),
                detail: "Tryton has less of \(use.itemNumber) in \(use.subinventory) than \(use.quantity.magnitude) "
                    + "\(use.unit)."))
    }

    private mutating func book() async throws(End) {
        mayBeBooked = true
        do throws(End) {
            try await press("do")
        } catch {
            guard case .call(.refused(let refusal)) = error, case .warning(let name) = refusal.meaning,
                name.hasSuffix(".effective_date_future")
            else { throw error }
            // Our day is never after our own today: only the ERP's clock is behind it.
            _ = try await change(desk.call.skipWarning(name))
            try await press("do")
        }
        try await readState()
    }

    /// Presses a button. That the state was another is no end: it is read and gone on from.
    private mutating func press(_ button: String) async throws(End) {
        guard let id = shipment?.id else { return }
        do throws(End) {
            _ = try await change(desk.call.press(button, id))
        } catch {
            guard case .call(.refused(let refusal)) = error, refusal.meaning == .wrongState else { throw error }
        }
    }

    private mutating func readState() async throws(End) {
        guard let id = shipment?.id else { return }
        shipment = try Self.get(await desk.shipment(id, work))
        mayBeBooked = false
    }

    /// A call that changes something in Tryton.
    private mutating func change(_ body: [UInt8]) async throws(End) -> JSONValue {
        changes = true
        let result = try Self.get(await desk.perform(body, work))
        changes = false
        return result
    }

    private static func get<Value>(_ result: Result<Value, TrytonFailure>) throws(End) -> Value {
        do throws(TrytonFailure) { return try result.get() } catch { throw .call(error) }
    }

    // MARK: The end

    /// What the attempt came to. What was made for a line that can't be booked is cancelled, so that nobody books it
    /// later by hand and no stock stays set aside for it.
    func outcome(of end: End) async -> DeliveryOutcome {
        let outcome: DeliveryOutcome =
            switch end {
            case .outcome(let outcome): outcome
            case .fault(let fault): .permanent(fault)
            case .call(let failure): failure.outcome(changes: changes || mayBeBooked, use, days: records.days)
            }
        guard case .permanent(var fault) = outcome, let shipment,
            [.draft, .waiting, .assigned].contains(shipment.state)
        else { return outcome }
        if case .success = await desk.perform(desk.call.press("cancel", shipment.id), work) { return outcome }
        fault.detail += " Its shipment \(shipment.document) couldn't be cancelled: cancel it in Tryton."
        return .permanent(fault)
    }
}
