/// Finds the transaction sets in bytes that come in pieces of any size, and holds envelopes against what is in them.
///
/// It holds one set at a time. After an error it is done with: what would follow can't be relied on.
public struct InterchangeReader: Sendable {
    /// ISA's length with its terminator: all of its elements have fixed widths (X12.5, ISA).
    static let headerLength = 106

    private let limit: Int
    private var pending: [UInt8] = []
    /// Where the next segment begins in `pending`, and how far its terminator was looked for.
    private var start = 0
    private var scanned = 0
    /// How many segments were read.
    private var number = 0
    private var delimiters: Delimiters?
    private var interchange: Segment?
    private var group: Segment?
    private var groups = 0
    private var sets = 0
    private var set: [Segment] = []
    private var setBytes = 0
    private var setStart = 0
    /// A segment that ended the set before it, and is still to be read.
    private var held: Segment?

    /// - Parameter limit: the most bytes of one set.
    public init(limit: Int) { self.limit = limit }

    /// Takes what was read next.
    public mutating func append(_ bytes: some Collection<UInt8>) {
        pending.removeFirst(start)
        scanned -= start
        start = 0
        pending.append(contentsOf: bytes)
    }

    /// The next set that is complete; `nil` where more bytes are needed.
    public mutating func next() throws(InterchangeError) -> TransactionSet? {
        while true {
            if let held {
                self.held = nil
                if let set = try read(held) { return set }
            }
            guard let segment = try nextSegment() else { return nil }
            if let set = try read(segment) { return set }
        }
    }

    /// There are no more bytes: what is open is told of. ``next()`` has to have said `nil` before.
    public func finish() throws(InterchangeError) {
        if start < pending.count {
            guard interchange != nil else { throw error(.header, "It ends within an ISA: send the file again.") }
            throw error(.unclosed, "It ends within a segment, as a file that was cut short: send it again.")
        }
        let open = !set.isEmpty ? "an ST without its SE" : group != nil ? "a GS without its GE" : nil
        if let open = open ?? (interchange != nil ? "an ISA without its IEA" : nil) {
            throw error(.unclosed, "It has \(open), as a file that was cut short: send it again.")
        }
        if number == 0 { throw error(.header, "It holds no ISA: it is no interchange of X12.") }
    }

    private func error(_ kind: InterchangeError.Kind, _ sentence: String) -> InterchangeError {
        InterchangeError(kind, at: max(number, 1), sentence)
    }

    // MARK: Segments

    private mutating func nextSegment() throws(InterchangeError) -> Segment? {
        while start < pending.count, ASCII.isLineEnd(pending[start]) { start += 1 }
        scanned = max(scanned, start)
        guard interchange != nil, let delimiters else { return try nextHeader() }
        guard let end = pending[scanned...].firstIndex(of: delimiters.terminator) else {
            scanned = pending.count
            try checkSize(pending.count - start)
            return nil
        }
        let bytes = Array(pending[start..<end])
        (start, scanned) = (end + 1, end + 1)
        number += 1
        return Segment(bytes[...], delimiters)
    }

    /// The ISA that begins an interchange, with its delimiters.
    private mutating func nextHeader() throws(InterchangeError) -> Segment? {
        let name = pending[start...].prefix(3)
        guard "ISA".utf8.starts(with: name) else {
            number += 1
            throw error(
                .header,
                number == 1
                    ? "It doesn't begin with ISA: it is no interchange of X12."
                    : "Something other than an ISA stands behind an IEA: send the file again.")
        }
        let bytes = Array(pending[start...].prefix(Self.headerLength))
        guard bytes.count == Self.headerLength else { return nil }
        number += 1
        let (found, segment) = try Self.header(bytes, at: number)
        delimiters = found
        (start, scanned) = (start + Self.headerLength, start + Self.headerLength)
        return segment
    }

