/// A folder that a source's files are dropped into, when they are taken up, and how they are read.
public struct DropFolder: Sendable, Hashable {
    /// The folder; absolute wherever the catalog's own folder is known.
    public var path: String
    /// Which names are taken up: letters as they are, `*` for any number of characters, `?` for one.
    public var pattern: String
    /// How long a file's size and time have to stand still before it is taken up; `nil` where its marker is enough.
    public var settledAfter: Duration?
    /// What stands behind a file's name in that of the empty file that says it is whole, such as `.done`.
    public var marker: String?
    /// The largest file, in bytes.
    public var maximumBytes: Int
    /// The largest row or message, in bytes.
    public var maximumRowBytes: Int
    /// What the files hold.
    public var content: Content

    /// A folder with the usual bounds: every file, after ten seconds without a change, up to 1 GiB of rows of 1 MiB.
    public init(
        path: String, pattern: String = "*", settledAfter: Duration? = Self.usualRest, marker: String? = nil,
        maximumBytes: Int = 1 << 30, maximumRowBytes: Int = 1 << 20, content: Content
    ) {
        self.path = path
        self.pattern = pattern
        self.settledAfter = settledAfter
        self.marker = marker
        self.maximumBytes = maximumBytes
        self.maximumRowBytes = maximumRowBytes
        self.content = content
    }

    /// How long a file stands still where the catalog says nothing of it.
    public static let usualRest: Duration = .seconds(10)

    /// What files hold.
    public enum Content: Sendable, Hashable {
        /// Rows of a table (RFC 4180).
        case rows(RowLayout)
        /// HL7 v2 messages, in a batch or one after the other (HL7 v2.5.1 §2.10.3).
        case messages
        /// Interchanges of X12, whose transaction sets are messages.
        case interchanges(Interchanges)
    }

    /// How interchanges of X12 are taken in.
    public struct Interchanges: Sendable, Hashable {
        /// Whether a functional acknowledgment (997) is written beside each report.
        public var areAcknowledged: Bool
        /// Whether those that say they are tests (ISA-15) are taken in; else they are refused.
        public var mayBeTests: Bool

        /// Interchanges that are not answered, and no tests.
        public init(areAcknowledged: Bool = false, mayBeTests: Bool = false) {
            self.areAcknowledged = areAcknowledged
            self.mayBeTests = mayBeTests
        }
    }

    /// What its files hold where they hold X12; `nil` of others.
    public var interchanges: Interchanges? {
        guard case .interchanges(let interchanges) = content else { return nil }
        return interchanges
    }

    /// Whether `name` is one of those that are taken up.
    public func takes(_ name: String) -> Bool { Self.matches(name.utf8[...], pattern.utf8[...]) }

    private static func matches(_ name: Substring.UTF8View, _ pattern: Substring.UTF8View) -> Bool {
        var (name, pattern) = (name, pattern)
        // Where the last star stood, and what it has left so far: it takes one more whenever the rest fails.
        var star: (pattern: Substring.UTF8View, name: Substring.UTF8View)?
        while let byte = name.first {
            switch pattern.first {
            case UInt8(ascii: "*"):
                pattern = pattern.dropFirst()
                star = (pattern, name)
            case let wanted? where wanted == byte || wanted == UInt8(ascii: "?"):
                pattern = pattern.dropFirst()
                name = name.dropFirst()
            default:
                guard let last = star else { return false }
                (pattern, name) = (last.pattern, last.name.dropFirst())
                star = (pattern, name)
            }
        }
        return pattern.allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

/// How the rows of a source's files are written.
public struct RowLayout: Sendable, Hashable {
    /// The columns that readings may name; without a heading these are all there are, in this order.
    public var columns: [String]
    /// What stands between two cells.
    public var delimiter: UInt8
    /// How text is written.
    public var encoding: Encoding
    /// Whether the first row names the columns.
    public var hasHeading: Bool
    /// The columns that tell one row from another, whichever file it comes in; empty where each row of each file is
    /// something of its own.
    public var key: [String]
    /// What the sender says of a whole file; `nil` where it says nothing.
    public var totals: ControlTotals?

    /// Rows of these columns, comma-separated UTF-8 with a heading.
    public init(
        columns: [String], delimiter: UInt8 = UInt8(ascii: ","), encoding: Encoding = .utf8, hasHeading: Bool = true,
        key: [String] = [], totals: ControlTotals? = nil
    ) {
        self.columns = columns
        self.delimiter = delimiter
        self.encoding = encoding
        self.hasHeading = hasHeading
        self.key = key
        self.totals = totals
    }

    /// How text is written.
    public enum Encoding: String, Sendable, Hashable, CaseIterable {
        /// UTF-8, with or without a mark at its beginning.
        case utf8 = "utf-8"
        /// Windows code page 1252, as spreadsheets of western offices write it.
        case windows1252 = "windows-1252"
    }
}

/// What a sender says of a whole file, so that one that was cut short or changed is told from a whole one.
public struct ControlTotals: Sendable, Hashable {
    /// Where it stands.
    public var place: Location
    /// Which cell says how many rows there are.
    public var rows: Cell?
    /// Which cell holds the sum of a column.
    public var sums: [String: Cell]

    /// Joins the place with what is found there.
    public init(_ place: Location, rows: Cell? = nil, sums: [String: Cell] = [:]) {
        self.place = place
        self.rows = rows
        self.sums = sums
    }

    /// Where control totals stand.
    public enum Location: Sendable, Hashable {
        /// In the file's last row, whose first cell is this word.
        case trailer(word: String)
        /// In a file beside it whose name is longer by this: a heading and one row.
        case file(suffix: String)
    }

    /// One cell of them.
    public enum Cell: Sendable, Hashable {
        /// Counted from 1.
        case number(Int)
        /// By the heading of its column.
        case column(String)
    }

    /// What stands behind a file's name in that of the file with its totals.
    public var suffix: String? {
        guard case .file(let suffix) = place else { return nil }
        return suffix
    }
}
