import SyncModel
import Yams

/// What a flow looks up has to be there, and what it puts in must not be: a step that can't work is found before a
/// message is.
struct LookUpRules {
    let catalog: SiteCatalog
    let findings: Findings

    func check(_ sending: Sending, against contract: EventContract) {
        var known: Set<String> = []
        for (step, section) in sending.lookUps {
            let places = CodePlaces(section)
            for path in step.from where !known.contains(path) {
                check(path, of: step, contract, known, at: places.place(of: path))
            }
            findings.checkTarget(step.into, contract, known, at: section.place(of: "into"))
            known.insert(step.into)
        }
        // What several deliveries share may be for one of the others.
        for (step, section) in sending.lookUps
        where !isUsed(step.into, by: sending) && sending.section["look-up"] != nil {
            findings.warn(
                section.place(of: "into"),
                "nothing uses '\(step.into)': it isn't among the 'fields' that \(sending.flow.endpoint) may see")
        }
    }

    /// Where each field of a code is written.
    private struct CodePlaces {
        let section: Section

        init(_ section: Section) { self.section = section }

        func place(of path: String) -> Place {
            guard let from = section["from"], case .sequence(let sequence) = from.node,
                let node = sequence.first(where: { $0.scalar?.string == path })
            else { return section.place(of: "from") }
            return Place(file: from.file, mark: node.mark)
        }
    }

    private func isUsed(_ path: String, by sending: Sending) -> Bool {
        let fields = sending.flow.fields
        return fields.contains { path == $0 || path.hasPrefix($0 + ".") }
            || sending.lookUps.contains { $0.step.from.contains(path) } || sending.flow.split?.by == path
            || sending.flow.approval?.when.contains { $0.field == path } == true
    }

    /// A field that makes a code: it is there, it is a code, it is nobody's name, and it stands where the value goes.
    private func check(
        _ path: String, of step: FlowLookUp, _ contract: EventContract, _ known: Set<String>, at place: Place
    ) {
        guard let field = contract.definition(of: path) else {
            let names = contract.fields.map(\.name) + known.sorted()
            let hint = NearestWord.hint(for: path, among: names)
            return findings.error(place, "\(contract.type) has no field '\(path)'; \(hint)")
        }
        switch field.kind {
        case .text, .number, .date: break
        case .flag, .time, .record, .lines:
            return findings.error(
                place, "'\(path)' of \(contract.type) is a \(field.kind.rawValue) and can't be a code; choose another")
        }
        if contract.patientPaths.contains(where: { path == $0 || path.hasPrefix($0 + ".") }) {
            findings.error(
                place,
                "'\(path)' is about a patient and can't be looked up: codes stand in tables, lists and faults")
        }
        if let lines = linesAbove(path, contract), !step.into.hasPrefix(lines + ".") {
            findings.error(
                place,
                "'\(path)' stands in each of the \(lines); put the value beside it, as in into: \(lines).\(step.into)")
        }
    }

    /// The innermost lines that a path leads through.
    private func linesAbove(_ path: String, _ contract: EventContract) -> String? {
        var parts = path.split(separator: ".").dropLast()
        while !parts.isEmpty {
            let above = parts.joined(separator: ".")
            if contract.definition(of: above)?.kind == .lines { return above }
            parts = parts.dropLast()
        }
        return nil
    }
}

extension Findings {
    /// What a step puts in has to be a field that isn't there.
    ///
    /// - Parameter known: what earlier steps put in.
    func checkTarget(_ into: String, _ contract: EventContract, _ known: Set<String>, at place: Place) {
        if contract.definition(of: into) != nil {
            error(place, "\(contract.type) has a field '\(into)' already; put the value in another")
        } else if known.contains(into) {
            error(place, "an earlier step puts its value in '\(into)' already; choose another name")
        } else if ["action", "delivered"].contains(into.split(separator: ".").first ?? "") {
            error(place, "'\(into)' is a place of every body; choose another name")
        } else if let dot = into.lastIndex(of: ".") {
            let above = String(into[..<dot])
            guard let field = contract.definition(of: above), field.kind == .lines || field.kind == .record else {
                return error(place, "\(contract.type) has no record or lines '\(above)' that a value could be put in")
            }
        }
    }
}
