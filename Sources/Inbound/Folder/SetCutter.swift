internal import X12

/// Cuts bytes into transaction sets of X12, holding one at a time; each is handed over as an interchange of its own.
///
/// A set that isn't sound is handed over like the others; an envelope that isn't refuses the file.
struct SetCutter: FileCutter {
    private var reader: InterchangeReader
    private let mayBeTests: Bool
    private var last: (group: X12.Segment, interchange: X12.Segment)?
    private var groups = 0

    /// - Parameter mayBeTests: whether interchanges are taken that say they are tests.
    init(limit: Int, mayBeTests: Bool) {
        reader = InterchangeReader(limit: limit)
        self.mayBeTests = mayBeTests
    }

    mutating func take(_ bytes: ArraySlice<UInt8>, _ each: (FilePiece) throws -> Void) throws {
        reader.append(bytes)
        while let set = try next() {
            if !mayBeTests, set.interchange.text(15) != "P" {
                throw FileProblem(
                    "test", line: set.position, column: "ISA-15",
                    "It doesn't say P, for production: nothing was booked. Have tests dropped at a test site, or allow "
                        + "them with 'tests' of the source's 'x12'.")
            }
            var piece = FilePiece(line: set.position, bytes: set.bytes)
            piece.group = group(of: set)
            try each(piece)
        }
    }

    mutating func finish(_ each: (FilePiece) throws -> Void) throws {
        do throws(InterchangeError) { try reader.finish() } catch { throw Self.problem(error) }
    }

    private mutating func next() throws(FileProblem) -> TransactionSet? {
        do throws(InterchangeError) { return try reader.next() } catch { throw Self.problem(error) }
    }

    private mutating func group(of set: TransactionSet) -> Int {
        if last?.group != set.group || last?.interchange != set.interchange { groups += 1 }
        last = (set.group, set.interchange)
        return groups
    }

    private static func problem(_ error: InterchangeError) -> FileProblem {
        let kind =
            switch error.kind {
            case .count: "totals"
            case .size: "message size"
            case .header, .misplaced, .unclosed, .control: "envelope"
            }
        let more = error.kind == .size ? " Raise 'maximum-row', or have it split." : ""
        return FileProblem(kind, line: error.segment, error.description + more)
    }
}
