import Terminal

/// The little of Markdown that runbooks use, as lines: headings, lists, code, and words that stand out.
///
/// What it doesn't know it shows as it is written. It draws nothing and follows no link.
struct MarkdownText: Hashable, Sendable {
    /// A piece of the text that is laid out by itself.
    enum Block: Hashable, Sendable {
        case heading(Int, String)
        case paragraph(String)
        /// What stands before the item, and the item.
        case item(String, String)
        /// One line of code, as it is.
        case code(String)
        case blank
    }

    /// The pieces, in their order.
    let blocks: [Block]

    init(_ text: String) { blocks = Self.blocks(of: text) }

    /// The first heading; empty where there is none.
    var title: String {
        for case .heading(_, let text) in blocks { return Self.plain(text) }
        return ""
    }

    /// The text without its first heading, for a place that says it already.
    var body: MarkdownText {
        var rest = blocks
        if let first = rest.first, case .heading = first { rest.removeFirst() }
        while rest.first == .blank { rest.removeFirst() }
        return MarkdownText(blocks: rest)
    }

    private init(blocks: [Block]) { self.blocks = blocks }

    // MARK: Taking it apart

    private static func blocks(of text: String) -> [Block] {
        var blocks: [Block] = []
        var isCode = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let trimmed = line.trimmed
            if trimmed.hasPrefix("```") {
                isCode.toggle()
            } else if isCode {
                blocks.append(.code(String(line)))
            } else if trimmed.isEmpty {
                if blocks.last != .blank, !blocks.isEmpty { blocks.append(.blank) }
            } else if let heading = heading(trimmed) {
                blocks.append(heading)
            } else if let item = item(line) {
                blocks.append(item)
            } else {
                go(on: trimmed, &blocks)
            }
        }
        while blocks.last == .blank { blocks.removeLast() }
        return blocks
    }

    private static func heading(_ line: Substring) -> Block? {
        let level = line.prefix { $0 == "#" }.count
        guard (1...6).contains(level), line.dropFirst(level).first == " " else { return nil }
        return .heading(level, String(line.dropFirst(level).trimmed))
    }

    private static func item(_ line: Substring) -> Block? {
        let indent = String(line.prefix { $0 == " " })
        let rest = line.dropFirst(indent.count)
        if let first = rest.first, "-*+".contains(first), rest.dropFirst().first == " " {
            return .item(indent + "- ", String(rest.dropFirst(2).trimmed))
        }
        let number = rest.prefix { $0.isASCII && $0.isNumber }
        guard (1...3).contains(number.count), rest.dropFirst(number.count).hasPrefix(". ") else { return nil }
        return .item(indent + number + ". ", String(rest.dropFirst(number.count + 2).trimmed))
    }

    /// A line that begins nothing new goes on with what stands before it.
    private static func go(on line: Substring, _ blocks: inout [Block]) {
        switch blocks.last {
        case .paragraph(let text): blocks[blocks.count - 1] = .paragraph(text + " " + line)
        case .item(let mark, let text): blocks[blocks.count - 1] = .item(mark, text + " " + line)
        default: blocks.append(.paragraph(String(line)))
        }
    }

    // MARK: Lines

    /// The lines at a width.
    func lines(width: Int) -> [[Span]] {
        let width = max(10, width)
        return blocks.flatMap { block -> [[Span]] in
            switch block {
            case .heading(let level, let text):
                SpanLines.wrapped([Span(Self.plain(text), level == 1 ? .title.bold : .title)], width: width)
            case .paragraph(let text): SpanLines.wrapped(Self.spans(text), width: width)
            case .item(let mark, let text):
                SpanLines.wrapped(Self.spans(text), width: width, first: Span(mark, .dim))
            case .code(let text): [[Span("  "), Span(text, .key)]]
            case .blank: [[]]
            }
        }
    }

    /// Words between backticks are code, those between double asterisks stand out; a link is its words.
    static func spans(_ text: String) -> [Span] {
        var spans: [Span] = []
        var rest = Substring(text)
        var plain = ""
        func flush() {
            if !plain.isEmpty { spans.append(Span(plain)) }
            plain = ""
        }
        while let first = rest.first {
            if first == "`", let end = rest.dropFirst().firstIndex(of: "`") {
                flush()
                spans.append(Span(String(rest[rest.index(after: rest.startIndex)..<end]), .key))
                rest = rest[rest.index(after: end)...]
            } else if rest.hasPrefix("**"), let end = rest.dropFirst(2).firstRange(of: "**") {
                flush()
                spans.append(Span(String(rest.dropFirst(2)[..<end.lowerBound]), .strong))
                rest = rest[end.upperBound...]
            } else if first == "[", let middle = rest.firstRange(of: "]("),
                let end = rest[middle.upperBound...].firstIndex(of: ")")
            {
                flush()
                spans.append(Span(String(rest[rest.index(after: rest.startIndex)..<middle.lowerBound]), .link))
                rest = rest[rest.index(after: end)...]
            } else {
                plain.append(first)
                rest = rest.dropFirst()
            }
        }
        flush()
        return spans
    }

    private static func plain(_ text: String) -> String { spans(text).map(\.text).joined() }
}

extension Substring {
    /// Without the blanks at both ends.
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
        while let last = text.last, last == " " || last == "\t" || last == "\r" || last == "\r\n" {
            text = text.dropLast()
        }
        return text
    }
}
