import SyncModel
import Testing

@testable import SyncStore

@Suite("What may become of a delivery")
struct TransitionTests {
    private let state: TemporaryState
    private let store: EngineStore
    private let id = DeliveryID(rawValue: 1)

    init() throws {
        state = try TemporaryState()
        store = try state.store()
    }

    /// All pairs but replays, which have tests of their own.
    static let pairs = DeliveryState.allCases.flatMap { from in
        DeliveryState.allCases.filter { !(from.isOver && from.successors.contains($0)) }.map { (from, $0) }
    }

    @Test("each change that the table has happens, and no other does", arguments: pairs)
    func table(from: DeliveryState, to: DeliveryState) throws {
        try arrive(at: from)
        #expect(try now == from)
        let change = Result { try go(to: to) }
        if from.successors.contains(to) {
            try change.get()
            #expect(try now == to)
        } else {
            #expect(throws: (any Error).self) { try change.get() }
            #expect(try now == from)
        }
        #expect(try state.reader().verify().findings == [])
    }

    @Test("what was booked stays booked")
    func final() {
        #expect(DeliveryState.delivered.successors.isEmpty)
    }

    @Test("a settlement that comes too late changes nothing")
    func late() throws {
        try arrive(at: .queued)
        let stale = try #require(try state.work().load([id]).first)
        try store.settle(1, .delivered(document: "INV-7"))
        #expect(throws: StateFileProblem.self) {
            try store.commit(now: Sample.start) { transaction in
                let late = Settlement(.faulted(Fault(.rejected, detail: "No.")), attempt: 1, took: .zero)
                try transaction.settle(stale, late)
            }
        }
        #expect(try now == .delivered)
        #expect(try state.reader().verify().findings == [])
    }

    private var now: DeliveryState {
        get throws { try #require(try state.reader().deliveries(of: MessageID(rawValue: 1)).first).state }
    }

    private func arrive(at target: DeliveryState) throws {
        let isStopped = target == .faulted
        try store.accept(Sample.message("A1", deliveries: [isStopped ? Sample.stopped() : Sample.delivery()]))
        if target != .queued, target != .faulted { try go(to: target) }
    }

    private func go(to target: DeliveryState) throws {
        let person = try now == .faulted
        switch target {
        case .sending: try store.commit(now: Sample.start) { try $0.claim(id) }
        case .queued where person: try store.replan(1, Sample.ready)
        case .queued: try store.settle(1, .requeue(Sample.failure("not-booked")))
        case .waiting: try store.settle(1, .retry(due: Sample.start, Sample.failure()))
        case .inDoubt where person:
            try store.commit(now: Sample.start) { transaction in
                let found = try #require(try transaction.exception(ExceptionID(rawValue: 1)))
                let stopped = try #require(found.delivery)
                _ = try transaction.replan(
                    found.exception, stopped, Sample.ready, resolution: "resubmitted by ann", asksFirst: true)
            }
        case .inDoubt: try store.settle(1, .inDoubt(Sample.failure("timeout")))
        case .faulted: try store.settle(1, .faulted(Fault(.rejected, detail: "No.")))
        case .delivered where person:
            let (exception, delivery) = try store.exception(1)
            let stopped = try #require(delivery)
            try store.commit(now: Sample.start) { try $0.confirm(exception, stopped, document: "INV-7") }
        case .delivered: try store.settle(1, .delivered(document: "INV-7"))
        case .dead: try store.settle(1, .dead(reason: "given up"))
        case .dismissed where !person: try store.settle(1, .dismissed(reason: "a test"))
        case .dismissed:
            let (exception, delivery) = try store.exception(1)
            try store.commit(now: Sample.start) { try $0.dismiss(exception, delivery, reason: "a test") }
        }
    }
}

extension DeliveryState {
    fileprivate var isOver: Bool { self == .delivered || self == .dead || self == .dismissed }
}
