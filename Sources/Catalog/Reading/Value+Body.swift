import Yams

extension Value {
    /// What is sent, as a tree of places and constants.
    func bodyTree() -> BodyTree? {
        switch node {
        case .mapping(let mapping): objectTree(mapping)
        case .sequence(let sequence):
            sequence.reduce(into: Optional([BodyTree]())) { trees, node in
                let tree = within(node).bodyTree()
                trees = tree.flatMap { tree in trees.map { $0 + [tree] } }
            }.map(BodyTree.list)
        case .scalar(let scalar): scalarTree(scalar)
        case .alias: refuse("can't be an alias; write it out")
        }
    }

    private func objectTree(_ mapping: Node.Mapping) -> BodyTree? {
        guard mapping.keys.contains(where: { $0.scalar?.string == "each" }) else {
            var members: [BodyTree.Member] = []
            var isComplete = true
            for (key, node) in mapping {
                guard let name = key.scalar?.string, let tree = within(node).bodyTree() else {
                    isComplete = false
                    continue
                }
                members.append(BodyTree.Member(name: name, value: tree))
            }
            return isComplete ? .object(members) : nil
        }
        guard let section = section(["each", "body"]) else { return nil }
        let list = section.required("each") { $0.placeTree() }
        let body = section.required("body") { $0.bodyTree() }
        guard let list, let body else { return nil }
        return .each(list, body)
    }

    private func scalarTree(_ scalar: Node.Scalar) -> BodyTree? {
        let text = scalar.string
        if scalar.style == .plain {
            if text == "true" || text == "false" { return .flag(text == "true") }
            if isJSONNumber(text) { return .number(text) }
        }
        guard text.hasPrefix("$"), !text.hasPrefix("${") else { return self.text().map(BodyTree.text) }
        if text.hasPrefix("$$") { return .text(String(text.dropFirst())) }
        return placeTree().map(BodyTree.place)
    }

    /// `$total`, `$/currency`, `$occurred-at as date`.
    func placeTree() -> BodyTree.Place? {
        let text = node.scalar?.string ?? ""
        let words = text.split(separator: " ")
        guard let first = words.first, first.hasPrefix("$"), words.count == 1 || (words.count == 3 && words[1] == "as")
        else { return refuse("needs a place such as $total, or $occurred-at as date; not '\(text.quotable)'") }
        let isAbsolute = first.hasPrefix("$/")
        let path = String(first.dropFirst(isAbsolute ? 2 : 1))
        guard path.isFieldPath else {
            return refuse("needs the name of a field behind the $, such as $total; not '\(text.quotable)'")
        }
        guard words.count == 3 else { return BodyTree.Place(path: path, isAbsolute: isAbsolute) }
        guard let form = BodyTree.Form(rawValue: String(words[2])) else {
            let known = BodyTree.Form.allCases.map(\.rawValue)
            let hint = NearestWord.hint(for: String(words[2]), among: known)
            return refuse("can't be written as '\(String(words[2]).quotable)'; \(hint)")
        }
        return BodyTree.Place(path: path, isAbsolute: isAbsolute, form: form)
    }

    func within(_ node: Node) -> Value { Value(key: key, file: file, node: node, findings: findings) }

    /// RFC 8259 §6, for the few that stand in a catalog.
    private func isJSONNumber(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first, parts.count <= 2, !whole.isEmpty, whole == "0" || !whole.hasPrefix("0") else {
            return false
        }
        return parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
    }
}

extension String {
    /// Small letters, digits and hyphens that begin with a letter, as the names of fields are.
    var isFieldName: Bool {
        guard utf8.count <= 64, let first = utf8.first, (0x61...0x7A).contains(first) else { return false }
        return utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    /// Such names joined by dots.
    var isFieldPath: Bool {
        let parts = split(separator: ".", omittingEmptySubsequences: false)
        return parts.count <= 4 && parts.allSatisfy { String($0).isFieldName }
    }
}
