import Catalog
import Measures
import SyncModel
import SyncStore
import Terminal

/// What stands in each part of an exception's page.
struct ExceptionParts {
    let detail: ExceptionDetail
    /// What people said of it and of its cause, latest first.
    let remarks: [CaseFile.Remark]
    let context: ScreenContext
    let unmasking: Unmasking
    let width: Int

    /// What a folded heading says of its part, and what of it an open one repeats.
    func summary(_ part: ExceptionPart) -> [Span] {
        switch part {
        case .said:
            guard let last = remarks.first?.row else {
                return [Span("nothing yet (\(context.key(of: .comment)) comments on it)", .dim)]
            }
            let count = remarks.count > 1 ? "\(remarks.count), the latest " : ""
            return [
                Span("\(count)\(context.age(last.at)) ago, \(last.author): ", .dim), Span(last.text, .statusInfo),
            ]
        case .became:
            guard let event = detail.event else { return [Span("it couldn't be read", .statusWarning)] }
            return [Span(detail.booking == nil ? "\(event.type.rawValue), not yet a booking" : "a booking", .dim)]
        case .sent: return [Span(sentSummary, .dim)]
        case .happened:
            let trace = detail.delivery.map { "trace \($0.trace)" } ?? ""
            return [Span(detail.delivery?.trace.isEmpty ?? true ? "" : trace, .dim)]
        case .arrived:
            let mask = unmasking.left(at: context.now).map { "patient fields shown for \($0.spoken)" }
            return [
                Span("\(detail.message.type) from \(detail.message.source), ", .dim),
                Span(
                    mask ?? "patient fields masked (\(context.key(of: .unmask)))", mask == nil ? .dim : .statusWarning),
            ]
        case .runbook: return [Span("\(runbook.title) (\(context.key(of: .runbook)) reads it alone)", .dim)]
        }
    }

    /// The lines of a part.
    func lines(_ part: ExceptionPart) -> [[Span]] {
        switch part {
        case .said:
            remarks.flatMap { $0.row.lines(in: context, width: width, about: $0.isOnCause ? "the whole cause" : nil) }
        case .became: became
        case .sent: sent
        case .happened: happened
        case .arrived:
            ArrivedLines.lines(
                detail.payload, of: detail.message, event: detail.event, carrier: carrier, code: detail.row.fault.code,
                in: context, width: width - 1, isUnmasked: unmasking.left(at: context.now) != nil)
        case .runbook: runbook.body.lines(width: width - 1).map { [Span(" ")] + $0 }
        }
    }

    /// The segment that the source's reading makes such events from; `nil` of those that are built in.
    private var carrier: String? {
        guard let type = detail.event?.type, let catalog = context.site.catalog,
            let flow = catalog.flow(detail.row.flow)
        else { return nil }
        let reading = catalog.sources[flow.source]?.readings.first {
            $0.event == type && flow.messages.contains($0.message)
        }
        return reading?.each
    }

    private var runbook: MarkdownText {
        RunbookScreen.text(of: detail.row.fault, flow: detail.row.flow, in: context)
    }

    // MARK: Why

    /// Why it stopped, what to do, and what Enter does.
    var why: [[Span]] {
        let row = detail.row
        var lines: [[Span]] = [
            [
                Span(row.fault.code.title, .statusWarning.bold), Span("  \(FixTarget(row).subject)  ", .strong),
                Span("\(row.value)", .money), Span("  for \(row.owner.title)", .dim),
            ]
        ]
        lines += wrapped(row.fault.detail) + DifferenceLines.lines(of: row.fault)
        if let resolution = row.resolution { return lines + [[Span(" closed: \(resolution)", .statusOk)]] }
        lines += wrapped(row.fault.code.advice, .strong)
        lines += doubt + lane
        if let dialog = FixDialog.mending(row.fault.code) {
            lines.append([
                Span(" \(context.key(of: .mend))", .key), Span(" \(dialog.deed)   "),
                Span(context.key(of: .dismiss), .key),
                Span(" takes it out"),
            ])
        }
        if FixDialog.mapCode.helps(FixTarget(row), context) {
            lines.append([
                Span(" \(context.key(of: .mapCode))", .key), Span(" changes what a code of it means in its table"),
            ])
        }
        let others = detail.others
        if others.count > 0 {
            lines.append([
                Span(" \(Wording.count(others.count, "other")) with the same cause, worth "),
                Span("\(others.value)", .money),
                Span("  (\(context.key(of: .next)), \(context.key(of: .others)))", .dim),
            ])
        }
        let since = "\(context.age(row.openedAt)) ago"
        let who = row.claimedBy.map { ", taken on by \($0)" } ?? ", nobody works on it (\(context.key(of: .claim)))"
        return lines + [[Span(" opened \(since)\(who)", .dim)]]
    }

