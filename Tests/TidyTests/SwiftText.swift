import Foundation

/// A Swift source taken apart into words, string literals and comments, each with its line.
///
/// Just enough to tell code from text: it knows nested comments, raw and multi-line strings and interpolation, but no
/// regular expression literals.
struct SwiftText: Sendable {
    /// Something that stands in the source, without its quotes or slashes.
    struct Piece: Sendable {
        var text: String
        /// From 1.
        var line: Int
    }

    /// Names, numbers and single marks; `try!` and `as!` are one token each. Includes the code inside interpolations.
    private(set) var tokens: [Piece] = []
    /// The content of string literals, interpolations left out.
    private(set) var strings: [Piece] = []
    private(set) var comments: [Piece] = []
    /// The lines of multi-line strings, first and last included.
    private(set) var quotedLines = IndexSet()

    private let bytes: [UInt8]
    private var position = 0
    private var line = 1

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        scanCode(inInterpolation: false)
    }

    /// The lines where these tokens follow one another, leaving out where one of `exempt` stands right before.
    func lines(of sequence: [String], notAfter exempt: Set<String> = []) -> [Int] {
        guard let first = sequence.first, tokens.count >= sequence.count else { return [] }
        var found: [Int] = []
        for start in 0...(tokens.count - sequence.count) where tokens[start].text == first {
            let isWhole = sequence.indices.allSatisfy { tokens[start + $0].text == sequence[$0] }
            let before = start > 0 ? tokens[start - 1].text : ""
            if isWhole, !exempt.contains(before) { found.append(tokens[start].line) }
        }
        return found
    }

    /// The tokens right after each occurrence of one of `keywords`.
    func words(after keywords: Set<String>) -> [Piece] {
        zip(tokens, tokens.dropFirst()).filter { keywords.contains($0.0.text) }.map(\.1)
    }

    // MARK: Scanning

    private func byte(_ offset: Int = 0) -> UInt8 {
        position + offset < bytes.count ? bytes[position + offset] : 0
    }

    private mutating func step() {
        if byte() == 0x0A { line += 1 }
        position += 1
    }

    private mutating func scanCode(inInterpolation: Bool) {
        var depth = 0
        while position < bytes.count {
            switch byte() {
            case 0x2F where byte(1) == 0x2F: scanLineComment()
            case 0x2F where byte(1) == 0x2A: scanBlockComment()
            case 0x22: scanString(hashes: 0)
            case 0x23:
                let hashes = bytes[position...].prefix { $0 == 0x23 }.count
                if byte(hashes) == 0x22 { scanString(hashes: hashes) } else { scanMark() }
            case let letter where letter.isWordByte: scanWord()
            case 0x09, 0x0A, 0x0D, 0x20, 0x60: step()
            case 0x29 where inInterpolation && depth == 0:
                step()
                return
            case let mark:
                if mark == 0x28 { depth += 1 }
                if mark == 0x29 { depth -= 1 }
                scanMark()
            }
        }
    }

    private mutating func scanMark() {
        tokens.append(Piece(text: String(decoding: [byte()], as: UTF8.self), line: line))
        step()
    }

    private mutating func scanWord() {
        let start = position
        while byte().isWordByte { position += 1 }
        var text = String(decoding: bytes[start..<position], as: UTF8.self)
        if text == "try" || text == "as", byte() == 0x21 {
            text += "!"
            position += 1
        }
        tokens.append(Piece(text: text, line: line))
    }

    private mutating func scanLineComment() {
        let start = position
        while position < bytes.count, byte() != 0x0A { position += 1 }
        comments.append(Piece(text: String(decoding: bytes[start..<position], as: UTF8.self), line: line))
    }

    private mutating func scanBlockComment() {
        let (start, firstLine) = (position, line)
        var depth = 0
        while position < bytes.count {
            if byte() == 0x2F, byte(1) == 0x2A {
                depth += 1
                position += 2
            } else if byte() == 0x2A, byte(1) == 0x2F {
                depth -= 1
                position += 2
                if depth == 0 { break }
            } else {
                step()
            }
        }
        comments.append(Piece(text: String(decoding: bytes[start..<position], as: UTF8.self), line: firstLine))
    }

    private mutating func scanString(hashes: Int) {
        let firstLine = line
        position += hashes
        let isMultiLine = byte(1) == 0x22 && byte(2) == 0x22
        let quotes = isMultiLine ? 3 : 1
        position += quotes
        var content: [UInt8] = []
        while position < bytes.count {
            if byte() == 0x22, closes(quotes: quotes, hashes: hashes) {
                position += quotes + hashes
                break
            }
            if byte() == 0x5C, (0..<hashes).allSatisfy({ byte($0 + 1) == 0x23 }) {
                position += 1 + hashes
                if byte() == 0x28 {
                    step()
                    scanCode(inInterpolation: true)
                } else {
                    step()
                }
                continue
            }
            if byte() == 0x0A, !isMultiLine { break }
            content.append(byte())
            step()
        }
        strings.append(Piece(text: String(decoding: content, as: UTF8.self), line: firstLine))
        if isMultiLine { quotedLines.insert(integersIn: firstLine...line) }
    }

    private func closes(quotes: Int, hashes: Int) -> Bool {
        (0..<quotes).allSatisfy { byte($0) == 0x22 } && (0..<hashes).allSatisfy { byte(quotes + $0) == 0x23 }
    }
}

extension UInt8 {
    /// Whether it may stand in a name or a number. All that is not ASCII may.
    fileprivate var isWordByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...0xFF: true
        default: false
        }
    }
}
