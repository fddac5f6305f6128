/// A word or a size of a description, in the form that comparisons use.
struct CandidateWord: Sendable, Hashable {
    /// Upper case; sizes without needless zeros.
    let text: String
    /// The same as bytes.
    let bytes: [UInt8]
    /// The first letter and the consonants after it, each once: `STERILE` and `STRL` are `STRL`.
    let skeleton: [UInt8]
    /// Whether it is a size: only equal ones match.
    let isNumber: Bool

    var initial: UInt8 { bytes.first ?? 0 }

    private init(_ bytes: [UInt8], isNumber: Bool) {
        text = String(decoding: bytes, as: UTF8.self)
        self.bytes = bytes
        self.isNumber = isNumber
        skeleton = isNumber ? [] : Self.skeleton(of: bytes)
    }

    // MARK: Taking a description apart

    /// The words and sizes of a description. Letters and digits are told apart even where they are glued together, and
    /// suture sizes (`3-0`, `3/0`), fractions and decimals stay whole.
    static func words(in text: String) -> [CandidateWord] {
        var words: [CandidateWord] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            let start = index
            if bytes[index].isDigit || (bytes[index] == 0x2E && index + 1 < bytes.count && bytes[index + 1].isDigit) {
                if let (size, end) = mixedNumber(bytes, from: index) {
                    index = end
                    words.append(CandidateWord(size, isNumber: true))
                    continue
                }
                index = endOfNumber(bytes, from: index)
                words.append(CandidateWord(number(bytes[start..<index]), isNumber: true))
            } else if bytes[index].isWordByte {
                while index < bytes.count, bytes[index].isWordByte { index += 1 }
                if let word = word(bytes[start..<index]) { words.append(word) }
            } else {
                if bytes[index] == 0x22 { words.append(CandidateWord(Array("IN".utf8), isNumber: false)) }
                index += 1
            }
        }
        return words
    }

    /// A size in inches as people write it, `1 1/4`, `1-1/4` or `3/4`, as item masters do: `1.25`, `0.75`, two places
    /// at most. `nil` for other numbers.
    private static func mixedNumber(_ bytes: [UInt8], from start: Int) -> ([UInt8], end: Int)? {
        func digits(_ index: inout Int) -> Int? {
            var value: Int?
            while index < bytes.count, bytes[index].isDigit, (value ?? 0) < 10_000 {
                value = (value ?? 0) * 10 + Int(bytes[index] - 0x30)
                index += 1
            }
            return value
        }
        var index = start
        guard var first = digits(&index), index < bytes.count else { return nil }
        var whole = 0
        if bytes[index] == 0x20 || bytes[index] == 0x2D {
            whole = first
            index += 1
            guard let numerator = digits(&index), index < bytes.count else { return nil }
            first = numerator
        }
        guard bytes[index] == 0x2F else { return nil }
        index += 1
        guard let parts = digits(&index), [2, 4, 8, 16, 32].contains(parts), first > 0, first < parts else {
            return nil
        }
        let hundredths = (first * 200 + parts) / (parts * 2)
        let text = "\(whole).\(hundredths / 10)\(hundredths % 10)"
        return (number(Array(text.utf8)[...]), index)
    }

    /// Where a number ends: digits, then at most one of `.`, `/` or `-` with digits behind it. A hyphen joins only
    /// before a lone zero (`3-0`), since elsewhere it stands between two sizes.
    private static func endOfNumber(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start
        while index < bytes.count, bytes[index].isDigit { index += 1 }
        guard index + 1 < bytes.count, bytes[index + 1].isDigit else { return index }
        switch bytes[index] {
        case 0x2E, 0x2F:
            index += 1
            while index < bytes.count, bytes[index].isDigit { index += 1 }
        case 0x2D where bytes[index + 1] == 0x30 && (index + 2 >= bytes.count || !bytes[index + 2].isDigit):
            index += 2
        default: break
        }
        return index
    }

    /// A number in its one form: `03` is `3`, `5.0` is `5`, `.5` is `0.5`, `3/0` is `3-0`.
    private static func number(_ digits: ArraySlice<UInt8>) -> [UInt8] {
        var parts = digits.split(separator: 0x2E, maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 {
            while parts[1].last == 0x30 { parts[1].removeLast() }
            let whole = parts[0].drop { $0 == 0x30 }
            return (whole.isEmpty ? [0x30] : Array(whole)) + (parts[1].isEmpty ? [] : [0x2E] + Array(parts[1]))
        }
        if digits.count > 2, digits.last == 0x30, let mark = digits.dropLast().last, mark == 0x2F || mark == 0x2D {
            return Array(digits.dropLast(2)) + [0x2D, 0x30]
        }
        let significant = digits.drop { $0 == 0x30 }
        return significant.isEmpty ? [0x30] : Array(significant)
    }

    private static func word(_ bytes: ArraySlice<UInt8>) -> CandidateWord? {
        var upper = bytes.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
        // The times sign between two sizes and the endings of plurals tell nothing.
        if upper == [0x58] || upper == [0x57] { return nil }
        if upper.count > 3, upper.last == 0x53, upper[upper.count - 2] != 0x53 { upper.removeLast() }
        if let usual = usualSpellings[String(decoding: upper, as: UTF8.self)] { upper = Array(usual.utf8) }
        return CandidateWord(upper, isNumber: false)
    }

    /// Words of the trade whose short forms don't follow from their letters.
    private static let usualSpellings = [
        "GA": "G", "GAUGE": "G", "GUAGE": "G", "FRENCH": "FR", "F": "FR", "INCH": "IN", "INCHE": "IN", "CC": "ML",
        "LG": "LARGE", "LRG": "LARGE", "L": "LARGE", "SM": "SMALL", "SML": "SMALL", "S": "SMALL", "M": "MEDIUM",
        "MD": "MEDIUM", "MED": "MEDIUM", "XLG": "XL", "XLARGE": "XL", "WITH": "W", "WITHOUT": "WO", "FOOT": "FT",
        "FEET": "FT", "YARD": "YD", "MCG": "UG",
    ]

    private static func skeleton(of bytes: [UInt8]) -> [UInt8] {
        var skeleton: [UInt8] = []
        for byte in bytes {
            if skeleton.isEmpty {
                skeleton.append(byte)
            } else if !byte.isVowel, byte != skeleton.last {
                skeleton.append(byte)
            }
        }
        return skeleton
    }

    /// The initials of words that follow each other; `nil` where one of them is a size, or there are too few.
    static func initials(of words: [CandidateWord], from place: Int, count: Int) -> String? {
        guard place + count <= words.count else { return nil }
        let run = words[place..<(place + count)]
        return run.contains { $0.isNumber } ? nil : String(decoding: run.map(\.initial), as: UTF8.self)
    }

    // MARK: Comparing

    /// How likely two words with the same first letter mean the same, from 0 to 1.
    func similarity(to other: CandidateWord, isSearch: Bool) -> Double {
        guard !other.isNumber else { return 0 }
        if bytes == other.bytes { return 1 }
        let (short, long) = bytes.count <= other.bytes.count ? (self, other) : (other, self)
        let ratio = Double(short.bytes.count) / Double(long.bytes.count)
        if long.bytes.starts(with: short.bytes) {
            if isSearch { return short == self ? 0.8 + 0.2 * ratio : 0.4 }
            return short.bytes.count >= 3 ? 0.75 + 0.25 * ratio : (short.bytes.count == 2 ? 0.45 : 0)
        }
        if Self.isWithin(short.bytes, long.bytes) {
            if short.skeleton == long.skeleton { return short.skeleton.count >= 3 ? 0.92 : 0.8 }
            let covered = Double(short.skeleton.count) / Double(long.skeleton.count)
            if short.bytes.count >= 3, covered >= 0.6 { return 0.5 + 0.35 * covered }
        }
        if short.bytes.count >= 5, Self.isOneSlip(short.bytes, long.bytes) { return 0.85 }
        return 0
    }

    /// Whether the letters of one word stand in the other in the same order.
    private static func isWithin(_ short: [UInt8], _ long: [UInt8]) -> Bool {
        var index = 0
        for byte in long where index < short.count && byte == short[index] { index += 1 }
        return index == short.count
    }

    /// Whether one letter more, less or other, or two neighbours swapped, makes one word the other.
    private static func isOneSlip(_ short: [UInt8], _ long: [UInt8]) -> Bool {
        guard long.count - short.count <= 1 else { return false }
        var start = 0
        while start < short.count, short[start] == long[start] { start += 1 }
        if long.count > short.count { return short[start...].elementsEqual(long[(start + 1)...]) }
        if short[(start + 1)...].elementsEqual(long[(start + 1)...]) { return true }
        return start + 1 < short.count && short[start] == long[start + 1] && short[start + 1] == long[start]
            && short[(start + 2)...].elementsEqual(long[(start + 2)...])
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var isVowel: Bool { [0x41, 0x45, 0x49, 0x4F, 0x55].contains(self) }
    /// ASCII letters, and every byte of a letter beyond ASCII.
    fileprivate var isWordByte: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) || self >= 0x80 }
}
