/// One thing that a diagnosis looked at.
struct Finding: Encodable, Hashable {
    /// How it is.
    enum Verdict: String, Encodable, Hashable {
        /// As it should be.
        case fine
        /// Works, but not for long, or not as well as it could.
        case warning
        /// Something doesn't work, or will be lost.
        case problem

        /// The word at the start of a line.
        var word: String {
            switch self {
            case .fine: "ok     "
            case .warning: "WARNING"
            case .problem: "PROBLEM"
            }
        }
    }

    /// What was looked at: `state`, `disk`, `engine` …
    var area: String
    var verdict: Verdict
    /// One sentence; where it isn't fine, with what to do. No patient data, no secrets.
    var sentence: String

    init(_ area: String, _ verdict: Verdict, _ sentence: String) {
        self.area = area
        self.verdict = verdict
        self.sentence = sentence
    }

    /// The finding as a line.
    var line: String { "\(verdict.word)  \(area.column(9)) \(sentence)" }
}
