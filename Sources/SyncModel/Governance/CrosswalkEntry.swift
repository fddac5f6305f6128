public import Measures

/// What a ``ChangeID`` numbers: one change of the crosswalk.
public enum ChangeSubject: Sendable {}
/// Numbers a change of the crosswalk.
public typealias ChangeID = RowID<ChangeSubject>

/// Names one entry of the crosswalk.
public struct CrosswalkKey: Codable, Sendable, Hashable {
    /// What the entry is about.
    public var kind: Kind
    /// Whose code it is.
    public var source: SourceName
    /// The sender's item code, unit word, location, or code of a table.
    public var code: String
    /// The ERP item that a unit word holds for; empty for all of them, and for what isn't a unit.
    public var item: String

    /// Joins the parts of the name.
    public init(_ kind: Kind, source: SourceName, code: String, item: String = "") {
        self.kind = kind
        self.source = source
        self.code = code
        self.item = item
    }

    /// An ERP item's own pack, whoever sends: how many of another of its units one holds. It has no source.
    public static func pack(_ unit: UnitCode, of item: String) -> CrosswalkKey {
        CrosswalkKey(.unit, source: SourceName(rawValue: ""), code: unit.rawValue, item: item)
    }

    /// The unit of an item's own pack; `nil` where the entry is about a sender's word.
    public var packUnit: UnitCode? {
        kind == .unit && source.rawValue.isEmpty && !item.isEmpty ? UnitCode(rawValue: code) : nil
    }

    /// The entry as people say it: `item code 4471-B of ehr`.
    public var words: String {
        if packUnit != nil { return "pack \(code) of item \(item)" }
        let code = code.isEmpty ? "(none)" : code
        return switch kind {
        case .item: "item code \(code) of \(source)"
        case .unit: "unit \(code) of \(source)" + (item.isEmpty ? " for every item" : " for \(item)")
        case .location: "location \(code) of \(source)"
        case .table(let table): "\(table) \(code)\(source.ofWhom)"
        }
    }
}

extension Fix {
    /// The entry of the crosswalk that it changes.
    public var key: CrosswalkKey {
        switch self {
        case .mapItem(let mapping): CrosswalkKey(.item, source: mapping.source, code: mapping.code)
        case .defineUnit(let mapping, _):
            CrosswalkKey(.unit, source: mapping.source, code: mapping.word, item: mapping.itemNumber ?? "")
        case .mapLocation(let source, let entry): CrosswalkKey(.location, source: source, code: entry.code)
        case .mapCode(let mapping): CrosswalkKey(.table(mapping.table), source: mapping.source, code: mapping.code)
        case .revise(let revision): revision.key
        }
    }

    /// Whether it holds beyond one code of one source: a word for every item, or an item's pack, whoever sends.
    public var isWide: Bool {
        switch self {
        case .defineUnit(let mapping, let factor): mapping.itemNumber == nil || factor != nil
        case .revise(let revision):
            revision.key.kind == .unit
                && (revision.key.item.isEmpty || revision.after.factor != nil || revision.key.packUnit != nil)
        case .mapItem, .mapLocation, .mapCode: false
        }
    }

    /// The unit of the pack factor that it sets for its item; `nil` where it sets none.
    public var factorUnit: UnitCode? {
        switch self {
        case .defineUnit(let mapping, let factor): mapping.itemNumber == nil ? nil : factor?.unit
        case .revise(let revision):
            revision.key.packUnit ?? (revision.key.item.isEmpty ? nil : revision.after.factor?.unit)
        case .mapItem, .mapLocation, .mapCode: nil
        }
    }
}
