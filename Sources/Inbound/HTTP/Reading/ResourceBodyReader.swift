internal import Measures
public import SyncModel
public import JSONText

/// Reads what FHIR R4 resources say of supplies used and medications given.
///
/// | resource | event | records | reverses | nothing to account for |
/// | --- | --- | --- | --- | --- |
/// | SupplyDelivery | `supply.used` | completed | entered-in-error | in-progress, abandoned |
/// | DeviceUseStatement | `supply.used` | completed, active | entered-in-error | intended, stopped, on-hold |
/// | MedicationAdministration | `medication.administered` | completed | entered-in-error | the others but stopped |
///
/// A medication that was stopped may have been given in part: its quantity is left out, so that a person has to look.
/// The data of a CloudEvent is read in the same way where it is such a resource. Anything else is refused.
public struct ResourceBodyReader: BodyReader {
    private let zone: ClockZone

    /// - Parameter zone: where times that name no zone are from.
    public init(zone: ClockZone) { self.zone = zone }

    /// Reads one body; see ``BodyReader``.
    public func read(_ body: JSONValue, type: String, as events: [EventType]) -> ReadBody {
        let element = ResourceReading(body, zone: zone)
        var read = ReadBody(encounter: element.encounter)
        guard !events.isEmpty else { return read }
        if let problem = element.unreadModifier {
            read.problems = [problem]
            return read
        }
        switch body["resourceType"]?.text {
        case "SupplyDelivery" where events == [.supplyUsed]: read.take(element.supplyDelivery())
        case "DeviceUseStatement" where events == [.supplyUsed]: read.take(element.deviceUseStatement())
        case "MedicationAdministration" where events == [.medicationAdministered]:
            read.take(element.medicationAdministration())
        default:
            let kinds = events.map(\.rawValue).joined(separator: ", ")
            read.problems = [BodyProblem(.notSupported, at: "", "Nothing here reads this type as \(kinds).")]
        }
        return read
    }
}

extension ReadBody {
    /// Takes one event, or what is wrong with it.
    fileprivate mutating func take(_ reading: ResourceReading) {
        problems = reading.problems
        if problems.isEmpty { events = [reading.event] }
    }
}
