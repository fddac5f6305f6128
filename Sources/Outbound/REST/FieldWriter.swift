import JSONText
import HL7v2

/// Writes fields of a message as members of a JSON object, straight from the message's bytes.
///
/// Spans and ranges go from hand to hand here: this runs for every message, and no field is copied but into the body.
struct FieldWriter {
    /// What has been written.
    var json: JSONWriter
    private let source: [UInt8]
    private let delimiters: Delimiters
    private let characterSet: CharacterSetName

    /// Writes fields of `message`.
    init(message: Message) {
        json = JSONWriter(capacity: message.bytes.count)
        source = message.bytes
        delimiters = message.delimiters
        characterSet = message.characterSet
    }

    /// Writes the fields that `rules` name, in ascending order, in one pass over the segment at `range` of the
    /// message's `bytes`. `firstField` is the number of the field behind the first separator: 2 for MSH, whose first
    /// field is the separator itself.
    mutating func write(
        _ rules: [FieldRule], of range: Range<Int>, in bytes: borrowing Span<UInt8>, firstField: Int = 1
    ) {
        let separator = delimiters.field
        var number = firstField - 1
        var position = range.lowerBound
        for rule in rules {
            while number < rule.number {
                while position < range.upperBound, bytes[position] != separator { position += 1 }
                guard position < range.upperBound else { return }
                position += 1
                number += 1
            }
            let start = position
            while position < range.upperBound, bytes[position] != separator { position += 1 }
            if position > start { write(rule, start..<position, bytes) }
        }
    }

    private mutating func write(_ rule: FieldRule, _ field: Range<Int>, _ bytes: borrowing Span<UInt8>) {
        switch rule.shape {
        case .whole: member(rule.key, field, bytes)
        case .component:
            let first = piece(of: field, bytes)
            member(rule.key, first, bytes)
            guard let second = rule.second, first.upperBound < field.upperBound,
                bytes[first.upperBound] == delimiters.component
            else { return }
            member(second, piece(of: first.upperBound + 1..<field.upperBound, bytes), bytes)
        case .components(let count): member(rule.key, pieces(of: field, count, bytes), bytes)
        case .number: number(rule.key, piece(of: field, bytes), bytes)
        }
    }

    /// Up to the end of a component; what repeats or is below it doesn't count.
    private func piece(of field: Range<Int>, _ bytes: borrowing Span<UInt8>) -> Range<Int> {
        let (component, repetition, subcomponent) = (
            delimiters.component, delimiters.repetition ?? delimiters.component,
            delimiters.subcomponent ?? delimiters.component
        )
        var end = field.lowerBound
        while end < field.upperBound {
            let byte = bytes[end]
            if byte == component || byte == repetition || byte == subcomponent { break }
            end += 1
        }
        return field.lowerBound..<end
    }

    private func pieces(of field: Range<Int>, _ count: Int, _ bytes: borrowing Span<UInt8>) -> Range<Int> {
        var remaining = count
        var end = field.lowerBound
        while end < field.upperBound {
            if bytes[end] == delimiters.component { remaining -= 1 }
            if remaining == 0 { break }
            end += 1
        }
        return field.lowerBound..<end
    }

    private mutating func number(_ key: JSONWriter.Key, _ range: Range<Int>, _ bytes: borrowing Span<UInt8>) {
        guard JSONNumber.isValid(bytes, range) else { return member(key, range, bytes) }
        json.key(key)
        json.number(source[range])
    }

    /// A text member; none for an empty field or for `""`, which asks for a deletion.
    private mutating func member(_ key: JSONWriter.Key, _ range: Range<Int>, _ bytes: borrowing Span<UInt8>) {
        let isDeletion = range.count == 2 && bytes[range.lowerBound] == 0x22 && bytes[range.lowerBound + 1] == 0x22
        guard !range.isEmpty, !isDeletion else { return }
        json.key(key)
        json.openString()
        switch content(of: range, bytes) {
        case .plain: json.appendPlain(source[range])
        case .ascii: for index in range { json.appendEscaped(bytes[index]) }
        case .delimiterEscapes: appendResolved(range, bytes)
        case .other: appendDecoded(range)
        }
        json.closeString()
    }

    /// What has to be done to a text on its way.
    private enum Content {
        /// Nothing.
        case plain
        /// JSON's escapes put in.
        case ascii
        /// And `\F\ \S\ \T\ \R\ \E\` resolved.
        case delimiterEscapes
        /// Other escapes of HL7, or bytes above 0x7F.
        case other
    }

    private func content(of range: Range<Int>, _ bytes: borrowing Span<UInt8>) -> Content {
        let escape = delimiters.escape ?? 0xFF
        var content = Content.plain
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte >= 0x80 { return .other }
            if byte == escape {
                guard index + 2 < range.upperBound, bytes[index + 2] == escape,
                    delimiter(named: bytes[index + 1]) != nil
                else { return .other }
                content = .delimiterEscapes
                index += 3
                continue
            }
            if content == .plain, JSONWriter.needsEscape(byte) { content = .ascii }
            index += 1
        }
        return content
    }

    private mutating func appendResolved(_ range: Range<Int>, _ bytes: borrowing Span<UInt8>) {
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == delimiters.escape, let byte = delimiter(named: bytes[index + 1]) {
                json.appendEscaped(byte)
                index += 3
            } else {
                json.appendEscaped(bytes[index])
                index += 1
            }
        }
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
    private mutating func appendDecoded(_ range: Range<Int>) {
        for byte in characterSet.decode(Escapes.decode(source[range], delimiters)[...]).utf8 {
            json.appendEscaped(byte)
        }
    }
}
