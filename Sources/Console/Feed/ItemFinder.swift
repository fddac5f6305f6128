import Foundation
import SyncModel
import SyncStore
import Synchronization

/// Looks for items in the item master, which it reads and prepares once, on a queue of its own.
final class ItemFinder: Sendable {
    private struct State {
        var index: CandidateIndex?
        var readAt: ContinuousClock.Instant?
        var newest = 0
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "tallyward.items", qos: .userInitiated)
    private let open: @Sendable () throws(StateFileProblem) -> any ConsoleStore

    /// After so long the item master is read again, behind the answer.
    static let age: Duration = .seconds(300)

    init(open: @escaping @Sendable () throws(StateFileProblem) -> any ConsoleStore) {
        self.open = open
    }

    /// Reads the item master ahead of the first question.
    func prepare() {
        queue.async { _ = self.prepared() }
    }

    /// Answers a search; where a newer one has come meanwhile, not any more.
    func find(_ search: ItemSearch, token: Int, post: @escaping @Sendable (ConsoleNews) -> Void) {
        state.withLock { $0.newest = token }
        queue.async {
            guard self.state.withLock({ $0.newest }) == token else { return }
            guard let index = self.prepared() else {
                post(.found(search, [], ofItems: 0))
                return
            }
            let found =
                switch search {
                case .candidates(let query): index.candidates(for: query)
                case .words(let words): index.search(words, limit: 50)
                }
            post(.found(search, found, ofItems: index.items.count))
            self.refreshIfOld()
        }
    }

    private func prepared() -> CandidateIndex? {
        if let index = state.withLock({ $0.index }), !index.items.isEmpty { return index }
        return read()
    }

    private func refreshIfOld() {
        let readAt = state.withLock { $0.readAt }
        guard let readAt, ContinuousClock.now - readAt > Self.age else { return }
        queue.async { _ = self.read() }
    }

    private func read() -> CandidateIndex? {
        guard let store = try? open(), let items = try? store.items() else { return nil }
        let index = CandidateIndex(items)
        state.withLock { state in
            state.index = index
            state.readAt = .now
        }
        return index
    }
}
