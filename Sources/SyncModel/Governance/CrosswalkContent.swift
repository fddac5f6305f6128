public import Measures

/// What an entry of the crosswalk says: at first, and from each of its dates on.
public struct CrosswalkContent: Sendable, Hashable {
    /// What it says before the first of its dates; `nil` where it says nothing.
    public var mapping: Fix?
    /// The pack factor that a unit's fix sets beside it, whatever the date; `nil` where it sets none, or there is none.
    public var factor: PackFactor?
    /// What it says from a date on, earliest first.
    public var steps: [CrosswalkStep]

    /// Joins a mapping with a pack factor and what is said later.
    public init(mapping: Fix? = nil, factor: PackFactor? = nil, steps: [CrosswalkStep] = []) {
        self.mapping = mapping
        self.factor = factor
        self.steps = steps
    }

    /// Nothing is said.
    public static let nothing = CrosswalkContent()

    /// The most dates of one entry.
    public static let mostSteps = 20
}

/// What an entry says from a date on.
public struct CrosswalkStep: Codable, Sendable, Hashable {
    /// The first moment that it holds for.
    public var from: UTCTime
    /// What it says then; `nil` where it ends.
    public var mapping: Fix?

    /// Joins a date with what is said from then on.
    public init(from: UTCTime, mapping: Fix?) {
        self.from = from
        self.mapping = mapping
    }
}

extension CrosswalkContent: Codable {
    private enum CodingKeys: String, CodingKey { case mapping, factor, steps }

    /// Reads an object in which anything may be missing.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        mapping = try fields.decodeIfPresent(Fix.self, forKey: .mapping)
        factor = try fields.decodeIfPresent(PackFactor.self, forKey: .factor)
        steps = try fields.decodeIfPresent([CrosswalkStep].self, forKey: .steps) ?? []
    }

    /// Writes what is there.
    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encodeIfPresent(mapping, forKey: .mapping)
        try fields.encodeIfPresent(factor, forKey: .factor)
        if !steps.isEmpty { try fields.encode(steps, forKey: .steps) }
    }
}

// MARK: What holds when

extension CrosswalkContent {
    /// What it says of something that happened at a moment.
    public func mapping(at moment: UTCTime) -> Fix? { steps.mapping(at: moment) ?? mapping }

    /// Whether it says anything at any time.
    public var saysAnything: Bool { mapping != nil || steps.contains { $0.mapping != nil } }

    /// When what it says of a moment ends; `nil` where it goes on.
    public func end(after moment: UTCTime) -> UTCTime? { steps.first { $0.from > moment }?.from }

    /// When it says nothing any more, for good; `nil` where it goes on, or never said anything.
    public var end: UTCTime? {
        guard let last = steps.last, last.mapping == nil else { return nil }
        return last.from
    }
}

extension [CrosswalkStep] {
    /// What the last step up to a moment says: `nil` where none is reached, a `nil` within where it ends.
    public func mapping(at moment: UTCTime) -> Fix?? { last { $0.from <= moment }.map(\.mapping) }
}

// MARK: Changes

extension CrosswalkContent {
    /// The entry as a change leaves it: the one rule of it.
    ///
    /// A fix without a date changes what the entry says just now, with what it said before and will say later left as
    /// it is. A revision says what the entry says at all times.
    public func applying(_ fix: Fix, at now: UTCTime) -> CrosswalkContent {
        var content = self
        switch fix {
        case .mapItem(var mapping):
            if case .mapItem(let old)? = self.mapping(at: now) {
                mapping.defaultUnit = mapping.defaultUnit ?? old.defaultUnit
            }
            content.set(.mapItem(mapping), at: now)
        case .defineUnit(let mapping, let factor):
            content.set(.defineUnit(mapping, factor: nil), at: now)
            if mapping.itemNumber != nil { content.factor = factor ?? content.factor }
        case .mapLocation, .mapCode: content.set(fix, at: now)
        case .revise(let revision):
            content = revision.after.simplified
            // A pack that is an entry of its own can go; beside a unit word it is what the item has.
            content.factor = revision.after.factor ?? (revision.key.packUnit == nil ? factor : nil)
        }
        return content
    }

