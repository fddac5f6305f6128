/// Writes functional acknowledgments (997), part by part: an interchange for each that is answered, with a set for each
/// of its groups.
///
/// They go from the receiver to the sender, in the delimiters and the version that the sender uses.
public struct AcknowledgmentWriter: Sendable {
    /// When it is written.
    public struct Moment: Hashable, Sendable {
        /// `CCYYMMDD`.
        public var date: String
        /// `HHMM`.
        public var time: String

        /// Joins the two.
        public init(date: String, time: String) {
            self.date = date
            self.time = time
        }
    }

    /// A group that is being answered.
    private struct Open {
        var ordinal: Int
        var group: Segment
        var segments = 0
        var received = 0
        var accepted = 0
        var hasErrors = false
    }

    private let moment: Moment
    /// The control number of the interchange that is written next; 1 follows 999999999.
    public private(set) var nextNumber: Int
    private var interchange: Segment?
    private var delimiters: Delimiters?
    private var number = 0
    private var groups = 0
    private var open: Open?
    private var bytes: [UInt8] = []

    /// - Parameter number: the control number of the first interchange that is written, from 1 to 999999999.
    public init(number: Int, at moment: Moment) {
        nextNumber = number
        self.moment = moment
    }

    /// The number behind another.
    public static func number(after number: Int) -> Int { number >= 999_999_999 ? 1 : number + 1 }

    /// Answers a set; returns what is to be written now.
    ///
    /// - Parameters:
    ///   - group: its GS, in the delimiters of its interchange.
    ///   - ordinal: which group of the file it is: the same for all sets of one group.
    ///   - interchange: its ISA.
    public mutating func add(
        _ answer: SetAnswer, group: Segment, ordinal: Int, of interchange: Segment, _ delimiters: Delimiters
    ) -> [UInt8] {
        if self.interchange != interchange {
            closeInterchange()
            begin(interchange, delimiters)
        }
        if open?.ordinal != ordinal {
            closeGroup()
            begin(group, ordinal)
        }
        write(answer)
        return taken()
    }

    /// The trailers.
    public mutating func finish() -> [UInt8] {
        closeInterchange()
        return taken()
    }

    private mutating func taken() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    // MARK: Segments

    private mutating func segment(_ name: String, _ elements: String...) {
        guard let delimiters else { return }
        var parts = elements[...]
        while parts.last == "" { parts.removeLast() }
        bytes += Array(name.utf8)
        for part in parts { bytes += [delimiters.element] + Array(part.utf8) }
        bytes.append(delimiters.terminator)
        open?.segments += 1
    }

    private mutating func write(_ answer: SetAnswer) {
        segment("AK2", answer.identifier, answer.controlNumber)
        for note in answer.notes {
            segment("AK3", note.segment, "\(note.position)", "", note.code)
            for element in note.elements {
                var place = "\(element.element)"
                if let component = element.component, let mark = delimiters?.component {
                    place += String(decoding: [mark], as: UTF8.self) + "\(component)"
                }
                let number = DataElements.number(of: note.segment, element.element).map { "\($0)" }
                segment("AK4", place, number ?? "", element.flaw.rawValue)
            }
        }
        let codes = answer.codes.prefix(5) + Array(repeating: "", count: max(0, 5 - answer.codes.count))
        segment("AK5", answer.outcome.rawValue, codes[0], codes[1], codes[2], codes[3], codes[4])
        open?.received += 1
        if answer.outcome != .rejected { open?.accepted += 1 }
        if answer.outcome != .accepted { open?.hasErrors = true }
    }

    private mutating func begin(_ interchange: Segment, _ delimiters: Delimiters) {
        self.interchange = interchange
        self.delimiters = delimiters
        number = nextNumber
        nextNumber = Self.number(after: number)
        groups = 0
        // ISA's elements stand in fixed columns, and those that are turned round are as wide as each other.
        let came = Array(interchange.bytes)
        var bytes = Array("ISA*00*          *00*          *".utf8) + came[51..<69]
        bytes += Array("*".utf8) + came[32..<50]
        bytes += Array("*\(moment.date.suffix(6))*\(moment.time)*".utf8) + came[82..<83]
        bytes += Array("*".utf8) + came[84..<89]
        bytes += Array("*\(Self.padded(number))*0*".utf8) + [came[102]] + Array("*".utf8) + [came[104]]
        for place in InterchangeReader.separators { bytes[place] = delimiters.element }
        self.bytes += bytes + [delimiters.terminator]
    }

    private mutating func begin(_ group: Segment, _ ordinal: Int) {
        groups += 1
        let version = String((group.text(8) ?? "004010").prefix(6))
        segment(
            "GS", "FA", group.text(3) ?? "", group.text(2) ?? "", moment.date, moment.time, "\(groups)", "X", version)
        open = Open(ordinal: ordinal, group: group)
        segment("ST", "997", "0001")
        segment("AK1", group.text(1) ?? "", group.text(6) ?? "")
    }

    private mutating func closeGroup() {
        guard let group = open else { return }
        let outcome = group.accepted == group.received ? (group.hasErrors ? "E" : "A") : group.accepted > 0 ? "P" : "R"
        segment("AK9", outcome, "\(group.received)", "\(group.received)", "\(group.accepted)")
        segment("SE", "\((open?.segments ?? 0) + 1)", "0001")
        open = nil
        segment("GE", "1", "\(groups)")
    }

    private mutating func closeInterchange() {
        closeGroup()
        guard interchange != nil else { return }
        segment("IEA", "\(groups)", Self.padded(number))
        interchange = nil
    }

    /// With nine digits.
    private static func padded(_ number: Int) -> String {
        String(repeating: "0", count: max(0, 9 - "\(number)".count)) + "\(number)"
    }
}
