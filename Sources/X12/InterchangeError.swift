/// Why what follows can't be told apart any more, or isn't what its envelope says: nothing of the file is to be used.
public struct InterchangeError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, in a word.
    public let kind: Kind
    /// Which segment it is seen at, counted from the beginning of what was read, the first ISA being 1.
    public let segment: Int
    /// What is wrong, in a sentence that repeats no element but counts and control numbers.
    public let description: String

    /// What may be wrong with an envelope.
    public enum Kind: String, Hashable, Sendable {
        /// There is no ISA, or it isn't 106 characters in its fixed columns.
        case header
        /// A segment stands where none of its kind may.
        case misplaced
        /// Something was opened and isn't closed.
        case unclosed
        /// A trailer has another control number than its header.
        case control
        /// A trailer counts something else than what is there.
        case count
        /// A set is above the limit.
        case size
    }

    init(_ kind: Kind, at segment: Int, _ description: String) {
        self.kind = kind
        self.segment = segment
        self.description = description
    }
}

/// What is wrong with one transaction set, whose neighbours are sound.
public enum SetProblem: Hashable, Sendable {
    /// SE-01 is no number, or another than that of the segments that stand there.
    case count(declared: Int?, found: Int)
    /// SE-02 is another control number than ST-02.
    case control(header: Int?, trailer: Int?)
    /// The next set begins, or the group ends, before its SE.
    case unclosed
    /// ST-01 isn't three digits.
    case identifier
    /// ST-02 is missing.
    case controlNumber
    /// CTT-01 is another number than that of the lines that stand there.
    case lines(declared: Int?, found: Int, name: String)

    /// What is wrong, in a sentence.
    public var sentence: String {
        switch self {
        case .count(nil, _): "SE-01 is no number of segments."
        case .count(let declared?, let found):
            "SE-01 says \(declared.segments), \(found) \(found == 1 ? "stands" : "stand") there."
        case .control(let header?, let trailer?):
            "ST-02 is \(header) and SE-02 is \(trailer); they have to be the same."
        case .control: "SE-02 is not what ST-02 is."
        case .unclosed: "It has no SE, as a set that was cut short."
        case .identifier: "ST-01 has to be three digits."
        case .controlNumber: "ST-02, its control number, is missing."
        case .lines(nil, _, _): "CTT-01 is no number of lines."
        case .lines(let declared?, let found, let name): "CTT-01 says \(declared) \(name), \(found) stand there."
        }
    }

    /// The element that is wrong; `nil` where it isn't one.
    public var place: String? {
        switch self {
        case .count: "SE-01"
        case .control: "SE-02"
        case .unclosed: nil
        case .identifier: "ST-01"
        case .controlNumber: "ST-02"
        case .lines: "CTT-01"
        }
    }
}

extension Int {
    fileprivate var segments: String { self == 1 ? "1 segment" : "\(self) segments" }
}