    private mutating func set(_ mapping: Fix, at now: UTCTime) {
        if let place = steps.lastIndex(where: { $0.from <= now }) {
            steps[place].mapping = mapping
        } else {
            self.mapping = mapping
        }
        self = simplified
    }

    /// The entry where it says something else from a moment on, until another.
    ///
    /// - Parameters:
    ///   - mapping: what it says then; `nil` for nothing.
    ///   - from: the first moment it holds for; what holds just now is replaced where `nil`.
    ///   - until: the first moment it doesn't hold for any more; what was planned for later stays where `nil`.
    public func saying(_ mapping: Fix?, from: UTCTime?, until: UTCTime?, at now: UTCTime) -> CrosswalkContent {
        var content = self
        if let from {
            content.steps.removeAll { $0.from == from }
            content.steps.append(CrosswalkStep(from: from, mapping: mapping))
        } else if let place = content.steps.lastIndex(where: { $0.from <= now }) {
            content.steps[place].mapping = mapping
        } else {
            content.mapping = mapping
        }
        let start = from ?? now
        // An end that was planned before gives way to the new one, or to none.
        content.steps.removeAll { $0.from > start && ($0.mapping == nil || until != nil) }
        if let until { content.steps.append(CrosswalkStep(from: until, mapping: nil)) }
        content.steps.sort { $0.from < $1.from }
        return content.simplified
    }

    /// The same without steps that change nothing.
    public var simplified: CrosswalkContent {
        var content = CrosswalkContent(mapping: mapping, factor: factor)
        var said = mapping
        for step in steps.sorted(by: { $0.from < $1.from }) where step.mapping != said {
            content.steps.append(step)
            said = step.mapping
        }
        return content
    }
}

/// A change of what an entry says at all times, asked for by somebody who has seen what it says now.
public struct CrosswalkRevision: Codable, Sendable, Hashable {
    /// Which entry.
    public var key: CrosswalkKey
    /// What it said when the change was made up: it is refused where that has changed meanwhile. `nil` for whatever it
    /// says.
    public var before: CrosswalkContent?
    /// What it is to say.
    public var after: CrosswalkContent

    /// Joins an entry with what it says and what it is to say.
    public init(_ key: CrosswalkKey, before: CrosswalkContent?, after: CrosswalkContent) {
        self.key = key
        self.before = before
        self.after = after
    }
}

// MARK: In words

extension CrosswalkContent {
    /// What it says, for people, with dates in UTC; `nil` for nothing at all.
    public var words: String? { words { $0.isoDay } }

    /// What it says, for people; `nil` for nothing at all.
    ///
    /// - Parameter day: how a date is said.
    public func words(day: (UTCTime) -> String) -> String? {
        var parts: [String] = []
        if mapping != nil || !steps.isEmpty {
            let first = mapping.map(\.meaning) ?? "nothing"
            parts.append(first + (steps.first.map { " until \(day($0.from))" } ?? ""))
        }
        parts += steps.map { "from \(day($0.from)) \($0.mapping?.meaning ?? "nothing")" }
        if let factor { parts.append(factor.description) }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
}

extension Fix {
    /// What it makes its entry mean, without the sender's code: `100234`, `M1 ORSTOCK, 7100`.
    public var meaning: String {
        switch self {
        case .mapItem(let mapping):
            mapping.itemNumber + (mapping.defaultUnit.map { ", \($0.rawValue) where no unit is named" } ?? "")
        case .defineUnit(let mapping, _): mapping.unit.rawValue
        case .mapLocation(_, let entry):
            "\(entry.organization) \(entry.subinventory), \(entry.costCenter ?? "no cost center")"
                + (entry.account.map { ", \($0)" } ?? "")
        case .mapCode(let mapping): mapping.value
        case .revise(let revision): revision.after.words ?? "nothing"
        }
    }

    /// The ERP item that it names.
    public var namedItem: String? {
        switch self {
        case .mapItem(let mapping): mapping.itemNumber
        case .defineUnit(let mapping, _): mapping.itemNumber
        case .mapLocation, .mapCode, .revise: nil
        }
    }
}

extension UTCTime {
    /// The date in UTC, with the time of day where that isn't midnight.
    public var isoDay: String { milliseconds % 86_400_000 == 0 ? date : description }
}
