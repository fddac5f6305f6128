extension Fields {
    /// One field for a list: its path, and what it says.
    public struct Line: Sendable, Hashable {
        /// `total`, `supplier.id`, `lines[2].item`.
        public var path: String
        /// What it says, or asterisks.
        public var words: String
    }

    /// Each field on a line of its own, by name; those within records and lists by their paths.
    ///
    /// - Parameter showingPatient: whether somebody has said why those of a patient are shown.
    public func lines(showingPatient: Bool = false) -> [Line] {
        var lines: [Line] = []
        gather(below: "", hidden: showingPatient ? [] : patientPaths, path: "", into: &lines)
        return lines
    }

    private func gather(below: String, hidden: Set<String>, path: String, into lines: inout [Line]) {
        for (name, value) in values.sorted(by: { $0.key < $1.key }) {
            let (plain, shown) = (below + name, path + name)
            if hidden.contains(plain) {
                lines.append(Line(path: shown, words: Self.mask))
                continue
            }
            switch value {
            case .record(let inner): inner.gather(below: plain + ".", hidden: hidden, path: shown + ".", into: &lines)
            case .list(let elements):
                for (index, element) in elements.enumerated() {
                    guard case .record(let inner) = element else {
                        lines.append(Line(path: "\(shown)[\(index + 1)]", words: element.words))
                        continue
                    }
                    inner.gather(
                        below: plain + ".", hidden: hidden, path: "\(shown)[\(index + 1)].", into: &lines)
                }
            case .text, .number, .flag, .time: lines.append(Line(path: shown, words: value.words))
            }
        }
    }

    /// The same fields with what is about a patient replaced by asterisks.
    public var masked: Fields { Fields(masked(below: "", hidden: patientPaths).values, patientPaths: patientPaths) }

    fileprivate func masked(below: String, hidden: Set<String>) -> Fields {
        guard !hidden.isEmpty else { return self }
        var result: [String: FieldValue] = [:]
        for (name, value) in values {
            let path = below + name
            result[name] = hidden.contains(path) ? .text(Self.mask) : value.masked(below: path + ".", hidden: hidden)
        }
        return Fields(result)
    }

    private static let mask = "****"
}

extension FieldValue {
    fileprivate func masked(below: String, hidden: Set<String>) -> FieldValue {
        switch self {
        case .record(let fields): .record(Fields(fields.masked(below: below, hidden: hidden).values))
        case .list(let values): .list(values.map { $0.masked(below: below, hidden: hidden) })
        case .text, .number, .flag, .time: self
        }
    }
}