    /// Both facts of a delivery in doubt: that a request left, and what asking brought.
    private var doubt: [[Span]] {
        guard let doubt = detail.doubt else { return [] }
        func at(_ time: UTCTime?) -> String { time.map { "at \(context.time($0))" } ?? "never" }
        return wrapped("Sent \(at(doubt.sentAt)): \(doubt.sent)", .statusWarning)
            + wrapped("Asked \(at(doubt.askedAt)): \(doubt.asked)", .statusWarning)
    }

    private var lane: [[Span]] {
        guard let standing = detail.delivery?.standing else { return [] }
        let lines = standing.lines.flatMap { wrapped("In its lane: \($0).", .statusHeld) }
        guard standing.holds != nil else { return lines }
        let keys =
            " \(context.key(of: .stepAside)) lets it step aside, \(context.key(of: .dismiss)) takes it out, "
            + "\(context.key(of: .resubmit)) sends it in its place"
        return lines + [[Span(keys, .dim)]]
    }

    private func wrapped(_ text: String, _ style: Style = .text) -> [[Span]] {
        Paragraph(text).lines(width: max(10, width - 1)).map { [Span(" "), Span($0, style)] }
    }

    /// - Parameter column: how wide the names are, where several stand below each other.
    private func pair(_ name: String, _ value: [Span], column: Int = 11) -> [[Span]] {
        let label = " " + name + String(repeating: " ", count: max(1, column - name.count))
        return SpanLines.wrapped(value, width: width, first: Span(label, .dim))
    }

    // MARK: What it became

    private var became: [[Span]] {
        guard let event = detail.event else { return [[Span(" It couldn't be read, so it became nothing.", .dim)]] }
        var lines = pair("event", [Span("\(event.type.rawValue), \(event.action.rawValue)")])
        if event.fields == nil {
            let text = [event.item?.code, event.description ?? event.item?.text].compactMap(\.self)
            if !text.isEmpty { lines += pair("item", [Span(text.joined(separator: "  "))]) }
            if !event.alternateCodes.isEmpty {
                lines += pair("also", [Span(event.alternateCodes.map(\.code).joined(separator: ", "))])
            }
            let quantity = [event.quantity?.description, event.unit?.rawValue].compactMap(\.self)
            lines += pair(
                "used", [Span(quantity.isEmpty ? "-" : quantity.joined(separator: " "), .strong)] + place(event))
        }
        if let fields = event.fields { return lines + shown(fields) + lookedUp(fields) + booked }
        guard let resolved = detail.booking?.use else {
            return lines + pair("booking", [Span("none yet: it stopped before", .dim)])
        }
        lines += booking(resolved)
        if let arithmetic = resolved.arithmetic { lines += pair("because", [Span(arithmetic)]) }
        return lines
    }

    private var booked: [[Span]] {
        let words = detail.booking.map { "\($0.words) may go to \(detail.delivery?.endpoint.rawValue ?? "it")" }
        return pair("booking", [Span(words ?? "none yet: it stopped before", .dim)])
    }

    /// The fields of a contract, those of the patient masked until somebody says why not.
    private func shown(_ fields: Fields) -> [[Span]] {
        let isOpen = unmasking.left(at: context.now) != nil
        let lines = fields.lines(showingPatient: isOpen)
        let column = min(width / 2, max(11, (lines.map(\.path.count).max() ?? 0) + 2))
        return lines.flatMap { line in
            pair(line.path, [Span(line.words, fields.isOfPatient(line.path) ? .dim : .text)], column: column)
        }
    }

    /// What each code of the event means by its table, as far as the row got.
    private func lookedUp(_ fields: Fields) -> [[Span]] {
        guard let catalog = context.site.catalog, let flow = catalog.flow(detail.row.flow) else { return [] }
        let subject = detail.row.closedAt == nil ? detail.row.fault.subject : FaultSubject()
        return flow.lookUpCodes(in: fields).flatMap { step, code -> [[Span]] in
            let table = catalog.table(step.table)
            var words = [Span("\(table?.codeWord ?? step.table.rawValue) "), Span(code, .strong), Span(" -> ")]
            if let value = detail.booking?.record?[step.into]?.words {
                words += [Span(value, .strong), Span(" (\(table?.valueWord ?? step.into))", .dim)]
            } else if subject.table == step.table.rawValue, subject.code == code {
                words.append(Span("no \(table?.valueWord ?? "value") that could be sent", .statusWarning))
            } else {
                words.append(Span(step.into, .dim))
            }
            return pair("looked up", words)
        }
    }

