import SyncModel
import SyncStore

/// Deliveries that were just released, followed until the ERP has them.
struct ReleaseWatch: Sendable {
    /// The command that released them.
    var token: Int
    /// The deliveries, by their message.
    var deliveries: [MessageID: Set<DeliveryID>]
    /// Since when.
    var since: UTCTime

    /// How many are followed; a greater release is judged by its first ones.
    static let most = 200
    /// How long they are followed.
    static let longest: Duration = .seconds(120)

    /// Follows the deliveries of exceptions.
    init(token: Int, exceptions: [ExceptionRow], since: UTCTime) {
        self.token = token
        self.since = since
        deliveries = [:]
        for row in exceptions.prefix(Self.most) {
            if let delivery = row.delivery { deliveries[row.message, default: []].insert(delivery) }
        }
    }

    /// Where they are now.
    func progress(_ store: any ConsoleStore) throws(StateFileProblem) -> ReleaseProgress {
        var progress = ReleaseProgress(token: token, followed: 0)
        for (message, ids) in deliveries {
            var stopped: Set<DeliveryID> = []
            for row in try store.deliveries(of: message) where ids.contains(row.id) {
                progress.followed += 1
                switch row.state.line {
                case .delivered: progress.accepted += 1
                case .onTheWay: progress.onTheWay += 1
                case .waitingForPeople:
                    progress.waiting += 1
                    stopped.insert(row.id)
                default: progress.closed += 1
                }
            }
            guard !stopped.isEmpty else { continue }
            for row in try store.exceptions(of: message) where row.closedAt == nil {
                guard let delivery = row.delivery, stopped.contains(delivery) else { continue }
                progress.stops[row.fault.code, default: 0] += 1
            }
        }
        return progress
    }
}
