/// Escape sequences inside text (HL7 v2.5.1 §2.7).
///
/// Reading resolves the sequences that stand for characters: `\F\ \S\ \T\ \R\ \E\`, `\P\` (and `\L\`, seen in the
/// field) for the truncation character, and `\Xhh…\`. Formatting (`\.br\`, `\H\`, `\N\`), character set switches
/// (`\C…\`, `\M…\`) and local ones (`\Z…\`) stay as they are, and so does whatever is unknown or never closed.
public enum Escapes {
    /// The bytes of `raw` with character escapes resolved, still in the message's character set.
    public static func decode(_ raw: ArraySlice<UInt8>, _ delimiters: Delimiters) -> [UInt8] {
        guard let escape = delimiters.escape, var opening = raw.firstIndex(of: escape) else { return Array(raw) }
        var bytes = Array(raw[..<opening])
        while let closing = raw[(opening + 1)...].firstIndex(of: escape) {
            let body = raw[(opening + 1)..<closing]
            var next = closing + 1
            if let resolved = resolve(body, delimiters) {
                bytes.append(contentsOf: resolved)
            } else if isKept(body) {
                bytes.append(contentsOf: raw[opening..<next])
            } else {
                // Not a sequence at all: the first mark is text, and the second may open a real one.
                bytes.append(contentsOf: raw[opening..<closing])
                next = closing
            }
            guard let following = raw[next...].firstIndex(of: escape) else {
                bytes.append(contentsOf: raw[next...])
                return bytes
            }
            bytes.append(contentsOf: raw[next..<following])
            opening = following
        }
        bytes.append(contentsOf: raw[opening...])
        return bytes
    }

    /// The bytes that a field needs so that it reads back as `text`, in the given delimiters and character set.
    ///
    /// Control characters (line ends and the two of MLLP among them) become `\Xhh\`. A character that the set
    /// doesn't have, or a delimiter where the message declares no escape character, becomes `?`.
    public static func encode(
        _ text: String, _ delimiters: Delimiters = .standard, _ characterSet: CharacterSetName = .utf8
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        append(text, delimiters, characterSet.coding, to: &bytes)
        return bytes
    }

    /// Appends `text` escaped and returns how many of its characters had to become `?`.
    @discardableResult
    static func append(
        _ text: String, _ delimiters: Delimiters, _ coding: TextCoding, to bytes: inout [UInt8]
    ) -> Int {
        if text == "\"\"", let escape = delimiters.escape {
            // Bare, it would read back as "delete this value".
            bytes.append(contentsOf: [escape, 0x58, 0x32, 0x32, 0x32, 0x32, escape])
            return 0
        }
        if text.utf8.allSatisfy({ $0 >= ASCII.space && $0 < 0x7F && !delimiters.isStructural($0) }) {
            bytes.append(contentsOf: text.utf8)
            return 0
        }
        var substitutions = 0
        for scalar in text.unicodeScalars {
            let byte = scalar.isASCII ? UInt8(truncatingIfNeeded: scalar.value) : 0
            let isWritten: Bool
            if scalar.isASCII, delimiters.isStructural(byte) || byte < ASCII.space || byte == 0x7F {
                isWritten = appendEscape(of: byte, delimiters, to: &bytes)
            } else {
                isWritten = coding.append(scalar, to: &bytes)
            }
            if !isWritten {
                bytes.append(delimiters.isStructural(ASCII.questionMark) ? ASCII.space : ASCII.questionMark)
                substitutions += 1
            }
        }
        return substitutions
    }

    private static func appendEscape(of byte: UInt8, _ delimiters: Delimiters, to bytes: inout [UInt8]) -> Bool {
        guard let escape = delimiters.escape else { return false }
        bytes.append(escape)
        if let letter = letter(for: byte, delimiters) {
            bytes.append(letter)
        } else {
            let digits = Array("0123456789ABCDEF".utf8)
            bytes.append(contentsOf: [0x58, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        }
        bytes.append(escape)
        return true
    }

    private static func letter(for byte: UInt8, _ delimiters: Delimiters) -> UInt8? {
        switch byte {
        case delimiters.field: 0x46
        case delimiters.component: 0x53
        case delimiters.repetition: 0x52
        case delimiters.escape: 0x45
        case delimiters.subcomponent: 0x54
        default: nil
        }
    }

    /// The bytes that the sequence with this body stands for; nil when it doesn't stand for any.
    private static func resolve(_ body: ArraySlice<UInt8>, _ delimiters: Delimiters) -> ArraySlice<UInt8>? {
        guard let first = body.first else { return nil }
        if first == 0x58 || first == 0x78 { return hexadecimal(body.dropFirst()) }
        guard body.count == 1 else { return nil }
        let byte: UInt8? =
            switch first {
            case 0x46: delimiters.field
            case 0x53: delimiters.component
            case 0x54: delimiters.subcomponent
            case 0x52: delimiters.repetition
            case 0x45: delimiters.escape
            case 0x50, 0x4C: delimiters.truncation
            default: nil
            }
        return byte.map { [$0] }
    }

    /// `\X0D\` and `\X0D0A\`. Some senders write a UTF-16 unit (`\X000D\`): its leading zero byte is dropped.
    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard !digits.isEmpty, digits.count.isMultiple(of: 2) else { return nil }
        var bytes: ArraySlice<UInt8> = []
        var high: UInt8?
        for digit in digits {
            guard let value = ASCII.hexValue(digit) else { return nil }
            if let upper = high {
                bytes.append(upper << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes.count == 2 && bytes.first == 0 ? bytes.dropFirst() : bytes
    }

    /// Whether a sequence is a known one that stays in the text.
    private static func isKept(_ body: ArraySlice<UInt8>) -> Bool {
        guard let first = body.first else { return false }
        switch first {
        case 0x48, 0x4E: return body.count == 1
        case 0x2E, 0x43, 0x4D, 0x58, 0x5A: return true
        default: return false
        }
    }
}
