import Measures

/// The crosswalk as a table that people keep in a spreadsheet: a line for each time of each entry.
///
/// `kind,source,code,for_item` name the entry, `from` and `until` when the line holds (from the first day on, up to but
/// not including the last one; empty for ever), and the rest what it says.
public enum CrosswalkSheet {
    /// The columns, in the order in which they are written.
    public enum Column: String, CaseIterable, Sendable {
        case kind, source, code
        case forItem = "for_item"
        case from, until, item, unit, contains
        case ofUnit = "of_unit"
        case organization
        case storeRoom = "store_room"
        case costCenter = "cost_center"
        case account
        /// What a code of a table means.
        case value
        /// What the ERP calls the item. Written for people, and not read.
        case description

        /// Whether a table makes no sense without it.
        var isNeeded: Bool { self == .kind || self == .source || self == .code }
    }

    /// A table as it was read.
    public struct Contents: Sendable, Hashable {
        /// The entries, in the order of their first lines.
        public var entries: [CrosswalkEntry] = []
        /// The first line of each entry.
        public var lines: [CrosswalkKey: Int] = [:]
        /// How many lines were read, without the header.
        public var count = 0
        /// What is wrong, up to ``mostProblems``. Nothing of a table with a problem is loaded.
        public var problems: [CSVReader.Problem] = []
        /// How many problems there are.
        public var problemCount = 0

        /// Nothing was read yet.
        public init() {}

        mutating func note(_ problem: CSVReader.Problem) {
            problemCount += 1
            if problems.count < CrosswalkSheet.mostProblems { problems.append(problem) }
        }
    }

    /// The most problems that are told one by one.
    public static let mostProblems = 100
    /// The largest file that is read, in bytes.
    public static let largestFile = 64 << 20

    // MARK: Writing

    /// The first line.
    public static var header: [String] { Column.allCases.map(\.rawValue) }

    /// The lines of an entry: one for each time that it says something.
    ///
    /// - Parameters:
    ///   - description: what the ERP calls an item of that number.
    ///   - offset: how many seconds people's clocks are ahead of UTC at a moment.
    public static func lines(
        of entry: CrosswalkEntry, description: (String) -> String?, offset: (UTCTime) -> Int
    ) -> [[String]] {
        entry.content.spans.map { span in
            var cells: [Column: String] = [
                .kind: entry.key.kind.rawValue, .source: entry.key.source.rawValue, .code: entry.key.code,
                .forItem: entry.key.item,
                .from: span.from?.day(offset: offset) ?? "", .until: span.until?.day(offset: offset) ?? "",
            ]
            switch span.mapping {
            case .mapItem(let mapping):
                cells[.item] = mapping.itemNumber
                cells[.unit] = mapping.defaultUnit?.rawValue
                cells[.description] = description(mapping.itemNumber)
            case .defineUnit(let mapping, _):
                cells[.unit] = mapping.unit.rawValue
                cells[.description] = mapping.itemNumber.flatMap(description)
                if let factor = entry.content.factor {
                    cells[.contains] = factor.contains.description
                    cells[.ofUnit] = factor.inner.rawValue
                }
            case .mapLocation(_, let location):
                cells[.organization] = location.organization
                cells[.storeRoom] = location.subinventory
                cells[.costCenter] = location.costCenter
                cells[.account] = location.account
            case .mapCode(let mapping): cells[.value] = mapping.value
            case .revise: break
            }
            return Column.allCases.map { cells[$0] ?? "" }
        }
    }
}

extension CrosswalkContent {
    /// A time of which an entry says something.
    struct Span: Hashable, Sendable {
        /// From when; `nil` for ever before.
        var from: UTCTime?
        /// Until when; `nil` for ever after.
        var until: UTCTime?
        var mapping: Fix
    }

    /// The times of which it says something, earliest first.
    var spans: [Span] {
        var spans: [Span] = []
        if let mapping { spans.append(Span(from: nil, until: steps.first?.from, mapping: mapping)) }
        for (place, step) in steps.enumerated() {
            guard let mapping = step.mapping else { continue }
            let next = place + 1 < steps.count ? steps[place + 1].from : nil
            spans.append(Span(from: step.from, until: next, mapping: mapping))
        }
        return spans
    }

    /// Joins times that don't overlap, earliest first.
    init(_ spans: [Span], factor: PackFactor?) {
        self.init(factor: factor)
        for (place, span) in spans.enumerated() {
            if let from = span.from {
                steps.append(CrosswalkStep(from: from, mapping: span.mapping))
            } else {
                mapping = span.mapping
            }
            let next = place + 1 < spans.count ? spans[place + 1].from : nil
            if let until = span.until, until != next { steps.append(CrosswalkStep(from: until, mapping: nil)) }
        }
        self = simplified
    }
}
