internal import Catalog
internal import SyncModel
internal import X12

/// What is wrong with what a set says: a field that is missing, or isn't what its contract says, and where it stands.
struct SetFlaw {
    let place: X12.Path
    let kind: SetAnswer.ElementFlaw
    /// What the place was looked for in.
    let scope: SetScope
    /// What is wrong. It doesn't say what stands there.
    let sentence: String

    /// The number of its segment within the set, ST being 1; where that is missing, of what it should stand in.
    var position: Int { scope.position(of: place) ?? scope.position }

    /// A set without the loop that events are made from.
    init(missingLoop each: String, in scope: SetScope) {
        self.init(Self.path(each), .missing, scope, "It needs at least one \(each).")
    }

    private init(_ place: X12.Path?, _ kind: SetAnswer.ElementFlaw, _ scope: SetScope, _ sentence: String) {
        self.place = place ?? .set
        self.kind = kind
        self.scope = scope
        self.sentence = sentence
    }

    /// The first thing that is wrong with an event of a set; `nil` where nothing is.
    init?(in event: CanonicalEvent, of reader: EventReader, _ scope: SetScope) {
        if let problem = event.problems?.first {
            let fields = (reader.contract.fields, reader.reading.fields)
            self = Self.unread(problem, event.fields, fields, scope)
            return
        }
        guard event.action != .none, let flaw = Self.missing(event.fields, reader, scope) else { return nil }
        self = flaw
    }

    // MARK: Fields

    private typealias Readings = (definitions: [FieldDefinition], readings: [String: FieldReading])

    /// The first required field that isn't there.
    private static func missing(_ fields: Fields?, _ reader: EventReader, _ scope: SetScope) -> SetFlaw? {
        for field in reader.contract.fields {
            guard let reading = reader.reading.fields[field.name] else { continue }
            guard field.kind == .lines, let records = fields?[field.name]?.records else {
                guard field.isRequired, fields?.values[field.name] == nil else { continue }
                return SetFlaw(path(reading.places.first), .missing, scope, "'\(field.name)' is missing.")
            }
            if field.isRequired, records.isEmpty {
                let each = reading.paths.first ?? ""
                return SetFlaw(path(each), .missing, scope, "It needs at least one \(each), for '\(field.name)'.")
            }
            for (record, loop) in zip(records, loops(reading.paths.first ?? "", in: scope)) {
                let absent = field.fields.first { $0.isRequired && record.values[$0.name] == nil }
                guard let absent else { continue }
                let place = reading.lines[absent.name]?.places.first
                return SetFlaw(path(place), .missing, loop, "'\(field.name).\(absent.name)' is missing.")
            }
        }
        return nil
    }

    /// Where it stands that a field couldn't be read.
    private static func unread(
        _ problem: FieldProblem, _ fields: Fields?, _ all: Readings, _ scope: SetScope
    ) -> SetFlaw {
        let names = problem.field.split(separator: ".").map(String.init)
        guard let name = names.first, let reading = all.readings[name] else {
            return SetFlaw(nil, .value, scope, problem.sentence)
        }
        let definition = all.definitions.first { $0.name == name }
        guard names.count == 2, let inner = reading.lines[names[1]] else {
            return SetFlaw(place(of: reading, in: scope), flaw(of: definition), scope, problem.sentence)
        }
        let lines = zip(fields?[name]?.records ?? [], loops(reading.paths.first ?? "", in: scope))
        // The line whose field is left out though something stands there.
        let line = lines.first { $0.values[names[1]] == nil && place(of: inner, in: $1) != nil }?.1 ?? scope
        let kind = flaw(of: definition?.fields.first { $0.name == names[1] })
        return SetFlaw(place(of: inner, in: line), kind, line, problem.sentence)
    }

    /// The first of a field's places that holds something.
    private static func place(of reading: FieldReading, in scope: SetScope) -> X12.Path? {
        reading.places.compactMap(path).first { scope.text(at: $0) != nil }
    }

    private static func flaw(of definition: FieldDefinition?) -> SetAnswer.ElementFlaw {
        switch definition?.kind {
        case .date?, .time?: .date
        case .number?: .character
        case .text?: .tooLong
        case .flag?, .record?, .lines?, nil: .value
        }
    }

    /// The loops that a name in the catalog begins.
    static func loops(_ each: String, in scope: SetScope) -> [SetScope] {
        path(each).map { scope.loops(at: $0) } ?? []
    }

    /// A place as the catalog writes it: read before, when the source was.
    private static func path(_ text: String?) -> X12.Path? {
        guard let text else { return nil }
        do throws(PathError) { return try X12.Path(text) } catch { return nil }
    }
}

extension X12.Path {
    /// The set itself.
    fileprivate static let set = X12.Path(segment: "ST")
}
