internal import SyncModel

/// What is written beside a file when it is done with: what became of it, for its sender and for an operator.
///
/// A table of four columns: what a line is about, the line and column of the file, and a value or a sentence. It names
/// columns as the catalog does, and never says what a cell holds.
struct ControlReport {
    /// The file's name when it was dropped.
    var file: String
    var source: SourceName
    var progress: FileProgress
    var outcome: FileProgress.Outcome

    /// All but the refused rows.
    var head: String {
        var text = RowText.row(["entry", "line", "column", "value"])
        func add(_ entry: String, _ value: String, line: Int? = nil, column: String? = nil) {
            text += RowText.row([entry, line.map { String($0) } ?? "", column ?? "", value])
        }
        add("file", file)
        add("source", source.rawValue)
        add("outcome", outcome.isTaken ? "taken" : "refused")
        if let sentence = outcome.sentence { add("because", sentence, line: outcome.line, column: outcome.column) }
        if !progress.digest.isEmpty { add("sha256", progress.digest) }
        add("taken up", UTCTime(milliseconds: progress.takenUpAt).description)
        add("finished", UTCTime(milliseconds: outcome.at).description)
        if let pieces = outcome.pieces { add("rows in the file", String(pieces)) }
        add("read", String(progress.reached))
        add("accepted", String(progress.accepted))
        if progress.aside > 0 { add("accepted but of no flow's concern", String(progress.aside)) }
        add("came before", String(progress.duplicates))
        add("refused", String(progress.refused))
        if let number = progress.acknowledgment { add("acknowledged from number", String(number)) }
        for figure in outcome.figures {
            add("declared \(figure.name)", figure.declared)
            add("found \(figure.name)", figure.found)
        }
        if progress.duplicates > 0, progress.accepted == 0, progress.refused == 0 {
            add("note", "All of it came before: nothing was booked again.")
        }
        let more = progress.refused - FileBooking.listed
        if more > 0 { add("note", "\(more) more rows were refused than are listed below.") }
        return text
    }

    /// What a refused file is to the engine, for the work queue: the same for the same file, whenever it comes.
    func refusal(kind: String, digest: String) -> IncomingRefusal {
        let place = [outcome.line.map { "line \($0)" }, outcome.column.map { "column \($0)" }].compactMap { $0 }
        let words = place.isEmpty ? "" : " (\(place.joined(separator: ", ")))"
        return IncomingRefusal(
            fault: Fault(
                .messageMalformed, FaultSubject(source: source.rawValue, other: "file \(kind)"),
                detail: "The file \(file) was refused\(words): \(outcome.sentence ?? "")"),
            bytes: Array(RowText.row(["file", "sha256", "because"]).utf8)
                + Array(RowText.row([file, digest, (outcome.sentence ?? "") + words]).utf8))
    }
}

/// A file as the engine keeps it that was refused as a whole: what it is and why, without its content.
struct IncomingRefusal {
    var fault: Fault
    var bytes: [UInt8]
}
