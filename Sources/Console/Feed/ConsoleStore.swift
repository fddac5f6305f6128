import SyncModel
import SyncStore

/// What the console reads. Every call may block and is made on a thread that may wait.
protocol ConsoleStore: Sendable {
    func changeCounter() throws(StateFileProblem) -> Int64
    func mark() throws(StateFileProblem) -> StateMark
    func overview(now: UTCTime, window: Duration) throws(StateFileProblem) -> Overview
    func causes(of owner: Role?, limit: Int) throws(StateFileProblem) -> [CauseRow]
    func exceptions(
        _ filter: ExceptionFilter, after: ExceptionRow?, limit: Int
    ) throws(StateFileProblem) -> [ExceptionRow]
    func exception(_ id: ExceptionID) throws(StateFileProblem) -> ExceptionDetail?
    func exceptions(numbered ids: [ExceptionID]) throws(StateFileProblem) -> [ExceptionRow]
    func work(on causes: [String]) throws(StateFileProblem) -> [String: CauseWork]
    func remarks(on exceptions: [ExceptionID]) throws(StateFileProblem) -> [ExceptionID: Int]
    func comments(on subject: CommentSubject, limit: Int) throws(StateFileProblem) -> [CommentRow]
    func savedViews(of user: String) throws(StateFileProblem) -> [SavedView]
    func lanes(of exceptions: [ExceptionID]) throws(StateFileProblem) -> [ExceptionID: LaneStanding]
    func deliveries(of message: MessageID) throws(StateFileProblem) -> [DeliveryRow]
    func exceptions(of message: MessageID) throws(StateFileProblem) -> [ExceptionRow]
    func message(_ id: MessageID) throws(StateFileProblem) -> (row: MessageRow, payload: [UInt8])?
    func messages(before: MessageID?, limit: Int) throws(StateFileProblem) -> [MessageRow]
    func items() throws(StateFileProblem) -> [MasterItem]
    func mappedItem(source: SourceName, code: String) throws(StateFileProblem) -> String?
    func item(_ number: String) throws(StateFileProblem) -> MasterItem?
    func location(source: SourceName, code: String) throws(StateFileProblem) -> LocationEntry?
}

extension StateReader: ConsoleStore {}
