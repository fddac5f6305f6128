/// A transaction set with the envelope that it came in: ST to SE, and what its ISA and GS say.
public struct TransactionSet: Hashable, Sendable {
    /// ST to SE; where it was cut short, without SE.
    public let segments: [Segment]
    /// Which segment its ST is, counted from the beginning of what was read, the first ISA being 1.
    public let position: Int
    /// Its ISA.
    public let interchange: Segment
    /// Its GS.
    public let group: Segment
    /// Those of its interchange.
    public let delimiters: Delimiters
    /// What is wrong with it as a set; `nil` where nothing is.
    public let problem: SetProblem?
    /// Where its lines begin and end among ``segments``.
    let lines: Range<Int>

    init(
        segments: [Segment], isClosed: Bool, position: Int, interchange: Segment, group: Segment,
        delimiters: Delimiters
    ) {
        self.segments = segments
        self.position = position
        self.interchange = interchange
        self.group = group
        self.delimiters = delimiters
        let layout = SetLayout.known[segments.first?.text(1) ?? ""]
        lines = layout?.lines(in: segments) ?? segments.count..<segments.count
        problem = Self.problem(in: segments, isClosed: isClosed, layout, lines)
    }

    /// ST-01, such as `810`.
    public var identifier: String { segments.first?.text(1) ?? "" }
    /// ST-02.
    public var controlNumber: String { segments.first?.text(2) ?? "" }

    /// The set as an interchange of its own: ISA and GS as they came, the set, and trailers that count one set.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func add(_ segment: some Sequence<UInt8>) {
            bytes += segment
            bytes.append(delimiters.terminator)
        }
        add(interchange.bytes)
        add(group.bytes)
        for segment in segments { add(segment.bytes) }
        for (name, control) in [("GE", group.element(6)), ("IEA", interchange.element(13))] {
            add(Array(name.utf8) + [delimiters.element, 0x31, delimiters.element] + (control ?? []))
        }
        return bytes
    }

    /// What tells this set from any other that a sender may send: sender, interchange, group and set, each as it came.
    ///
    /// Qualifier and id of the interchange's sender (ISA-05, 06), the group's sender (GS-02), ISA-13, GS-06, ST-02.
    public var identity: String {
        [
            interchange.text(5), interchange.text(6), group.text(2), interchange.text(13), group.text(6),
            segments.first?.text(2),
        ].map { ($0 ?? "").replacing("%", with: "%25").replacing("*", with: "%2A") }.joined(separator: "*")
    }

    private static func problem(
        in segments: [Segment], isClosed: Bool, _ layout: SetLayout?, _ lines: Range<Int>
    ) -> SetProblem? {
        guard isClosed, let header = segments.first, let trailer = segments.last else { return .unclosed }
        let declared = trailer.element(1).flatMap { ASCII.number($0) }
        if declared != segments.count { return .count(declared: declared, found: segments.count) }
        guard let identifier = header.element(1), identifier.count == 3, identifier.allSatisfy(ASCII.isDigit) else {
            return .identifier
        }
        guard let control = header.element(2) else { return .controlNumber }
        guard control == trailer.element(2) else {
            return .control(header: ASCII.number(control), trailer: trailer.element(2).flatMap { ASCII.number($0) })
        }
        guard let layout, let total = segments.last(where: { $0.name == "CTT" }) else { return nil }
        let found = segments[lines].count { $0.name == layout.line }
        let number = total.element(1).flatMap { ASCII.number($0) }
        return number == found ? nil : .lines(declared: number, found: found, name: layout.line)
    }
}

/// Where the lines of a kind of set stand: between its heading and its summary.
struct SetLayout: Hashable, Sendable {
    /// What each line begins with.
    let line: String
    /// What the summary begins with.
    let summary: String

    /// Of the sets that have lines, by ST-01 (X12 004010 and 005010).
    static let known: [String: SetLayout] = ["810": SetLayout(line: "IT1", summary: "TDS")]

    func lines(in segments: [Segment]) -> Range<Int> {
        let end = segments.lastIndex { $0.name == summary } ?? segments.lastIndex { $0.name == "SE" }
        let limit = end ?? segments.count
        let start = segments[..<limit].firstIndex { $0.name == line }
        return (start ?? limit)..<limit
    }
}
