/// What a 997 says of one transaction set: AK2 to AK5 (X12 004010, 997).
public struct SetAnswer: Codable, Hashable, Sendable {
    /// ST-01 of the set.
    public var identifier: String
    /// ST-02 of the set.
    public var controlNumber: String
    /// AK5-01.
    public var outcome: Outcome
    /// AK5-02 to 06, at most five (data element 718).
    public var codes: [String]
    /// What is wrong with which segment.
    public var notes: [SegmentNote]

    /// What became of a set (data element 717).
    public enum Outcome: String, Codable, Hashable, Sendable {
        /// Taken.
        case accepted = "A"
        /// Taken, with errors that its sender should mend.
        case acceptedWithErrors = "E"
        /// Not taken.
        case rejected = "R"
    }

    /// What is wrong with a segment: AK3.
    public struct SegmentNote: Codable, Hashable, Sendable {
        /// Its name.
        public var segment: String
        /// Its number within the set, ST being 1.
        public var position: Int
        /// AK3-04 (data element 720): 3 where it is missing, 8 where elements of it are wrong.
        public var code: String
        /// Which elements.
        public var elements: [ElementNote]
    }

    /// What is wrong with an element: AK4.
    public struct ElementNote: Codable, Hashable, Sendable {
        /// Its position in the segment, from 1.
        public var element: Int
        /// The component's in the element, from 1.
        public var component: Int?
        /// What is wrong.
        public var flaw: ElementFlaw
    }

    /// What may be wrong with an element (data element 723).
    public enum ElementFlaw: String, Codable, Hashable, Sendable {
        /// It has to be there and isn't.
        case missing = "1"
        /// It has too many characters.
        case tooLong = "5"
        /// It holds a character that its type doesn't.
        case character = "6"
        /// It isn't one of the values that there are.
        case value = "7"
        /// It is no date.
        case date = "8"
    }

    /// A set that was taken; what of it is longer than the standard has it is noted.
    public init(accepting set: TransactionSet) {
        let notes = DataElements.overlong(in: set)
        self.init(set, notes.isEmpty ? .accepted : .acceptedWithErrors, notes.isEmpty ? [] : ["5"], notes)
    }

    /// A set that isn't one.
    public init(rejecting set: TransactionSet, for problem: SetProblem) {
        var notes: [SegmentNote] = []
        if case .lines = problem, let place = try? Path("CTT-01") {
            notes = [Self.note(at: place, .value, in: SetScope(set))]
        }
        self.init(set, .rejected, [problem.code], notes)
    }

    /// A set of a kind that isn't taken here.
    public init(rejectingUnsupported set: TransactionSet) {
        self.init(set, .rejected, ["1"], [])
    }

    /// The answer where the set's control number came before, with other content.
    public var repeated: SetAnswer {
        var answer = self
        (answer.outcome, answer.codes, answer.notes) = (.rejected, ["7"], [])
        return answer
    }

    /// A set that says something wrong at a place.
    ///
    /// - Parameter scope: where the place was looked for.
    public init(rejecting set: TransactionSet, for flaw: ElementFlaw, at place: Path, in scope: SetScope) {
        self.init(set, .rejected, ["5"], [Self.note(at: place, flaw, in: scope)])
    }

    private init(_ set: TransactionSet, _ outcome: Outcome, _ codes: [String], _ notes: [SegmentNote]) {
        identifier = set.identifier
        controlNumber = set.controlNumber
        self.outcome = outcome
        self.codes = codes
        self.notes = notes
    }

    /// A missing segment is told of where it was looked for: its own position is nowhere.
    private static func note(at place: Path, _ flaw: ElementFlaw, in scope: SetScope) -> SegmentNote {
        guard let position = scope.position(of: place), let element = place.element else {
            return SegmentNote(segment: place.segment, position: scope.position, code: "3", elements: [])
        }
        let note = ElementNote(element: element, component: place.component, flaw: flaw)
        return SegmentNote(segment: place.segment, position: position, code: "8", elements: [note])
    }
}

extension SetProblem {
    /// As AK5-02 says it (data element 718).
    var code: String {
        switch self {
        case .unclosed: "2"
        case .control: "3"
        case .count: "4"
        case .lines: "5"
        case .identifier: "6"
        case .controlNumber: "7"
        }
    }
}
