import HL7v2

/// Writes fields of a message as members of a JSON object, straight from the message's bytes.
struct FieldWriter {
    /// What has been written.
    var json: JSONWriter
    private let delimiters: Delimiters
    private let characterSet: CharacterSetName

    /// Writes fields of `message`, with room for `capacity` bytes.
    init(message: Message, capacity: Int) {
        json = JSONWriter(capacity: capacity)
        delimiters = message.delimiters
        characterSet = message.characterSet
    }

    /// Writes the fields that `rules` name, in ascending order, in one pass over `segment`. `firstField` is the number of
    /// the field behind the first separator: 2 for MSH, whose first field is the separator itself.
    mutating func write(_ rules: [FieldRule], of segment: ArraySlice<UInt8>, firstField: Int = 1) {
        var number = firstField - 1
        var start = segment.startIndex
        for rule in rules {
            while number < rule.number {
                guard let separator = offset(of: delimiters.field, in: segment[start...]) else { return }
                start = separator + 1
                number += 1
            }
            let end = offset(of: delimiters.field, in: segment[start...]) ?? segment.endIndex
            if end > start { write(rule, segment[start..<end]) }
        }
    }

    private mutating func write(_ rule: FieldRule, _ field: ArraySlice<UInt8>) {
        switch rule.shape {
        case .whole: member(rule.name, field)
        case .component:
            let first = piece(of: field)
            member(rule.name, first)
            if let second = rule.second, first.endIndex < field.endIndex, field[first.endIndex] == delimiters.component
            {
                member(second, piece(of: field[(first.endIndex + 1)...]))
            }
        case .components(let count): member(rule.name, pieces(of: field, count))
        case .number: number(rule.name, piece(of: field))
        }
    }

    /// Up to the end of a component; what repeats or is below it doesn't count.
    private func piece(of field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        field.prefix { $0 != delimiters.component && $0 != delimiters.repetition && $0 != delimiters.subcomponent }
    }

    private func pieces(of field: ArraySlice<UInt8>, _ count: Int) -> ArraySlice<UInt8> {
        var remaining = count
        return field.prefix { byte in
            if byte == delimiters.component { remaining -= 1 }
            return remaining > 0
        }
    }

    private mutating func number(_ name: String, _ digits: ArraySlice<UInt8>) {
        guard JSONNumber.isValid(digits) else { return member(name, digits) }
        json.key(name)
        json.number(digits)
    }

    /// A text member; none for an empty field or for `""`, which asks for a deletion.
    private mutating func member(_ name: String, _ raw: ArraySlice<UInt8>) {
        guard !raw.isEmpty, !(raw.count == 2 && raw.allSatisfy { $0 == 0x22 }) else { return }
        json.key(name)
        json.openString()
        if !appendPlain(raw) { appendDecoded(raw) }
        json.closeString()
    }

    /// Writes text that is ASCII and has no escape but those of the delimiters; false, and nothing written, for other text.
    private mutating func appendPlain(_ raw: ArraySlice<UInt8>) -> Bool {
        guard raw.allSatisfy({ $0 < 0x80 }) else { return false }
        guard let escape = delimiters.escape, raw.contains(escape) else {
            for byte in raw { json.appendEscaped(byte) }
            return true
        }
        guard isResolvable(raw, escape) else { return false }
        var position = raw.startIndex
        while position < raw.endIndex {
            if raw[position] == escape, let byte = delimiter(named: raw[position + 1]) {
                json.appendEscaped(byte)
                position += 3
            } else {
                json.appendEscaped(raw[position])
                position += 1
            }
        }
        return true
    }

    /// Whether every escape in `raw` is one of `\F\ \S\ \T\ \R\ \E\`.
    private func isResolvable(_ raw: ArraySlice<UInt8>, _ escape: UInt8) -> Bool {
        var rest = raw
        while let opening = offset(of: escape, in: rest) {
            guard opening + 2 < rest.endIndex, rest[opening + 2] == escape, delimiter(named: rest[opening + 1]) != nil
            else { return false }
            rest = rest[(opening + 3)...]
        }
        return true
    }

    private func delimiter(named letter: UInt8) -> UInt8? {
        switch letter {
        case 0x46: delimiters.field
        case 0x53: delimiters.component
        case 0x54: delimiters.subcomponent
        case 0x52: delimiters.repetition
        case 0x45: delimiters.escape
        default: nil
        }
    }

    /// Writes any text, by way of a `String`.
    private mutating func appendDecoded(_ raw: ArraySlice<UInt8>) {
        for byte in characterSet.decode(Escapes.decode(raw, delimiters)[...]).utf8 { json.appendEscaped(byte) }
    }

    private func offset(of byte: UInt8, in bytes: ArraySlice<UInt8>) -> Int? { bytes.firstIndex(of: byte) }
}
