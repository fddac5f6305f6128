import SyncEngine
import SyncModel
import Synchronization

/// A target that a test is the master of.
final class FakeNotifier: Notifier {
    private struct State {
        var told: [Announcement] = []
        var isDeaf = false
    }

    private let state = Mutex(State())

    /// Whether it refuses whatever it is told.
    var isDeaf: Bool {
        get { state.withLock { $0.isDeaf } }
        set { state.withLock { $0.isDeaf = newValue } }
    }

    /// Every attempt, in order.
    var told: [Announcement] { state.withLock { $0.told } }

    var moments: [Notice.Moment] { told.map(\.moment) }

    func notify(_ announcement: Announcement) async -> Result<Void, AttemptFailure> {
        state.withLock { state in
            state.told.append(announcement)
            return state.isDeaf ? .failure(AttemptFailure(code: "connect", detail: "Nobody listens.")) : .success(())
        }
    }
}
