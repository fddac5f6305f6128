import Yams

typealias Place = CatalogProblem.Place

/// A value in a file of the catalog, with the words for it. What can't be read is told of, and read as `nil`.
struct Value {
    /// The key it belongs to, as messages name it.
    let key: String
    /// The file it stands in.
    let file: String
    let node: Node
    let findings: Findings

    var place: Place { Place(file: file, mark: node.mark) }

    func refuse<Anything>(_ sentence: String) -> Anything? {
        findings.error(place, "'\(key)' \(sentence)")
        return nil
    }

    /// A text with its settings put in and the spaces around it taken off; never empty, of one line.
    func text() -> String? {
        guard let raw = scalar() else { return nil }
        let completed: String
        do {
            completed = try Substitution.complete(raw, with: findings.settings)
        } catch {
            findings.error(place, "'\(key)': \(error.sentence)")
            return nil
        }
        let words = completed.split(whereSeparator: \.isWhitespace)
        guard !words.isEmpty else { return refuse("needs a value") }
        let text = words.joined(separator: " ")
        guard !text.hasControls else { return refuse("holds control characters; take them out") }
        return text
    }

    /// What was written, without the settings put in.
    private func scalar() -> String? {
        guard case .scalar(let scalar) = node else {
            return refuse("needs a single value, not \(node.kindInWords)")
        }
        guard !(scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)) else {
            return refuse("needs a value")
        }
        return scalar.string
    }

    /// A text that `read` understands, else a message that says what it `needs` and what was found instead.
    func parsed<Result>(_ needs: String, _ read: (String) -> Result?) -> Result? {
        guard let text = text() else { return nil }
        if let result = read(text) { return result }
        let written = node.scalar?.string ?? ""
        let origin = written.contains("${") ? " (from \(written.quotable))" : ""
        return refuse("needs \(needs), not '\(text.quotable)'\(origin)")
    }

    /// A name: letters, digits, `-`, `_` and `.`, at most 64 of them, beginning with a letter or digit.
    func name() -> String? {
        parsed("a name of at most 64 letters, digits, '-', '_' or '.'") { text in
            guard text.utf8.count <= 64, text.utf8.first?.isASCIILetterOrDigit == true,
                text.utf8.allSatisfy({ $0.isASCIILetterOrDigit || "-_.".utf8.contains($0) })
            else { return nil }
            return text
        }
    }

    /// A whole number within `range`.
    func whole(_ range: ClosedRange<Int>) -> Int? {
        parsed("a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = Int(text), range.contains(number)
            else { return nil }
            return number
        }
    }

    /// One of the words of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type = Choice.self) -> Choice?
    where Choice.RawValue == String {
        choice(among: Choice.allCases.map(\.rawValue)).flatMap(Choice.init(rawValue:))
    }

    /// One of `words`.
    func choice(among words: [String]) -> String? {
        guard let text = text() else { return nil }
        if words.contains(text) { return text }
        return refuse("can't be '\(text.quotable)'; \(NearestWord.hint(for: text, among: words))")
    }

    /// Each value of a list; nothing may stand there twice.
    func list<Element: Hashable>(_ read: (Value) -> Element?) -> [Element]? {
        guard case .sequence(let sequence) = node else {
            return refuse("needs a list, as in [a, b], not \(node.kindInWords)")
        }
        guard !sequence.isEmpty else { return refuse("needs at least one entry") }
        var elements: [Element] = []
        var isComplete = true
        for node in sequence {
            let value = Value(key: key, file: file, node: node, findings: findings)
            guard let element = read(value) else {
                isComplete = false
                continue
            }
            if elements.contains(element) { findings.error(value.place, "'\(key)' holds this twice; keep one") }
            elements.append(element)
        }
        return isComplete ? elements : nil
    }

    /// A group of keys, of which only `keys` are known; `nil` knows any.
    func section(_ keys: [String]?) -> Section? {
        guard case .mapping(let mapping) = node else {
            let known = keys.map { " (\($0.joined(separator: ", ")))" } ?? ""
            return refuse("needs keys and values\(known), not \(node.kindInWords)")
        }
        return Section(mapping, keys: keys, file: file, findings: findings)
    }
}

extension Place {
    init(file: String, mark: Mark?) {
        self.init(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}

extension Node {
    var kindInWords: String {
        switch self {
        case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "a single value"
        case .mapping: "keys and values"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}

extension String {
    /// Whether a terminal would obey a part of this.
    var hasControls: Bool { unicodeScalars.contains(where: \.isObeyed) }
}
