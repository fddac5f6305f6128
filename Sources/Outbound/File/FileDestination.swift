import Catalog
import Dispatch
import Glibc
import SyncEngine
import SyncModel
import Synchronization

/// Files in a folder: each delivery is a row, delivered once the row is on the disk. Rows that come together are
/// written together.
///
/// A row that stands in a file is known by its delivery's key, so that a repeat is answered with where it stands,
/// before and after a crash, and whether or not its file was taken away meanwhile.
final class FileDestination: Destination {
    private struct Waiting {
        var row: ExportRow
        var answer: CheckedContinuation<DeliveryOutcome, Never>
    }

    private let recipes: [FlowName: BodyTree]
    private let layout: ExportLayout
    private let days: ClockZone
    private let keyWindow: Duration
    private let now: @Sendable () -> UTCTime
    private let waiting = Mutex<[Waiting]>([])
    private let writer: Mutex<ExportWriter>
    /// The thread that the folder is worked on with: a disk may take its time.
    private let queue: DispatchQueue
    private let beating = Mutex<Task<Void, Never>?>(nil)

    init(
        _ endpoint: Endpoint, _ export: Endpoint.FileExport, flows: [Flow], around: ExportDesk.Surroundings = .init(),
        now: @escaping @Sendable () -> UTCTime
    ) {
        let own = flows.filter { $0.endpoint == endpoint.name }
        recipes = Dictionary(own.compactMap { flow in flow.body.map { (flow.name, $0) } }) { first, _ in first }
        var columns: [String] = []
        if case .object(let members)? = own.lazy.compactMap(\.body).first { columns = members.map(\.name) }
        layout = ExportLayout(export, columns: columns)
        keyWindow = endpoint.keyWindow ?? Endpoint.FileExport.usualKeyWindow
        self.now = now
        days = endpoint.days
        var around = around
        around.zone = endpoint.zone ?? around.zone
        writer = Mutex(ExportWriter(export, layout, keyWindow: keyWindow, around))
        queue = DispatchQueue(label: "tallyward.export.\(endpoint.name)")
    }

    /// Closes files when it is time to, once a second, until ``close()``.
    func start() {
        let beats = Task { [self] in
            while !Task.isCancelled {
                beat()
                do { try await Task.sleep(for: .seconds(1)) } catch { return }
            }
        }
        beating.withLock { $0 = beats }
    }

    /// Looks once whether a file is to be closed.
    func beat() {
        queue.async { [self] in writer.withLock { $0.beat(now: now()) } }
    }

    /// Lets the folder go. The open file stays as it is; the next engine goes on with it.
    func close() {
        beating.withLock { $0?.cancel() }
        queue.sync { writer.withLock { $0.close() } }
    }

    func send(_ work: DeliveryWork) async -> DeliveryOutcome {
        guard let record = work.record, let body = recipes[work.flow] else {
            return .permanent(
                Fault(
                    .messageUnsupported, FaultSubject(other: work.flow.rawValue),
                    detail: "The catalog doesn't say what \(work.flow) writes."))
        }
        let row: ExportRow
        do throws(Fault) {
            row = try ExportRow(
                body, of: record.with(delivered: work), key: work.idempotencyKey, in: layout,
                days: days)
        } catch { return .permanent(error) }
        return await withCheckedContinuation { answer in
            let isFirst = waiting.withLock { waiting in
                waiting.append(Waiting(row: row, answer: answer))
                return waiting.count == 1
            }
            if isFirst { queue.async { [self] in write() } }
        }
    }

    /// Writes what waits, and what comes meanwhile with the next group.
    private func write() {
        let group = waiting.withLock { waiting in
            let group = waiting
            waiting = []
            return group
        }
        let rows = group.map(\.row)
        let answers = writer.withLock { $0.write(rows, now: now()) }
        for (waiting, answer) in zip(group, answers) {
            switch answer {
            case .success(let document): waiting.answer.resume(returning: .delivered(document: document))
            case .failure(let trouble):
                waiting.answer.resume(returning: .transient(trouble.failure, retryAfter: nil))
            }
        }
    }

    func lookUp(_ work: DeliveryWork) async -> LookUpOutcome {
        await onQueue { [self] in
            switch writer.withLock({ $0.document(of: work.idempotencyKey, now: now()) }) {
            case .failure(let trouble): return .unavailable(trouble.failure, retryAfter: nil)
            case .success(let document?): return .found(document: document)
            case .success(nil):
                // What was written before the oldest file that is known can't be told from what never was.
                let isForgotten = work.acceptedAt.map { now().elapsed(since: $0) >= keyWindow } ?? false
                return isForgotten ? .unsupported : .absent
            }
        }
    }

    func probe() async -> Result<Void, AttemptFailure> {
        await onQueue { [self] in writer.withLock { $0.probe(now: now()) }.mapError(\.failure) }
    }

    private func onQueue<Answer: Sendable>(_ work: @escaping @Sendable () -> Answer) async -> Answer {
        await withCheckedContinuation { answer in queue.async { answer.resume(returning: work()) } }
    }
}

extension ExportTrouble {
    /// As an attempt ends with it: nothing was handed over.
    fileprivate var failure: AttemptFailure { AttemptFailure(code: code, detail: sentence) }
}
