public import SyncModel
public import SyncStore

extension EngineCore {
    /// The number of the last message that was stored, whichever source it came from.
    public func lastMessage() throws(StateFileProblem) -> MessageID { try reader.newestMessage() }

    /// Takes note of what is in the way of taking in a source's files, as a sentence; of `nil` where nothing is. People
    /// are told of it as of any feed that stands still.
    public func note(obstacle: String?, of source: SourceName) {
        notices.feeds.note(obstacle, of: source, at: clock.now())
    }
}
