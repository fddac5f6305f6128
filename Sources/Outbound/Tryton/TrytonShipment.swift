import JSONText

/// One of Tryton's internal shipments, as far as we look at it.
struct TrytonShipment: Sendable, Hashable {
    let id: Int
    /// Given when it leaves the draft.
    var number: String?
    var state: State

    /// What becomes of a shipment, from the least to the most.
    enum State: String, Sendable, Hashable, CaseIterable {
        case draft, waiting, assigned, done, cancelled
        /// One that we never bring about: a person has the shipment in hand.
        case other
    }

    /// Reads a row; nil where it isn't one.
    init?(_ row: JSONValue) {
        guard let id = row["id"]?.text.flatMap(Int.init), let state = row["state"]?.text else { return nil }
        self.id = id
        number = row["number"]?.text.map(RemoteText.code)
        self.state = State(rawValue: state) ?? .other
    }

    /// A shipment that was just made.
    init(created id: Int) {
        self.id = id
        state = .draft
    }

    /// What people find it by.
    var document: String {
        guard let number, !number.isEmpty else { return "id-\(id)" }
        return number
    }

    /// The one to go on with: what is done first, then what is nearest to it. What was cancelled counts for nothing.
    static func leading(_ shipments: [TrytonShipment]) -> TrytonShipment? {
        let order: [State] = [.done, .other, .assigned, .waiting, .draft]
        for state in order {
            if let found = shipments.first(where: { $0.state == state }) { return found }
        }
        return nil
    }
}

/// What is to be done next for a reference: the whole of the way from nothing to a booking, however often and wherever
/// it was left.
enum TrytonStep: Sendable, Hashable {
    /// There is none yet.
    case create
    /// Its moves become plans.
    case wait
    /// The stock for it is set aside. Whether that worked is only in its state.
    case assign
    /// Stock moves, and the books with it.
    case book
    /// It is booked.
    case finished(document: String)
    /// It is in a state that we never bring about.
    case inOtherHands(document: String)

    /// After what Tryton has of the reference.
    init(after shipment: TrytonShipment?) {
        guard let shipment else {
            self = .create
            return
        }
        self =
            switch shipment.state {
            case .cancelled: .create
            case .draft: .wait
            case .waiting: .assign
            case .assigned: .book
            case .done: .finished(document: shipment.document)
            case .other: .inOtherHands(document: shipment.document)
            }
    }
}
