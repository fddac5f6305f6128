import Yams

extension Value {
    /// An HL7 message that is sent: `{message: MFN^M02^MFN_M02, version: 2.5.1, segments: [...]}`.
    func messageTree() -> MessageTree? {
        guard let section = section(["message", "version", "segments"]) else { return nil }
        let type = section.required("message") { $0.messageStructure() }
        let version = section.optional("version", else: "2.5.1") { $0.hl7Version() }
        let segments = section.required("segments") { $0.segmentTrees() }
        guard let type, let segments else { return nil }
        return MessageTree(
            code: type[0], event: type[1], structure: type[2], version: version, segments: segments)
    }

    /// `MFN^M02^MFN_M02` (HL7 v2.5.1 §2.A.43).
    private func messageStructure() -> [String]? {
        parsed("a message type with its structure, such as MFN^M02^MFN_M02") { text in
            let parts = text.split(separator: "^", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3, parts[..<2].allSatisfy({ $0.utf8.count == 3 && $0.isUpperCaseCode }) else {
                return nil
            }
            let isStructure = parts[2].utf8.allSatisfy { $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "_") }
            return isStructure && (3...12).contains(parts[2].utf8.count) ? parts : nil
        }
    }

    private func hl7Version() -> String? {
        choice(among: ["2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2"])
    }

    private func segmentTrees() -> [MessageTree.Segment]? {
        guard case .sequence(let sequence) = node, !sequence.isEmpty else {
            return refuse("needs a list of segments, such as [{STF: {1: $id}}]")
        }
        let trees = sequence.map { within($0).segmentTree() }
        return trees.contains { $0 == nil } ? nil : trees.compactMap(\.self)
    }

    /// `{STF: {1: $id, 3.1: $family}}`, or `{each: $privileges, segments: [...]}`.
    private func segmentTree() -> MessageTree.Segment? {
        guard case .mapping(let mapping) = node else {
            return refuse("needs a segment with its fields, such as {STF: {1: $id}}")
        }
        if mapping.keys.contains(where: { $0.scalar?.string == "each" }) {
            guard let section = section(["each", "segments"]) else { return nil }
            let list = section.required("each") { $0.placeTree() }
            let segments = section.required("segments") { $0.segmentTrees() }
            guard let list, let segments else { return nil }
            return .each(list, segments)
        }
        guard mapping.count == 1, let (key, fields) = mapping.first, let id = key.scalar?.string,
            id.utf8.count == 3, id.isUpperCaseCode
        else { return refuse("needs one segment by its name, such as {STF: {1: $id}}") }
        guard id != "MSH" else { return refuse("can't hold the MSH; it is written from the endpoint and 'message'") }
        return within(fields).segmentFields().map { .one(id: id, fields: $0) }
    }

    private func segmentFields() -> [MessageTree.Field]? {
        guard case .mapping(let mapping) = node else {
            return refuse("needs the fields of the segment by their numbers, such as {1: $id, 3.1: $family}")
        }
        var fields: [MessageTree.Field] = []
        var isComplete = true
        for (key, node) in mapping {
            let number = key.scalar?.string ?? ""
            let position = number.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
            guard (1...3).contains(position.count), position.allSatisfy({ (1...999).contains($0) }) else {
                findings.error(
                    Place(file: file, mark: key.mark),
                    "'\(number.quotable)' is no field; write its number, such as 3, or 3.1 for a component")
                isComplete = false
                continue
            }
            switch within(node).bodyTree() {
            case nil: isComplete = false
            case .object?, .list?, .each?:
                isComplete = false
                findings.error(within(node).place, "a field holds one value; write a place or a constant")
            case let value?: fields.append(MessageTree.Field(position: position, value: value))
            }
        }
        return isComplete ? fields : nil
    }
}
