import Measures
import SyncModel

/// A file that rows are still written to. It stands in our own folder, under a name that no reader picks up, beside the
/// index of what counts in it.
struct OpenExport {
    /// What it is called once it is closed.
    let name: String
    let head: ExportIndex.Head
    private let part: ExportFile
    private let index: ExportFile
    private(set) var rows = 0
    private var end: Int
    private var indexEnd: Int
    private var totals: [ExactDecimal]

    /// What a file that is written is called.
    static func part(of name: String) -> String { name + ".part" }
    /// What its index is called.
    static func index(of name: String) -> String { name + indexSuffix }
    static let indexSuffix = ".index"
    /// What the file with its totals is called until it is closed.
    static func control(of name: String, _ suffix: String) -> String { "\(name)\(suffix).part" }

    /// Begins a file.
    init(_ name: String, _ head: ExportIndex.Head, in desk: ExportFolder) throws {
        self.name = name
        self.head = head
        part = try desk.open(Self.part(of: name))
        index = try desk.open(Self.index(of: name))
        let (heading, first) = (head.layout.heading, try ExportIndex.line(head))
        try part.write(heading, at: 0)
        try part.sync()
        try index.write(first, at: 0)
        try index.sync()
        try desk.sync()
        (end, indexEnd) = (heading.count, first.count)
        totals = head.layout.sums.map { _ in .zero }
    }

    /// Goes on with a file that was left behind. What isn't in its index is cut off with the next row.
    init(_ name: String, _ known: ExportIndex, in desk: ExportFolder) throws(ExportTrouble) {
        self.name = name
        head = known.head
        let mending =
            "put it back, or take \(desk.path)/\(Self.index(of: name)) away too and hand its "
            + "\(known.entries.count) rows over in another way"
        guard try desk.holds(Self.part(of: name)) else {
            throw ExportTrouble("file", "The open file \(desk.path)/\(Self.part(of: name)) is gone: \(mending).")
        }
        part = try desk.open(Self.part(of: name))
        index = try desk.open(Self.index(of: name))
        (rows, end, indexEnd, totals) = (known.entries.count, known.end, known.length, known.totals)
        guard try part.size() >= end else {
            throw ExportTrouble(
                "file", "The open file \(desk.path)/\(Self.part(of: name)) was cut short by somebody: \(mending).")
        }
    }

    /// Whether both files still stand where they were opened.
    func isInPlace(in desk: ExportFolder) -> Bool {
        desk.holds(part, as: Self.part(of: name)) && desk.holds(index, as: Self.index(of: name))
    }

    /// Writes rows. On return they are on the disk and count; otherwise none of them does, once it was opened again.
    ///
    /// - Returns: what each is called.
    mutating func append(_ new: [ExportRow]) throws(ExportTrouble) -> [String] {
        try part.write(new.flatMap(\.bytes), at: end)
        try part.sync()
        var (here, lines): (Int, [UInt8]) = (end, [])
        for row in new {
            here += row.bytes.count
            lines += ExportIndex.line(ExportIndex.Entry(key: row.key, end: here, amounts: row.amounts))
        }
        try index.write(lines, at: indexEnd)
        try index.sync()
        (end, indexEnd) = (here, indexEnd + lines.count)
        for row in new {
            for (place, amount) in row.amounts.enumerated() {
                totals[place] = totals[place].adding(amount) ?? totals[place]
            }
        }
        let first = rows + 1
        rows += new.count
        return new.indices.map { "\(name):\(first + $0)" }
    }

    /// Writes what stands behind the last row and beside the file, and that it is closed: from then on it is only to be
    /// moved to where it is taken.
    func seal(in desk: ExportFolder, at now: UTCTime) throws(ExportTrouble) {
        let layout = head.layout
        try part.write(layout.ending(rows: rows, totals: totals), at: end)
        try part.sync()
        if let control = layout.control, let bytes = layout.beside(rows: rows, totals: totals) {
            let file = try desk.open(Self.control(of: name, control.suffix))
            try file.write(bytes, at: 0)
            try file.sync()
        }
        try desk.sync()
        try index.write(ExportIndex.sealing(at: now), at: indexEnd)
        try index.sync()
    }

    /// Moves a closed file, and the one beside it, to where they are taken. What was moved before isn't there any more.
    static func publish(
        _ name: String, _ layout: ExportLayout, from desk: ExportFolder, to folder: ExportFolder
    ) throws(ExportTrouble) {
        // The totals first: who sees the file finds them.
        if let suffix = layout.control?.suffix, try desk.holds(control(of: name, suffix)) {
            try desk.move(control(of: name, suffix), to: folder, as: name + suffix)
        }
        if try desk.holds(part(of: name)) { try desk.move(part(of: name), to: folder, as: name) }
        try folder.sync()
        try desk.sync()
    }
}