    private func booking(_ resolved: ResolvedUse) -> [[Span]] {
        pair(
            "booking",
            [
                Span("\(resolved.quantity) \(resolved.unit) of \(resolved.itemNumber)", .strong),
                Span(" from \(resolved.organization) \(resolved.subinventory)"),
            ])
            + pair("charged", [Span("cost centre \(resolved.costCenter), account \(resolved.account)")])
    }

    private func place(_ event: CanonicalEvent) -> [Span] {
        var spans: [Span] = []
        if let location = event.location { spans.append(Span(" at \(location)")) }
        if let at = event.occurredAt { spans.append(Span(", \(context.time(at))", .dim)) }
        return spans
    }

    // MARK: What was sent

    private var attempts: [TimelineEntry] { detail.timeline.filter { $0.kind == "attempt" } }

    private var sentSummary: String {
        guard let delivery = detail.delivery else { return "nothing: no delivery was made of it" }
        guard !attempts.isEmpty else { return "nothing yet to \(delivery.endpoint)" }
        return "\(Wording.count(attempts.count, "attempt")) at \(delivery.endpoint)"
    }

    private var sent: [[Span]] {
        guard let delivery = detail.delivery else {
            return [[Span(" No flow made a delivery of it, so nothing was sent.", .dim)]]
        }
        var lines = pair("to", [Span("\(delivery.endpoint)", .strong), Span(", \(delivery.state.rawValue)")])
        guard !attempts.isEmpty else {
            return lines + [[Span(" It stopped before anything was sent.", .dim)]]
        }
        if let use = detail.booking?.use { lines += booking(use) }
        if let record = detail.booking?.record { lines += shown(record) }
        for attempt in attempts.suffix(20) {
            lines += pair(context.time(attempt.at), [Span(attempt.text)])
        }
        if let document = delivery.document { lines += pair("document", [Span(document, .strong)]) }
        if let due = delivery.dueAt { lines += pair("again at", [Span(context.time(due))]) }
        return lines
    }

    // MARK: What happened

    private var happened: [[Span]] {
        detail.timeline.suffix(40).flatMap { entry -> [[Span]] in
            let kind = entry.kind + String(repeating: " ", count: max(1, 10 - entry.kind.count))
            let label = Span(" \(context.time(entry.at)) ", .dim)
            let lines = SpanLines.wrapped([Span(entry.text)], width: width - 10, first: label)
            return lines.enumerated().map { index, line in
                index == 0
                    ? [label, Span(kind, .strong)] + line.dropFirst()
                    : [Span(String(repeating: " ", count: 10))] + line
            }
        }
    }
}

/// What arrived, as lines: HL7 segment by segment, X12 element by element, JSON name by name, a row
/// column by column.
enum ArrivedLines {
    /// - Parameters:
    ///   - message: its kind and where it came from; what the catalog says of such ones is what may be shown of them.
    static func lines(
        _ payload: [UInt8], of message: MessageRow, event: CanonicalEvent? = nil, carrier: String? = nil,
        code: FaultCode? = nil, in context: ScreenContext, width: Int, isUnmasked: Bool = false
    ) -> [[Span]] {
        let known = KnownPlaces(of: message.type, from: message.source, in: context.site.catalog)
        if JSONExcerpt.holds(payload) {
            return JSONExcerpt.lines(payload, message: message.type, known: known, isUnmasked: isUnmasked)
        }
        if message.type == Source.row {
            return RowExcerpt.lines(payload, known: known, width: width, isUnmasked: isUnmasked)
        }
        if message.type.hasPrefix(Source.setPrefix) {
            let excerpt = MessageExcerpt(set: payload, known: known, isUnmasked: isUnmasked)
            return ExcerptLines.lines(excerpt, width: width)
        }
        let excerpt = MessageExcerpt(payload, event: event, carrier: carrier, code: code, isUnmasked: isUnmasked)
        return ExcerptLines.lines(excerpt, width: width)
    }
}
