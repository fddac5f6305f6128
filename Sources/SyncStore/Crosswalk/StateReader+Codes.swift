import GRDB
public import SyncModel

extension StateReader {
    /// What a table knows that may tell what a code of it means; nothing where the entry is of no table.
    ///
    /// - Parameter text: only values with this in them; empty for all.
    public func codeEvidence(
        for key: CrosswalkKey, text: String = "", neighbors: Int = 4, values: Int = 200
    ) throws(StateFileProblem) -> CodeEvidence {
        guard key.kind.table != nil else { return CodeEvidence() }
        var evidence: CodeEvidence = try read { database in
            let arguments: StatementArguments = [
                "kind": key.kind.rawValue, "source": key.source.rawValue, "code": key.code, "limit": neighbors,
            ]
            var found: [CodeEvidence.Neighbor] = []
            for sql in [EntrySQL.neighborsBefore, EntrySQL.neighborsBehind] {
                found += try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments).map { row in
                    CodeEvidence.Neighbor(code: row["code"], value: row["value"])
                }
            }
            let most = try Row.fetchAll(
                database.cachedStatement(sql: EntrySQL.values),
                arguments: [
                    "kind": key.kind.rawValue, "pattern": "%\(text.escapedForLike)%", "limit": values,
                ]
            ).map { CodeEvidence.Value(value: $0["value"], codes: $0["codes"]) }
            return CodeEvidence(neighbors: found, values: most)
        }
        let said = try history(of: key, limit: 10).flatMap { [$0.after.mapping, $0.before.mapping] }
        for case .mapCode(let mapping)? in said where !evidence.former.contains(mapping.value) {
            evidence.former.append(mapping.value)
        }
        return evidence
    }
}
