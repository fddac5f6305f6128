import Yams

/// The keys and values of a file of the catalog, or of a part of one.
struct Section {
    /// Where it begins.
    let place: Place
    let findings: Findings
    private let file: String
    private var values: [String: Value] = [:]
    private(set) var keyPlaces: [String: Place] = [:]
    /// The keys that unknown ones were probably meant to be: nobody is told twice of one slip.
    private var meant: Set<String> = []

    /// Takes the known `keys` from a mapping and tells of all others; `nil` takes every key.
    init(_ mapping: Node.Mapping, keys: [String]?, file: String, findings: Findings) {
        place = Place(file: file, mark: mapping.mark)
        self.file = file
        self.findings = findings
        for (key, node) in mapping {
            let keyPlace = Place(file: file, mark: key.mark)
            guard let name = key.scalar?.string else {
                findings.error(keyPlace, "a key has to be a single word")
                continue
            }
            if let keys, !keys.contains(name) {
                let hint = NearestWord.hint(for: name, among: keys)
                if let near = NearestWord.to(name, among: keys) { meant.insert(near) }
                findings.error(keyPlace, "unknown key '\(name.quotable)'; \(hint)")
                continue
            }
            keyPlaces[name] = keyPlace
            values[name] = Value(key: name.quotable, file: file, node: node, findings: findings)
        }
    }

    /// The section with the keys of another in place of its own, each told of where it stands.
    func changed(by other: Section) -> Section {
        var section = self
        // What the other says of its clocks stands in place of whatever this says of them.
        if Self.zoneKeys.contains(where: { other.values[$0] != nil }) {
            for key in Self.zoneKeys {
                section.values[key] = nil
                section.keyPlaces[key] = nil
            }
        }
        for (key, value) in other.values where !SiteOverlay.keys.contains(key) {
            section.values[key] = value
            section.keyPlaces[key] = other.keyPlaces[key]
        }
        return section
    }

    /// Gives it another name, which is told of where `value` stands.
    mutating func name(_ name: String, at value: Value) {
        let node = Node.scalar(Node.Scalar(name, value.node.tag, .any, value.node.mark))
        values["name"] = Value(key: "name", file: value.file, node: node, findings: findings)
    }

    /// Puts something else where the value of a key stands.
    mutating func replace(_ key: String, with change: (Node) -> Node) {
        guard let value = values[key] else { return }
        values[key] = Value(key: key, file: value.file, node: change(value.node), findings: findings)
    }

    /// The keys that were found and known, by name.
    var names: [String] { values.keys.sorted() }

    /// Where the value of `key` stands, or this section where there is none.
    func place(of key: String) -> Place { values[key]?.place ?? place }

    /// The value of a key that may be missing.
    subscript(key: String) -> Value? { values[key] }

    /// What `read` makes of a key that has to be there.
    func required<Result>(_ key: String, _ read: (Value) -> Result?) -> Result? {
        guard let value = values[key] else {
            if !meant.contains(key) { findings.error(place, "the key '\(key)' is missing; add it") }
            return nil
        }
        return read(value)
    }

    /// What `read` makes of a key, or `fallback` where there is none (or none that can be read, which is told of).
    func optional<Result>(_ key: String, else fallback: Result, _ read: (Value) -> Result?) -> Result {
        values[key].flatMap(read) ?? fallback
    }
}
