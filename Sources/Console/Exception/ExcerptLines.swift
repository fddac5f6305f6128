import Terminal

/// A message's segments as lines: the one at stake field by field, the others in as few lines as they take.
enum ExcerptLines {
    static func lines(_ excerpt: MessageExcerpt, width: Int) -> [[Span]] {
        var lines = excerpt.segments.flatMap { segment in
            segment.isAtStake ? fieldByField(segment) : wrapped(inOneLine(segment), width: width)
        }
        if let remark = excerpt.remark { lines.append([Span(remark, .dim)]) }
        return lines
    }

    /// What is said of the segment at stake.
    static let stopped = "this is the line that stopped"

    private static func fieldByField(_ segment: MessageExcerpt.Segment) -> [[Span]] {
        let head = [
            Span("\(segment.id) ", .strong), Span("\(segment.name), number \(segment.number): ", .dim),
            Span(stopped, .statusWarning),
        ]
        return [head]
            + segment.fields.map { field in
                let number = "\(segment.id)-\(field.number)"
                let place = number + String(repeating: " ", count: max(1, 8 - number.count))
                let name = field.name + String(repeating: " ", count: max(1, 18 - field.name.count))
                return [
                    Span(field.isAtStake ? " * " : "   ", .match), Span(place, .dim), Span(name, .dim),
                    field.isMasked ? Span("****", .masked) : Span(field.value, field.isAtStake ? .match : .text),
                ]
            }
    }

    /// The segment by its name, each field with its number and its name.
    private static func inOneLine(_ segment: MessageExcerpt.Segment) -> [Span] {
        var spans = [Span(segment.id + " ", .strong)]
        if !segment.name.isEmpty { spans.append(Span(segment.name + "  ", .dim)) }
        for field in segment.fields where !field.isMasked {
            let name = field.name.isEmpty ? "" : " \(field.name)"
            spans += [Span("\(field.number)\(name) ", .dim), Span("\(field.value)  ")]
        }
        let masked = segment.fields.filter(\.isMasked)
        guard !masked.isEmpty else { return spans }
        for field in masked.prefix(12) {
            spans.append(Span("\(field.number)\(field.name.isEmpty ? "" : " " + field.name) ", .dim))
        }
        return spans + [Span(masked.count > 12 ? "… ****" : "****", .masked)]
    }

    /// Breaks a line between its pieces; what goes on is indented.
    private static func wrapped(_ line: [Span], width: Int) -> [[Span]] {
        var lines: [[Span]] = []
        var current: [Span] = []
        var used = 0
        for (index, span) in line.enumerated() {
            // A field's number stays with its value.
            let value = span.style == .dim && index + 1 < line.count ? min(line[index + 1].width, width / 2) : 0
            let needed = span.width + value
            if used + needed > width, current.count > 1 {
                lines.append(current)
                (current, used) = ([Span("    ")], 4)
            }
            current.append(span)
            used += span.width
        }
        return lines + [current]
    }
}
