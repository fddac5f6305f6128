import SyncStore

/// When each reading is due: what is asked for anew at once, and what the state has moved on from.
///
/// A look costs next to nothing while nothing changes, and little while only heartbeats and counters do.
struct ReadingSchedule {
    /// What is known of a reading that was performed.
    private struct Entry {
        var at: ContinuousClock.Instant
        var took: Duration
        var counter: Int64
        var mark: StateMark
    }

    /// After so long what moves by itself is read anyway, and a list where anything at all has changed, since a mark
    /// doesn't tell who works on a row.
    let longest: Duration
    private var entries: [AnyReading: Entry] = [:]
    private var counter: Int64 = 0
    private var mark = StateMark()

    init(longest: Duration) { self.longest = longest }

    /// Notes how far the state is; `mark` is only asked where something was committed since the last look.
    mutating func look(
        counter: Int64, mark: () throws(StateFileProblem) -> StateMark
    ) throws(StateFileProblem) {
        guard counter != self.counter else { return }
        self.mark = try mark()
        self.counter = counter
    }

    /// Whether a reading has to be performed now.
    func isDue(_ reading: AnyReading, at now: ContinuousClock.Instant) -> Bool {
        guard let entry = entries[reading] else { return true }
        let age = now - entry.at
        let isOld = age >= longest
        let hasChanged = counter != entry.counter
        // What is dear to read is read less often: at most a tenth of the time goes into it.
        guard isOld || age >= entry.took * 10 else { return false }
        return switch reading.staleness {
        case .time: hasChanged || isOld
        case .change: hasChanged
        case .exceptions: hasChanged && (isOld || !mark.hasSameExceptions(as: entry.mark))
        case .messages: hasChanged && (isOld || mark.newestMessage != entry.mark.newestMessage)
        case .never: false
        }
    }

    /// Notes that a reading was performed.
    mutating func note(_ reading: AnyReading, from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
        entries[reading] = Entry(at: start, took: end - start, counter: counter, mark: mark)
    }

    /// Forgets when these were performed, so that they are due.
    mutating func forget(_ readings: some Sequence<AnyReading>) {
        for reading in readings { entries[reading] = nil }
    }

    /// Forgets what is not asked for any more.
    mutating func keep(only readings: [AnyReading]) {
        guard entries.count > readings.count else { return }
        let asked = Set(readings)
        entries = entries.filter { asked.contains($0.key) }
    }
}

extension StateMark {
    /// Whether no exception came or went in between.
    fileprivate func hasSameExceptions(as other: StateMark) -> Bool {
        newestException == other.newestException && open == other.open && value == other.value
    }
}
