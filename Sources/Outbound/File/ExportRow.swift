import Catalog
import Measures
import SyncModel

/// One delivery as it stands in a file.
struct ExportRow: Hashable, Sendable {
    /// What the delivery is known by.
    var key: String
    /// The row, with its end.
    var bytes: [UInt8]
    /// What is added up of it, as ``ExportLayout/sums`` names it.
    var amounts: [ExactDecimal]

    /// Writes the members of `body` into the columns of their names; a column that none of them fills stays empty.
    ///
    /// - Parameter days: where the day of a moment is.
    init(
        _ body: BodyTree, of event: Fields, key: String, in layout: ExportLayout, days: ClockZone
    ) throws(Fault) {
        self.key = key
        var texts: [String: String] = [:]
        if case .object(let members) = body {
            for member in members {
                guard let text = try Self.text(member, of: event, days) else { continue }
                guard !text.utf8.contains(0) else {
                    throw Self.fault(member.name, "holds a NUL byte, which no table can")
                }
                texts[member.name] = text
            }
        }
        amounts = []
        for name in layout.sums {
            let text = texts[name] ?? ""
            guard let amount = text.isEmpty ? ExactDecimal.zero : ExactDecimal(text) else {
                throw Self.fault(name, "is added up for the totals and holds no number")
            }
            amounts.append(amount)
        }
        let cells = layout.columns.map { CSVGuard.neutralised(texts[$0] ?? "") }
        if let word = layout.trailer?.word, cells.first == word {
            throw Self.fault(
                layout.columns[0], "begins the row with the word of the totals, and would be taken for them")
        }
        bytes = layout.line(cells)
    }

    private static func text(_ member: BodyTree.Member, of event: Fields, _ days: ClockZone) throws(Fault) -> String? {
        switch member.value {
        case .text(let text): return text
        case .number(let digits): return digits
        case .flag(let flag): return flag ? "true" : "false"
        case .object, .list, .each: throw fault(member.name, "holds several values, and a cell holds one")
        case .place(let place):
            switch event[place.path] {
            case nil: return nil
            case .text(let text)?: return text
            case .number(let number)?: return number.description
            case .flag(let flag)?: return flag ? "true" : "false"
            case .time(let time)?:
                return place.form == .date
                    ? days.day(of: time) : place.form == .milliseconds ? String(time.milliseconds) : time.description
            case .record?, .list?: throw fault(member.name, "holds several values, and a cell holds one")
            }
        }
    }

    private static func fault(_ column: String, _ sentence: String) -> Fault {
        Fault(
            .messageMalformed, FaultSubject(other: "column \(column)"), detail: "The column '\(column)' \(sentence).")
    }
}
