/// Answers questions and does nothing else, whoever asks.
public struct ReadOnlyPort: ControlPort {
    private let port: any ControlPort

    /// Stands before `port`.
    public init(_ port: any ControlPort) { self.port = port }

    /// Passes on what writes nothing; refuses all else with a sentence.
    public func perform(_ command: Command) async throws(ControlUnavailable) -> Reply {
        guard command.request.kind.isReading else {
            return .refused(
                .forbidden, "This console is read-only; open one without --read-only to \(command.request.kind.deed).")
        }
        return try await port.perform(command)
    }
}
