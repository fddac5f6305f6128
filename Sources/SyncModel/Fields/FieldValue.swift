public import Measures

/// One value of a canonical event beyond those that every event has.
public enum FieldValue: Sendable, Hashable {
    /// Text, codes and dates without a time of day among it.
    case text(String)
    /// A count, a quantity or an amount of money, exact.
    case number(ExactDecimal)
    /// Yes or no.
    case flag(Bool)
    /// A moment.
    case time(UTCTime)
    /// Fields of their own.
    case record(Fields)
    /// Values in their order, such as the lines of an invoice.
    case list([FieldValue])
}

/// The fields of a canonical event by their names, as its contract has them.
public struct Fields: Sendable, Hashable {
    /// Each value by its name; what the sender didn't say isn't there.
    public var values: [String: FieldValue]
    /// The paths that name or identify a patient: never shown unmasked, never in a log or an error.
    public var patientPaths: Set<String>

    /// The fields of `values`, those at `patientPaths` about a patient.
    public init(_ values: [String: FieldValue] = [:], patientPaths: Set<String> = []) {
        self.values = values
        self.patientPaths = patientPaths
    }

    /// The value of a name, or of a path through records such as `supplier.id`.
    public subscript(path: String) -> FieldValue? {
        if let value = values[path] { return value }
        var here = self
        var rest = path[...]
        while let dot = rest.firstIndex(of: ".") {
            guard case .record(let inner)? = here.values[String(rest[..<dot])] else { return nil }
            here = inner
            rest = rest[rest.index(after: dot)...]
        }
        return here.values[String(rest)]
    }

    /// Whether there are none.
    public var isEmpty: Bool { values.isEmpty }

    /// Only the fields of these names, or paths through records and lists such as `lines.item`; a name takes its value
    /// whole.
    public func limited(to paths: [String]) -> Fields {
        var kept: [String: FieldValue] = [:]
        for (name, value) in values {
            let inner = paths.filter { $0.hasPrefix(name + ".") }.map { String($0.dropFirst(name.count + 1)) }
            if paths.contains(name) {
                kept[name] = value
            } else if !inner.isEmpty {
                kept[name] = value.limited(to: inner)
            }
        }
        return Fields(
            kept,
            patientPaths: patientPaths.filter { path in
                paths.contains { path == $0 || path.hasPrefix($0 + ".") || $0.hasPrefix(path + ".") }
            })
    }

    /// Whether what stands at a path names or identifies a patient.
    public func isOfPatient(_ path: String) -> Bool {
        patientPaths.contains { path == $0 || path.hasPrefix($0 + ".") }
    }
}

extension FieldValue {
    fileprivate func limited(to paths: [String]) -> FieldValue? {
        switch self {
        case .record(let fields): .record(fields.limited(to: paths))
        case .list(let values): .list(values.compactMap { $0.limited(to: paths) })
        case .text, .number, .flag, .time: nil
        }
    }

    /// What a list shows of it: text as it is, numbers in their digits, moments in ISO 8601.
    public var words: String {
        switch self {
        case .text(let text): text
        case .number(let number): number.description
        case .flag(let flag): flag ? "yes" : "no"
        case .time(let time): time.description
        case .record(let fields):
            fields.values.sorted { $0.key < $1.key }.map { "\($0) \($1.words)" }.joined(separator: ", ")
        case .list(let values): "\(values.count) \(values.count == 1 ? "line" : "lines")"
        }
    }

    /// Its text; `nil` where it is none.
    public var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// Its number; `nil` where it is none.
    public var number: ExactDecimal? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    /// Its moment; `nil` where it is none.
    public var time: UTCTime? {
        guard case .time(let time) = self else { return nil }
        return time
    }

    /// The records of a list, in their order.
    public var records: [Fields]? {
        guard case .list(let values) = self else { return nil }
        return values.map { value in
            guard case .record(let fields) = value else { return Fields() }
            return fields
        }
    }
}
