import Foundation

/// One Swift file of the project.
struct SourceFile: Sendable {
    /// From the project's folder: `Sources/HL7v2/Message/Path.swift`.
    let path: String
    let text: SwiftText
    let lineCount: Int
    /// The lines of more than 120 characters, from 1. What stands in a multi-line string is as long as it is.
    let longLines: [Int]

    init(path: String, bytes: [UInt8]) {
        self.path = path
        let text = SwiftText(bytes)
        self.text = text
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        lineCount = bytes.last == 0x0A ? lines.count - 1 : lines.count
        longLines = lines.enumerated().compactMap { index, line in
            guard line.count > Self.longestLine, !text.quotedLines.contains(index + 1) else { return nil }
            return String(decoding: line, as: UTF8.self).count > Self.longestLine ? index + 1 : nil
        }
    }

    /// In characters.
    static let longestLine = 120

    /// The folder below `Sources` or `Tests`: a module, or the tests of one.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    /// The file's name without its extension.
    var name: String { path.split(separator: "/").last.map { String($0.dropLast(".swift".count)) } ?? "" }

    /// The modules it imports, each with its line; of `import struct A.B` the module `A`.
    var imports: [SwiftText.Piece] {
        let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let tokens = text.tokens
        return tokens.indices.dropLast().compactMap { index in
            guard tokens[index].text == "import" else { return nil }
            let next = tokens[index + 1]
            return kinds.contains(next.text) && index + 2 < tokens.count ? tokens[index + 2] : next
        }
    }
}
