/// A table on its way into the crosswalk: looked at part by part, then loaded part by part, each exactly as it was
/// shown.
///
/// A part is as much as one transaction takes while intake waits only a moment. One whose dry run isn't true any more
/// is refused by the engine, and what comes behind it isn't asked for.
public struct SheetImport: Sendable, Hashable {
    /// What was read.
    public let contents: CrosswalkSheet.Contents
    private let parts: [ArraySlice<CrosswalkEntry>]
    /// What the engine said of the first parts.
    public private(set) var previews: [ImportPreview] = []
    /// How many parts were loaded.
    public private(set) var loaded = 0

    /// How many entries a part has.
    public static let portion = 1000

    /// An import of what was read.
    public init(_ contents: CrosswalkSheet.Contents) {
        self.contents = contents
        let entries = contents.entries
        parts = stride(from: 0, to: entries.count, by: Self.portion).map {
            entries[$0..<min($0 + Self.portion, entries.count)]
        }
    }

    // MARK: The dry run

    /// The next part to be looked at; `nil` once all were, or where the table has problems.
    public var unseen: CrosswalkImport? {
        guard contents.problemCount == 0, previews.count < parts.count else { return nil }
        return CrosswalkImport(entries: Array(parts[previews.count]), whole: contents.entries.count)
    }

    /// Takes what the engine says of the next part.
    public mutating func take(_ preview: ImportPreview) {
        if previews.count < parts.count { previews.append(preview) }
    }

    /// How many entries were looked at.
    public var seen: Int { parts.prefix(previews.count).reduce(0) { $0 + $1.count } }

    /// Whether all of it was looked at and nothing stands against it.
    public var isClear: Bool {
        contents.problemCount == 0 && previews.count == parts.count && conflicts.isEmpty
    }

    /// What it comes to, added up.
    public var total: ImportPreview {
        var total = ImportPreview()
        for preview in previews {
            total.new += preview.new
            total.changed += preview.changed
            total.ended += preview.ended
            total.same += preview.same
        }
        total.changes = previews.flatMap(\.changes)
        total.conflicts = previews.flatMap(\.conflicts)
        total.digest = digest
        return total
    }

    /// What can't be loaded.
    public var conflicts: [ImportPreview.Conflict] { previews.flatMap(\.conflicts) }

    /// Stands for the dry runs of all parts: 16 hexadecimal digits.
    public var digest: String {
        let words = previews.map { UInt64($0.digest, radix: 16) ?? 0 }
        let mixed = words.dropFirst().reduce(words.first ?? 0) { ($0 &* 0x100_0000_01B3).rotated ^ $1 }
        let digits = String(mixed, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The line that an entry begins in, by how people say the entry.
    public var lines: [String: Int] {
        Dictionary(contents.lines.map { ($0.key.words, $0.value) }) { min($0, $1) }
    }

    // MARK: Loading

    /// The next part to be loaded, bound to its dry run; `nil` once all are. Parts that change nothing are left out.
    public var unloaded: CrosswalkImport? {
        guard isClear, let next = nextUnloaded else { return nil }
        return CrosswalkImport(
            entries: Array(parts[next]), digest: previews[next].digest, whole: contents.entries.count,
            part: parts.count > 1 ? ImportPart(next + 1, of: parts.count, file: digest) : nil)
    }

    private var nextUnloaded: Int? {
        (loaded..<parts.count).first { previews[$0].new + previews[$0].changed > 0 }
    }

    /// Takes it that the next part was loaded.
    public mutating func takeLoaded() { loaded = nextUnloaded.map { $0 + 1 } ?? parts.count }

    /// How many changes were loaded.
    public var loadedChanges: Int { previews.prefix(loaded).reduce(0) { $0 + $1.new + $1.changed } }
}

extension UInt64 {
    fileprivate var rotated: UInt64 { self << 23 | self >> 41 }
}
