import SyncModel
import SyncStore

/// What a screen wants read from the state: a query with its arguments. Equal readings ask the same.
///
/// It is performed on the feed's thread, however long it takes; the value it gives is handed to the screens that ask
/// just this, and to nobody where none does any more.
protocol Reading: Hashable, Sendable {
    /// What it reads from: a protocol of the calls it makes, which `StateReader` conforms to.
    associatedtype Store = any ConsoleStore
    /// What it gives.
    associatedtype Value: Sendable

    /// What makes its last value old.
    var staleness: Staleness { get }

    /// Reads. May block.
    func read(from store: Store, at now: UTCTime) throws(StateFileProblem) -> Value
}

/// What makes a value that was read old, so that it is read again.
enum Staleness: Hashable, Sendable {
    /// Any commit, and time: rates move on by themselves.
    case time
    /// Any commit.
    case change
    /// An exception that came or went, or that was taken on.
    case exceptions
    /// A message that arrived.
    case messages
    /// Nothing: what was read once does not change.
    case never
}

/// A reading of any kind.
struct AnyReading: Hashable, Sendable {
    let base: any Reading

    init(_ base: any Reading) { self.base = base }

    var staleness: Staleness { base.staleness }

    /// Whether it is this reading.
    func `is`(_ reading: some Reading) -> Bool { Self.isEqual(reading, base) }

    /// Reads, and notes when and why not.
    func perform(_ store: any ConsoleStore, at now: UTCTime) -> ReadResult {
        Self.perform(base, store, at: now)
    }

    private static func perform(_ reading: some Reading, _ store: any ConsoleStore, at now: UTCTime) -> ReadResult {
        func outcome<R: Reading>(_ reading: R) -> Result<any Sendable, StateFileProblem> {
            guard let own = store as? R.Store else {
                return .failure(.failed(path: "the state", reason: "it has no \(R.Store.self)"))
            }
            do throws(StateFileProblem) {
                return .success(try reading.read(from: own, at: now))
            } catch {
                return .failure(error)
            }
        }
        return ReadResult(AnyReading(reading), outcome(reading), at: now)
    }

    static func == (left: AnyReading, right: AnyReading) -> Bool { isEqual(left.base, right.base) }

    private static func isEqual<R: Reading>(_ left: R, _ right: any Reading) -> Bool { (right as? R) == left }

    func hash(into hasher: inout Hasher) { base.hash(into: &hasher) }
}

/// What came of a reading.
struct ReadResult: Sendable {
    /// What was read.
    let reading: AnyReading
    /// When.
    let readAt: UTCTime
    private let outcome: Result<any Sendable, StateFileProblem>

    init(_ reading: AnyReading, _ outcome: Result<any Sendable, StateFileProblem>, at readAt: UTCTime) {
        self.reading = reading
        self.outcome = outcome
        self.readAt = readAt
    }

    /// The value of a reading.
    init<R: Reading>(_ value: R.Value, of reading: R, at readAt: UTCTime) {
        self.init(AnyReading(reading), .success(value), at: readAt)
    }

    /// The value, where it is that of this reading and there is one.
    func value<R: Reading>(of reading: R) -> R.Value? {
        guard self.reading.is(reading), case .success(let value) = outcome else { return nil }
        return value as? R.Value
    }

    /// Why there is no value, in one sentence.
    var problem: String? {
        if case .failure(let problem) = outcome { problem.description } else { nil }
    }
}

/// What a screen waits for and then shows: a reading with its last value.
struct Awaited<Source: Reading>: Sendable {
    /// What is asked for. The value of another question stays until that of this one is there.
    var reading: Source
    /// What was read last; `nil` until something was.
    private(set) var value: Source.Value?
    /// What the value was read for.
    private(set) var valueOf: Source?
    /// Why the last reading failed; `nil` where it didn't.
    private(set) var problem: String?

    init(_ reading: Source) { self.reading = reading }

    /// Whether the value answers what is asked now.
    var isCurrent: Bool { valueOf == reading }

    /// Takes what was read, where it is what is asked for.
    ///
    /// - Returns: whether there is a new value.
    mutating func take(_ result: ReadResult) -> Bool {
        guard result.reading.is(reading) else { return false }
        problem = result.problem
        guard let read = result.value(of: reading) else { return false }
        value = read
        valueOf = reading
        return true
    }

    /// Forgets the value: what comes next is something else.
    mutating func forget() {
        value = nil
        valueOf = nil
        problem = nil
    }
}
