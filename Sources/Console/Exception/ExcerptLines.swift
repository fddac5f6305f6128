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

    private static func fieldByField(_ segment: MessageExcerpt.Segment) -> [[Span]] {
        let head = [
            Span("\(segment.id) ", .strong), Span("\(segment.name), number \(segment.number): ", .dim),
            Span("this is the line that stopped", .statusWarning),
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

    private static func inOneLine(_ segment: MessageExcerpt.Segment) -> [Span] {
        var spans = [Span(segment.id + " ", .strong)]
        let shown = segment.fields.filter { !$0.isMasked }
        let masked = segment.fields.filter(\.isMasked)
        if shown.isEmpty { spans.append(Span(segment.name + " ", .dim)) }
        for field in shown { spans += [Span("\(field.number) ", .dim), Span("\(field.value) ")] }
        if !masked.isEmpty {
            let numbers = masked.prefix(12).map { String($0.number) }.joined(separator: " ")
            spans += [Span("\(numbers)\(masked.count > 12 ? " …" : "") ", .dim), Span("****", .masked)]
        }
        return spans
    }

    /// Breaks a line between its pieces; what goes on is indented.
    private static func wrapped(_ line: [Span], width: Int) -> [[Span]] {
        var lines: [[Span]] = []
        var current: [Span] = []
        var used = 0
        for span in line {
            // A field's number stays with its value.
            let needed = span.style == .dim ? span.width + 8 : span.width
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
