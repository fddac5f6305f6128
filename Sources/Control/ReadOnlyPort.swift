/// Answers questions and does nothing else, whoever asks.
public struct ReadOnlyPort: ControlPort {
    private let port: any ControlPort

    /// Stands before `port`.
    public init(_ port: any ControlPort) { self.port = port }

    /// Passes on what writes nothing; refuses all else with a sentence.
    public func perform(_ command: Command) async throws(ControlUnavailable) -> Reply {
        if let refusal = command.request.kind.readOnlyRefusal { return .refused(.forbidden, refusal) }
        return try await port.perform(command)
    }
}

extension RequestKind {
    /// Why a read-only console doesn't ask for it, in one sentence; `nil` where nothing is written for it.
    public var readOnlyRefusal: String? {
        isReading ? nil : "This console is read-only; open one without --read-only to \(deed)."
    }
}
