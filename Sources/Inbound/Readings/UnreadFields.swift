internal import DeviceIdentifiers
internal import SyncModel

/// The fields of one event that couldn't be read, as its sender and people are told of them.
struct UnreadFields {
    /// Where a label was read, and what it says there.
    private struct Label: Hashable {
        var place: Locator
        var text: String
    }

    /// What is wrong, in the order in which it was found.
    private(set) var problems: [FieldProblem] = []
    /// Which of them each label is.
    private var labels: [Label: Int] = [:]

    /// Notes what is wrong with what stands at a place.
    mutating func note(_ path: String, at place: Locator, _ what: String) {
        problems.append(FieldProblem(field: path, sentence: "'\(path)' (\(place.words)) \(what)."))
    }

    /// Notes that a label can't be read. It is one thing that is wrong, however many fields are parts of it.
    mutating func note(_ path: String, at place: Locator, label text: String, _ reason: UDIProblem) {
        let label = Label(place: place, text: text)
        let index = labels[label] ?? problems.endIndex
        labels[label] = index
        var fields = index < problems.endIndex ? problems[index].fields : []
        if !fields.contains(path) { fields.append(path) }
        let quoted = fields.map { "'\($0)'" }
        let names = [quoted.dropLast().joined(separator: ", "), quoted.last ?? ""].filter { !$0.isEmpty }
        let problem = FieldProblem(
            field: fields[0], sentence: "\(names.joined(separator: " and ")) (\(place.words)): \(reason)",
            others: fields.count > 1 ? Array(fields.dropFirst()) : nil)
        if index < problems.endIndex { problems[index] = problem } else { problems.append(problem) }
    }
}
