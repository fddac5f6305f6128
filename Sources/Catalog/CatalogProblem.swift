/// Something in a catalog that a person has to change, where it stands, and what to do about it.
public struct CatalogProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where it stands.
    public var place: Place
    /// Whether the catalog can be used all the same.
    public var severity: Severity
    /// What is wrong and what to do, in one sentence without a full stop. Never holds a secret or a control character.
    public var sentence: String

    /// Joins a place with what is wrong there.
    public init(_ severity: Severity = .error, at place: Place, _ sentence: String) {
        self.place = place
        self.severity = severity
        self.sentence = sentence
    }

    /// `flows/supply.yaml:3:1: error: unknown key 'ower'; did you mean 'owner'?`, as compilers write it.
    public var description: String { "\(place): \(severity.rawValue): \(sentence)" }

    /// Whether a catalog can be used in spite of a problem.
    public enum Severity: String, Sendable, Hashable {
        /// It can't.
        case error
        /// It can, but somebody will miss something.
        case warning
    }

    /// A point in a file of the catalog.
    public struct Place: Sendable, Hashable, Comparable, CustomStringConvertible {
        /// The path within the catalog: `flows/supply-usage.yaml`; for the catalog's own folder its path,
        /// empty where it has none.
        public var file: String
        /// The line, from 1; 0 where the whole file is meant.
        public var line: Int
        /// The column in Unicode scalars, from 1; 0 where the whole file is meant.
        public var column: Int

        /// A point in `file`, or all of it.
        public init(file: String, line: Int = 0, column: Int = 0) {
            self.file = file
            self.line = line
            self.column = column
        }

        /// `flows/supply.yaml:3:1`, or the file alone.
        public var description: String {
            let name = file.isEmpty ? "catalog" : file
            return line == 0 ? name : "\(name):\(line):\(column)"
        }

        /// By file, then from the top.
        public static func < (left: Self, right: Self) -> Bool {
            (left.file, left.line, left.column) < (right.file, right.line, right.column)
        }
    }
}

/// Everything that keeps a catalog from being used, at once.
public struct CatalogProblems: Error, Sendable, Hashable, CustomStringConvertible {
    /// Every problem, warnings included, by place.
    public var problems: [CatalogProblem]

    /// Wraps the problems of one catalog.
    public init(_ problems: [CatalogProblem]) { self.problems = problems }

    /// One line for each problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
