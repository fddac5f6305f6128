internal import SyncEngine

/// What the requests of one source mean. Values in, values out: no I/O.
protocol RequestDesk: Sendable {
    /// Whether a request is answered whoever sends it: a description of what is taken, and nothing else.
    func isOpen(_ head: RequestHead) -> Bool

    /// What is wrong with a request before its body has been read.
    func problem(with head: RequestHead) -> Problem?

    /// What to do with a whole request.
    func read(_ head: RequestHead, _ body: [UInt8]) -> Intent

    /// A problem in the form that this source's senders read.
    func answer(_ problem: Problem) -> HTTPAnswer
}

/// What is to be done with a request.
struct Intent: Sendable {
    /// What is handed in, in this order. Often one; none where the answer is known.
    var messages: [IncomingMessage]
    /// The answer, once every message has its reply, in the order of the messages.
    var answer: @Sendable ([IntakeReply]) -> HTTPAnswer

    /// Hands messages in, and answers when all have their replies.
    init(_ messages: [IncomingMessage], answer: @escaping @Sendable ([IntakeReply]) -> HTTPAnswer) {
        self.messages = messages
        self.answer = answer
    }

    /// Answers at once.
    init(_ answer: HTTPAnswer) {
        self.init([]) { _ in answer }
    }
}
