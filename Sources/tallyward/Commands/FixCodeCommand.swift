import ArgumentParser
import SyncModel
import SyncStore

/// `tallyward fix code`.
struct FixCodeCommand: FixingCommand {
    static let kind = FixKind.mapCode
    static let configuration = CommandConfiguration(
        commandName: "code", abstract: "Says what the sender's code means in its table; lists values without --to.")

    @OptionGroup var options: FixOptions

    @Option(name: .long, help: "What the code means, such as an account.")
    var to: String?

    func fix(_ row: ExceptionRow, _ reader: StateReader) throws -> Fix? {
        let subject = row.fault.subject
        guard let source = subject.source.map(SourceName.init(rawValue:)), let code = subject.code,
            let table = subject.table.map(CodeTableName.init(rawValue:))
        else { throw Failure("Exception \(row.id) names no code of a table.", code: .badData) }
        guard let to else {
            try list(CrosswalkKey(.table(table), source: source, code: code), row, reader)
            return nil
        }
        return .mapCode(CodeMapping(table: table, source: source, code: code, value: to))
    }

    private func list(_ key: CrosswalkKey, _ row: ExceptionRow, _ reader: StateReader) throws {
        let candidates = try reader.codeEvidence(for: key).candidates(for: key.code, limit: 20)
        try options.asking.output.print(
            candidates,
            lines: candidates.isEmpty
                ? ["Its table has no value yet. Say one with: tallyward fix code \(row.id) --to VALUE"]
                : candidates.map {
                    "\($0.value.column(32)) \(String($0.score).right(3)) %  \($0.reasons.joined(separator: ", "))"
                } + ["Take one with: tallyward fix code \(row.id) --to VALUE"])
    }
}
