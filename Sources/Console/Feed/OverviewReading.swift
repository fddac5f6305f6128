import SyncModel
import SyncStore

/// How everything stands, with the figures of the last five minutes. The frame of every screen asks for it.
struct OverviewReading: Reading {
    var staleness: Staleness { .time }

    func read(from store: any ConsoleStore, at now: UTCTime) throws(StateFileProblem) -> Overview {
        try store.overview(now: now, window: .seconds(300))
    }
}