    /// Where ISA's element separators stand (X12.5, ISA).
    static let separators = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103]

    /// The delimiters that an ISA declares, and the ISA.
    ///
    /// - Parameters:
    ///   - bytes: those of the ISA with its terminator.
    ///   - number: which segment of what was read it is.
    public static func header(
        _ bytes: [UInt8], at number: Int = 1
    ) throws(InterchangeError) -> (Delimiters, Segment) {
        func error(_ sentence: String) -> InterchangeError { InterchangeError(.header, at: number, sentence) }
        guard bytes.count == headerLength else { throw error("An ISA has 106 characters with its terminator.") }
        let separator = bytes[3]
        let marks = bytes.indices.filter { bytes[$0] == separator && $0 < 104 }
        if marks != separators {
            let wrong = zip(marks, separators).map(!=).firstIndex(of: true) ?? min(marks.count, 15)
            throw error(
                "ISA-\(wrong < 10 ? "0" : "")\(max(wrong, 1)) doesn't have its fixed width: an ISA has 106 characters "
                    + "with its terminator.")
        }
        // ISA-11 was an id of the standard before it was a delimiter.
        let repetition: UInt8? = String(decoding: bytes[84..<89], as: UTF8.self) >= "00402" ? bytes[82] : nil
        guard
            let delimiters = Delimiters(
                element: separator, component: bytes[104],
                repetition: repetition.flatMap { ASCII.isLetterOrDigit($0) || $0 == 0x20 ? nil : $0 },
                terminator: bytes[105])
        else {
            throw error(
                "The delimiters that ISA declares can't be told from each other or from text.")
        }
        return (delimiters, Segment(bytes[..<105], delimiters))
    }

    private func checkSize(_ more: Int) throws(InterchangeError) {
        guard setBytes + more > limit else { return }
        throw InterchangeError(
            .size, at: set.isEmpty ? number + 1 : setStart, "What begins here has more than \(limit) bytes.")
    }

    // MARK: Envelopes

    private mutating func read(_ segment: Segment) throws(InterchangeError) -> TransactionSet? {
        if !set.isEmpty { return try readInSet(segment) }
        if group != nil {
            try readInGroup(segment)
        } else if interchange != nil {
            try readInInterchange(segment)
        } else {
            (interchange, groups) = (segment, 0)
        }
        return nil
    }

    private mutating func readInInterchange(_ segment: Segment) throws(InterchangeError) {
        switch segment.name {
        case "GS": (group, sets) = (segment, 0)
        // An acknowledgment of another interchange, which says nothing of this one.
        case "TA1": break
        case "IEA":
            try check(segment, counts: groups, "groups")
            try check(segment, against: interchange?.element(13), "ISA-13")
            (interchange, delimiters) = (nil, nil)
        default: throw misplaced(segment)
        }
    }

    private mutating func readInGroup(_ segment: Segment) throws(InterchangeError) {
        switch segment.name {
        case "ST":
            sets += 1
            try begin(segment)
        case "GE":
            try check(segment, counts: sets, "sets")
            try check(segment, against: group?.element(6), "GS-06")
            (group, groups) = (nil, groups + 1)
        default: throw misplaced(segment)
        }
    }

    private mutating func readInSet(_ segment: Segment) throws(InterchangeError) -> TransactionSet? {
        switch segment.name {
        case "SE":
            set.append(segment)
            return end(isClosed: true)
        case "ST", "GE":
            held = segment
            return end(isClosed: false)
        case "ISA", "GS", "IEA": throw misplaced(segment)
        default:
            try checkSize(segment.bytes.count + 1)
            set.append(segment)
            setBytes += segment.bytes.count + 1
            return nil
        }
    }

    private mutating func begin(_ segment: Segment) throws(InterchangeError) {
        try checkSize(segment.bytes.count + 1)
        (set, setBytes, setStart) = ([segment], segment.bytes.count + 1, number)
    }

    private mutating func end(isClosed: Bool) -> TransactionSet? {
        defer { (set, setBytes) = ([], 0) }
        guard let interchange, let group, let delimiters else { return nil }
        return TransactionSet(
            segments: set, isClosed: isClosed, position: setStart, interchange: interchange, group: group,
            delimiters: delimiters)
    }

    private func misplaced(_ segment: Segment) -> InterchangeError {
        let place =
            !set.isEmpty ? "within a set" : group != nil ? "between the sets of a group" : "between groups"
        let name = Path.isName(segment.name) ? segment.name : "What stands here"
        return error(.misplaced, "\(name) has no place \(place): send the file again.")
    }

    /// Holds the count of a trailer against what was found.
    private func check(_ trailer: Segment, counts found: Int, _ what: String) throws(InterchangeError) {
        let place = "\(trailer.name)-01"
        guard let declared = trailer.element(1).flatMap({ ASCII.number($0) }) else {
            throw error(.count, "\(place) is no number of \(what).")
        }
        guard declared != found else { return }
        throw error(.count, "\(place) says \(declared) \(what), and there are \(found): send the file again.")
    }

    /// Holds the control number of a trailer against that of its header.
    private func check(
        _ trailer: Segment, against header: ArraySlice<UInt8>?, _ place: String
    ) throws(InterchangeError) {
        let own = trailer.element(2)
        let (number, other) = (header.flatMap { ASCII.number($0) }, own.flatMap { ASCII.number($0) })
        guard header != nil else { throw error(.control, "\(place), the control number, is missing.") }
        if let number, let other {
            guard number != other else { return }
            throw error(
                .control, "\(place) is \(number) and \(trailer.name)-02 is \(other); they have to be the same.")
        }
        guard header != own else { return }
        throw error(.control, "\(trailer.name)-02 is not what \(place) is.")
    }
}
