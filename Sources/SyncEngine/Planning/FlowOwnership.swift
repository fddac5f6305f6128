import Catalog
import Crypto
import Foundation
import SyncModel
import SyncStore

extension RecordPlanner {
    /// What an event says of a thing whose fields have owners; `nil` where nobody owns any.
    func stated(_ event: CanonicalEvent, from source: SourceName) -> PlannedOwnership? {
        guard let contract, !contract.owners.isEmpty, let system = flow.system, event.action != .none,
            let key = contract.subjectKey(of: event), let fields = event.fields
        else { return nil }
        let patient = Set(fields.values.keys.filter(contract.isOfPatient))
        var says: [String: FieldValue] = [:]
        // When it was said is new each time, and nothing that anybody says of the thing.
        let moment = contract.shows[.occurredAt]
        for (name, value) in fields.values where !contract.key.contains(name) && name != moment {
            says[name] = patient.contains(name) ? Self.print(of: value, key: key) : value
        }
        let isPatientKey = contract.key.contains(where: contract.isOfPatient)
        let words =
            isPatientKey
            ? Hexadecimal.digits(key.prefix(4))
            : RecordKey(contract.key.compactMap { fields[$0]?.keyWord }).words
        return PlannedOwnership(
            type: contract.type, key: key, source: source, words: words,
            statement: OwnedStatement(
                system: system, owners: contract.owners, says: says, patientFields: patient, at: event.occurredAt,
                isReversal: event.action == .reverse),
            owner: contract.owner)
    }

    /// Tells two values of a patient's field apart without keeping either.
    private static func print(of value: FieldValue, key: Data) -> FieldValue? {
        guard let data = try? StateJSON.encode(value) else { return nil }
        var hasher = SHA256()
        hasher.update(data: key)
        hasher.update(data: data)
        return .text(Hexadecimal.digits(hasher.finalize().prefix(16)))
    }
}
