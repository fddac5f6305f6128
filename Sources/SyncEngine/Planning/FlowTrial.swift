public import Catalog
public import SyncModel
public import SyncStore

/// What a catalog would make of a message, without taking it in: for samples that stand beside the flows.
public struct FlowTrial: Sendable {
    private let catalog: SiteCatalog
    private let crosswalk: CrosswalkSnapshot

    /// Tries a catalog with a crosswalk.
    ///
    /// - Parameter loaded: what is said beside the crosswalk, or instead of what it says.
    public init(
        catalog: SiteCatalog, crosswalk: CrosswalkTables = CrosswalkTables(),
        loading loaded: CrosswalkImport = CrosswalkImport()
    ) {
        self.catalog = catalog
        let stored = CrosswalkSnapshot(crosswalk, definitions: catalog.tables)
        // What an entry of a file says, it says at all times: it doesn't matter when it is loaded.
        self.crosswalk = stored.loading(loaded, at: UTCTime(milliseconds: 0))
    }

    /// What becomes of each event of a message in each flow that takes it, in the order of the flows.
    public func results(of message: IncomingMessage, at moment: UTCTime) -> [Result] {
        guard message.refusal == nil else { return [] }
        return catalog.flows.filter { $0.source == message.source }.flatMap { flow in
            message.events.filter { catalog.takes($0, of: message, in: flow) }.map { event in
                let contract = event.fields.flatMap { _ in catalog.contract(event.type, version: flow.payloadVersion) }
                let plan = Planner(flow: flow, crosswalk: crosswalk, contract: contract)
                    .plan(event, from: message.source, receivedAt: moment)
                // Nothing stands before a sample that it could take back.
                let outcome = plan.subject?.isNotFor.map(Outcome.nothing) ?? Outcome(plan)
                return Result(flow: flow, line: event.line, outcome: outcome, value: plan.value)
            }
        }
    }

    /// What becomes of one event in one flow.
    public struct Result: Sendable {
        /// The flow.
        public var flow: Flow
        /// Where in the message the event stands.
        public var line: Int
        /// What becomes of it.
        public var outcome: Outcome
        /// What it is worth.
        public var value: Money
    }

    /// What becomes of an event.
    public enum Outcome: Sendable {
        /// It is sent; `nil` where the whole message is.
        case sends(Booking?)
        /// It is sent once somebody has approved it, and why.
        case waits(Booking, Fault)
        /// A person has to decide.
        case stops(Fault)
        /// There is nothing to send, and why.
        case nothing(String)

        fileprivate init(_ plan: DeliveryPlan) {
            do {
                switch plan.decision {
                case .ready where plan.reconciliation != nil:
                    self = .nothing("It is held against the books, and a sample has none.")
                case .ready(let data): self = .sends(try data.map { try StateJSON.decode(Booking.self, from: $0) })
                case .faulted(let fault):
                    self =
                        try plan.approval.map {
                            .waits(try StateJSON.decode(Booking.self, from: $0.booking), fault)
                        } ?? .stops(fault)
                case .dismissed(let why): self = .nothing(why)
                }
            } catch {
                self = .stops(Fault(.messageMalformed, detail: "What was planned can't be read: \(error)."))
            }
        }
    }
}
