import SyncModel

/// What flows send to files in a folder has to be a row: the same columns for all of them, each with one value.
struct FileRules {
    let catalog: SiteCatalog
    let findings: Findings

    /// Looks at a flow whose body is there.
    func check(_ sending: Sending, _ export: Endpoint.FileExport, against contract: EventContract) {
        let (flow, section) = (sending.flow, sending.section)
        if let place = section.keyPlaces["path"] {
            findings.error(place, "'path' does nothing for files in a folder; take it out")
        }
        guard let body = flow.body else { return }
        guard case .object(let members) = body else {
            return findings.error(
                section.place(of: "body"), "a row has a column for each value; write body: {COLUMN: $field}")
        }
        let names = section["body"]?.section(nil)
        for member in members {
            let place = names?.place(of: member.name) ?? section.place(of: "body")
            if let sentence = problem(with: member.value, contract) {
                findings.error(place, "the column '\(member.name)' \(sentence)")
            } else if export.totals?.sums[member.name] != nil, !isNumber(member.value, contract) {
                findings.error(place, "the column '\(member.name)' is added up for the totals; send a number in it")
            }
        }
        check(members.map(\.name), of: sending, export, names)
    }

    private func check(
        _ columns: [String], of sending: Sending, _ export: Endpoint.FileExport, _ names: Section?
    ) {
        let endpoint = sending.flow.endpoint
        if let wanted = export.columns {
            for column in columns where !wanted.contains(column) {
                let hint = NearestWord.hint(for: column, among: wanted)
                findings.error(
                    names?.keyPlaces[column] ?? sending.section.place(of: "body"),
                    "'columns' of \(endpoint) has no '\(column.quotable)'; \(hint)")
            }
            return
        }
        for name in columns where CSVGuard.neutralised(name) != name {
            findings.error(
                names?.keyPlaces[name] ?? sending.section.place(of: "body"),
                "a program would take the heading '\(name.quotable)' for a formula; choose another")
        }
        for name in export.totals?.sums.keys.sorted() ?? [] where !columns.contains(name) {
            let hint = NearestWord.hint(for: name, among: columns)
            findings.error(
                sending.section.place(of: "body"),
                "'totals' of \(endpoint) adds up the column '\(name.quotable)', which isn't here; \(hint)")
        }
        guard let first = catalog.flows.first(where: { $0.endpoint == endpoint && $0.body != nil }),
            first.name != sending.flow.name, case .object(let members)? = first.body,
            members.map(\.name) != columns
        else { return }
        findings.error(
            sending.section.place(of: "body"),
            "the flow \(first.name) writes other columns to \(endpoint) (\(members.map(\.name).quotedList)); write the "
                + "same in the same order, or name them all in 'columns' of the endpoint")
    }

    /// Why a value is no cell; `nil` where it is one.
    private func problem(with value: BodyTree, _ contract: EventContract) -> String? {
        switch value {
        case .text, .number, .flag: return nil
        case .object, .list, .each: return "holds several values; a cell holds one"
        case .place(let place):
            switch contract.definition(of: place.path)?.kind {
            case .record?, .lines?: return "holds several values; a cell holds one"
            case .text?, .number?, .flag?, .time?, .date?, nil:
                return place.path.contains(".") && isWithinLines(place.path, contract)
                    ? "stands within lines; a cell holds one value" : nil
            }
        }
    }

    private func isWithinLines(_ path: String, _ contract: EventContract) -> Bool {
        let parts = path.split(separator: ".").map(String.init)
        return (1..<max(parts.count, 1)).contains { count in
            contract.definition(of: parts.prefix(count).joined(separator: "."))?.kind == .lines
        }
    }

    private func isNumber(_ value: BodyTree, _ contract: EventContract) -> Bool {
        switch value {
        case .number: return true
        case .place(let place):
            // What a look-up puts in has no kind of its own.
            return contract.definition(of: place.path).map { $0.kind == .number } ?? true
        case .text, .flag, .object, .list, .each: return false
        }
    }
}

extension [String] {
    /// The words in a sentence.
    fileprivate var quotedList: String { prefix(8).joined(separator: ", ").quotable + (count > 8 ? ", …" : "") }
}
