/// What of a transaction set places are looked for in: the set without its lines, or one loop of it.
public struct SetScope: Hashable, Sendable {
    /// The set.
    public let set: TransactionSet
    /// Where to look among the set's segments.
    private let ranges: [Range<Int>]
    /// Where the loop begins; `nil` of a whole set.
    private let start: Int?

    /// A whole set: its heading and its summary; all of one whose kind isn't known.
    public init(_ set: TransactionSet) {
        self.init(set, Self.outside(set), start: nil)
    }

    private init(_ set: TransactionSet, _ ranges: [Range<Int>], start: Int?) {
        self.set = set
        self.ranges = ranges
        self.start = start
    }

    private static func outside(_ set: TransactionSet) -> [Range<Int>] {
        [0..<set.lines.lowerBound, set.lines.upperBound..<set.segments.count]
    }

    /// Its segment's number within the set, ST being 1: where the loop begins.
    public var position: Int { (start ?? 0) + 1 }

    /// The loops that begin with a segment such as IT1, each up to the next of its kind or the end of its area.
    public func loops(at path: Path) -> [SetScope] {
        let isLine = start == nil && SetLayout.known[set.identifier]?.line == path.segment
        let areas = isLine ? [set.lines] : path.isAbsolute ? Self.outside(set) : inner
        return areas.flatMap { area -> [SetScope] in
            let starts = area.filter { fits(set.segments[$0], path) }
            let ends = area.filter { set.segments[$0].name == path.segment } + [area.upperBound]
            return starts.map { start in
                let end = ends.first { $0 > start } ?? area.upperBound
                return SetScope(set, [start..<end], start: start)
            }
        }
    }

    /// What is within: of a loop, what stands behind its first segment.
    private var inner: [Range<Int>] {
        guard let start, let range = ranges.first else { return ranges }
        return [(start + 1)..<range.upperBound]
    }

    /// The number within the set, ST being 1, of the segment that a place is in; `nil` where there is none.
    public func position(of path: Path) -> Int? { index(of: path).map { $0 + 1 } }

    /// What stands at a place; `nil` where nothing does.
    public func text(at path: Path) -> String? {
        guard let segment = segment(of: path), let element = Self.element(of: path, in: segment) else { return nil }
        guard let component = path.component else { return segment.text(element) }
        return segment.component(component, ofElement: element)?.text
    }

    /// Which element of its segment a place is, from 1: of a pair that of the value; `nil` where there is none.
    public func element(of path: Path) -> Int? { segment(of: path).flatMap { Self.element(of: path, in: $0) } }

    private static func element(of path: Path, in segment: Segment) -> Int? {
        guard let element = path.element, let qualifier = path.qualifier else { return path.element }
        let pairs = stride(from: element, to: segment.count, by: 2)
        return pairs.first { segment.text($0) == qualifier }.map { $0 + 1 }
    }

    /// The segment that a place is in; `nil` where there is none.
    public func segment(of path: Path) -> Segment? {
        switch path.segment {
        case "ISA": set.interchange
        case "GS": set.group
        default: index(of: path).map { set.segments[$0] }
        }
    }

    private func index(of path: Path) -> Int? {
        for range in path.isAbsolute ? Self.outside(set) : ranges {
            if let index = range.first(where: { fits(set.segments[$0], path) }) { return index }
        }
        return nil
    }

    private func fits(_ segment: Segment, _ path: Path) -> Bool {
        segment.name == path.segment
            && path.conditions.allSatisfy { segment.text($0.element) == $0.value }
    }
}
