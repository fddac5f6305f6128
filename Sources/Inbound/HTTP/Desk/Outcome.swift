internal import NIOHTTP1
internal import SyncEngine
internal import SyncModel

/// What became of one message: its number and whether it came before, or what the sender hears instead.
enum Outcome: Sendable {
    case success((id: MessageID, isRepeat: Bool))
    case failure(Problem)

    /// From what the engine says, and what reading the message found. A message that reading refused is never answered
    /// with yes.
    init(_ reply: IntakeReply?, _ problem: Problem?) {
        switch reply {
        case nil: self = .failure(problem ?? .unavailable("The message could not be stored; send it again later."))
        case .unavailable(let sentence)?: self = .failure(.unavailable(sentence))
        case .refused(let fault)? where fault.code == .controlIDConflict:
            let sentence = "This id came before with other content: send it under a new one."
            self = .failure(Problem(409, fault.code.rawValue, .conflict, sentence))
        case .refused(let fault)?:
            self = .failure(problem ?? Problem(422, fault.code.rawValue, .processing, fault.detail))
        case .accepted(let id)?: self = problem.map(Self.failure) ?? .success((id, false))
        case .duplicate(let id)?: self = problem.map(Self.failure) ?? .success((id, true))
        }
    }

    /// What the sender hears instead of yes.
    var problem: Problem? {
        guard case .failure(let problem) = self else { return nil }
        return problem
    }
}

/// How a body may come.
enum Encoding {
    /// What is wrong with the way that a body is written down, whatever it says.
    static func problem(with head: RequestHead) -> Problem? {
        if let encoding = head.headers.first(name: "content-encoding"), encoding.lowercased() != "identity" {
            return Problem(415, "content-encoding", .notSupported, "Send the body uncompressed.")
                .with("Accept-Encoding", "identity")
        }
        if head.contentType?.isUTF8 == false {
            return Problem(415, "charset", .notSupported, "Send the body in UTF-8.")
        }
        return nil
    }
}
