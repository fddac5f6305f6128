internal import DeviceIdentifiers
internal import JSONText
internal import Measures
internal import SyncModel

/// One resource on its way to an event, and what is wrong with it.
struct ResourceReading {
    let body: JSONValue
    let zone: ClockZone
    let name: String
    var event = CanonicalEvent(type: .messageReceived)
    var problems: [BodyProblem] = []

    /// The most characters a code may have; a longer one is no code.
    private static let codeLimit = 199
    /// The most characters of a text that are kept.
    private static let textLimit = 500

    init(_ body: JSONValue, zone: ClockZone) {
        self.body = body
        self.zone = zone
        name =
            ["SupplyDelivery", "DeviceUseStatement", "MedicationAdministration"].first {
                body["resourceType"] == .string($0)
            } ?? ""
    }

    mutating func report(_ kind: IssueType, _ path: String, _ sentence: String) {
        problems.append(BodyProblem(kind, at: "\(name).\(path)", sentence))
    }

    /// What a reader that doesn't know it must not pass over (FHIR R4 §2.28.0.3 and §2.26.3.2).
    var unreadModifier: BodyProblem? {
        let sentence = "It may change what the rest means, and isn't known here: send the resource without it."
        for key in ["modifierExtension", "implicitRules"] where body[key] != nil {
            return BodyProblem(.notSupported, at: name.isEmpty ? key : "\(name).\(key)", sentence)
        }
        for part in ["suppliedItem", "dosage"] where body[part]?["modifierExtension"] != nil {
            return BodyProblem(.notSupported, at: "\(name).\(part).modifierExtension", sentence)
        }
        return nil
    }

    // MARK: Data types

    /// A code, an id or a name; `nil` where there is none, or one longer than any code.
    static func code(_ value: JSONValue?) -> String? {
        guard case .string(let text)? = value else { return nil }
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let isSound = words.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        return words.isEmpty || words.utf8.count > codeLimit || !isSound ? nil : words
    }

    /// A description for people, cut where it is longer than any screen shows.
    static func prose(_ value: JSONValue?) -> String? {
        guard case .string(let text)? = value, !text.isEmpty else { return nil }
        return text.utf8.count <= textLimit ? text : String(text.prefix(textLimit))
    }

    /// The codes of a CodeableConcept, in their order.
    static func codings(_ concept: JSONValue?) -> [CodedValue] {
        (concept?["coding"]?.elements ?? []).prefix(16).compactMap { coding in
            code(coding["code"]).map {
                CodedValue(code: $0, text: prose(coding["display"]), system: code(coding["system"]))
            }
        }
    }

    /// What a reference leads to within this resource.
    func contained(_ reference: JSONValue?) -> JSONValue? {
        guard case .string(let text)? = reference?["reference"], text.hasPrefix("#") else { return nil }
        return body["contained"]?.elements?.first { $0["id"] == .string(String(text.dropFirst())) }
    }

    /// The business identifier that a reference names, else the one of what it contains, else the id in its URL. A
    /// reference to another entry of the same Bundle (`urn:uuid:`) names nothing that anybody else knows.
    func identifier(_ reference: JSONValue?) -> String? {
        if let own = Self.code(reference?["identifier"]?["value"]) { return own }
        if let inner = contained(reference) { return Self.code(inner["identifier"]?.elements?.first?["value"]) }
        guard case .string(let text)? = reference?["reference"], !text.hasPrefix("urn:"), !text.hasPrefix("#") else {
            return nil
        }
        let parts = text.split(separator: "/")
        let history = parts.firstIndex(of: "_history") ?? parts.endIndex
        guard history >= 2 else { return nil }
        return Self.code(.string(String(parts[history - 1])))
    }

    /// The visit.
    var encounter: String? { identifier(body["context"]) ?? identifier(body["encounter"]) }

    // MARK: What both resources have

    /// The resource's business identifier with its system, else its id: every version of it has the same.
    private var identity: String? {
        let own = body["identifier"]?.elements?.first
        if let value = Self.code(own?["value"]) { return "\(name) \(Self.code(own?["system"]) ?? "")|\(value)" }
        return Self.code(body["id"]).map { "\(name)/\($0)" }
    }

    /// Begins an event of this resource.
    mutating func begin(_ type: EventType) {
        event = CanonicalEvent(type: type)
        event.encounter = encounter
        event.identity = identity
        event.reference = Self.code(body["identifier"]?.elements?.first?["value"]) ?? Self.code(body["id"])
    }

    /// The day of a date, as `2027-06-30`.
    private static func day(_ value: JSONValue?) -> String? { value?.text.flatMap(DateText.day) }

    /// Takes an item from a CodeableConcept, or from what a reference leads to.
    mutating func takeItem(_ concept: JSONValue?, _ reference: JSONValue?, _ path: String) {
        let inner = contained(reference)
        let concept = concept ?? inner?["code"] ?? inner?["type"]
        var codes = Self.codings(concept)
        if let inner {
            codes += (inner["identifier"]?.elements ?? []).prefix(8).compactMap { entry in
                Self.code(entry["value"]).map { CodedValue(code: $0, system: Self.code(entry["system"])) }
            }
            event.lot = Self.code(inner["batch"]?["lotNumber"]) ?? Self.code(inner["lotNumber"])
            event.expires = Self.day(inner["batch"]?["expirationDate"]) ?? Self.day(inner["expirationDate"])
        } else if codes.isEmpty, let id = identifier(reference) {
            codes = [CodedValue(code: id, text: Self.prose(reference?["display"]))]
        }
        event.item = codes.first
        event.description = Self.prose(concept?["text"]) ?? codes.first?.text ?? Self.prose(reference?["display"])
        for other in codes.dropFirst() where !event.alternateCodes.contains(other) && other != event.item {
            event.alternateCodes.append(other)
        }
        if event.item == nil, event.action != .none {
            report(.required, path, "It has to name the item by a code or an identifier.")
        }
    }

    /// Takes a quantity, exactly in its digits; a negative one reverses.
    mutating func takeQuantity(_ quantity: JSONValue?, _ path: String) {
        guard event.action != .none else { return }
        guard let value = quantity?["value"] else {
            return report(.required, "\(path).value", "It has to say how much.")
        }
        guard case .number(let digits) = value, let number = ExactDecimal(digits) else {
            return report(.value, "\(path).value", "It has to be a number of at most 38 digits, without an exponent.")
        }
        if quantity?["comparator"] != nil {
            return report(.value, "\(path).comparator", "Only an exact amount can be booked.")
        }
        event.quantity = number.magnitude
        event.unit = (Self.code(quantity?["code"]) ?? Self.code(quantity?["unit"])).map(UnitCode.init(rawValue:))
        guard number.isNegative else { return }
        event.action = event.action == .reverse ? .record : .reverse
        event.note = "negative quantity"
    }

    /// Takes the time: a dateTime, or the start of a Period.
    mutating func takeTime(_ element: String, isRequired: Bool) {
        let (single, period) = ("\(element)DateTime", "\(element)Period")
        let value = body[single] ?? body[period]?["start"]
        let path = body[period] == nil ? single : "\(period).start"
        guard let value else {
            if isRequired, event.action != .none {
                report(.required, "\(element)[x]", "It has to say when it happened.")
            }
            return
        }
        event.occurredAt = value.text.flatMap { DateText.moment($0, in: zone) }
        if event.occurredAt == nil, event.action != .none {
            report(.value, path, "It has to be a day, or a moment with its zone.")
        }
    }
}

// MARK: - The resources

extension ResourceReading {
    /// A SupplyDelivery as `supply.used`.
    func supplyDelivery() -> ResourceReading {
        var reading = self
        reading.begin(.supplyUsed)
        switch body["status"]?.text {
        case "completed": reading.event.action = .record
        case "entered-in-error": reading.reverse()
        case "in-progress": reading.setAside("not delivered yet")
        case "abandoned": reading.setAside("abandoned")
        case nil: reading.report(.required, "status", "It has to say whether the supply was delivered.")
        default: reading.report(.value, "status", "It is none of the statuses of R4.")
        }
        let supplied = body["suppliedItem"]
        if supplied == nil, reading.event.action != .none {
            reading.report(.required, "suppliedItem", "It has to say what was used, and how much.")
            return reading
        }
        reading.takeItem(
            supplied?["itemCodeableConcept"], supplied?["itemReference"], "suppliedItem.item[x]")
        reading.takeQuantity(supplied?["quantity"], "suppliedItem.quantity")
        reading.takeTime("occurrence", isRequired: false)
        reading.event.location = identifier(body["destination"])
        return reading
    }

    /// A DeviceUseStatement as `supply.used`: one device, such as an implant. R4 has no place of the use: it is the
    /// contained device's own.
    func deviceUseStatement() -> ResourceReading {
        var reading = self
        reading.begin(.supplyUsed)
        switch body["status"]?.text {
        case "completed", "active": reading.event.action = .record
        case "entered-in-error": reading.reverse()
        case "intended", "stopped", "on-hold": reading.setAside("not used")
        case nil: reading.report(.required, "status", "It has to say whether the device was used.")
        default: reading.report(.value, "status", "It is none of the statuses of R4.")
        }
        reading.event.quantity = 1
        reading.takeDevice(body["device"])
        reading.takeTime("timing", isRequired: false)
        if reading.event.occurredAt == nil, body["timingDateTime"] == nil, body["timingPeriod"] == nil {
            reading.event.occurredAt = body["recordedOn"]?.text.flatMap { DateText.moment($0, in: zone) }
        }
        reading.event.location = identifier(contained(body["device"])?["location"])
        return reading
    }

    /// Takes the device by what its label says, else as any item.
    private mutating func takeDevice(_ reference: JSONValue?) {
        let device = contained(reference)
        let carrier = device?["udiCarrier"]?.elements?.first
        if let label = Self.code(carrier?["carrierHRF"]) {
            do throws(UDIProblem) {
                let read = try UDI(label, year: DeviceReading.year)
                event.item = CodedValue(code: read.device, system: read.issuer.rawValue)
                event.lot = read.lot
                event.expires = read.expires?.description
            } catch { report(.value, "device.resolve().udiCarrier.carrierHRF", "\(error)") }
        } else if let own = Self.code(carrier?["deviceIdentifier"]) {
            event.item = CodedValue(code: own)
        }
        guard event.item == nil else {
            event.description = Self.prose(device?["deviceName"]?.elements?.first?["name"])
            event.lot = event.lot ?? Self.code(device?["lotNumber"])
            event.expires = event.expires ?? Self.day(device?["expirationDate"])
            for key in ["modelNumber", "partNumber"] {
                if let code = Self.code(device?[key]) { event.alternateCodes.append(CodedValue(code: code)) }
            }
            return
        }
        if problems.isEmpty { takeItem(nil, reference, "device") }
    }

    /// A MedicationAdministration as `medication.administered`.
    func medicationAdministration() -> ResourceReading {
        var reading = self
        reading.begin(.medicationAdministered)
        var isPartial = false
        switch body["status"]?.text {
        case "completed": reading.event.action = .record
        case "entered-in-error": reading.reverse()
        case "not-done": reading.setAside("not administered")
        case "in-progress", "on-hold", "unknown": reading.setAside("not completed")
        case "stopped": isPartial = true
        case nil: reading.report(.required, "status", "It has to say whether the medication was given.")
        default: reading.report(.value, "status", "It is none of the statuses of R4.")
        }
        reading.takeItem(body["medicationCodeableConcept"], body["medicationReference"], "medication[x]")
        reading.takeTime("effective", isRequired: true)
        reading.takeLocation()
        if isPartial {
            reading.event.note = "stopped before all of it was given"
        } else {
            reading.takeQuantity(body["dosage"]?["dose"], "dosage.dose")
        }
        return reading
    }

    /// R4 has no place of an administration: it is that of the visit, where the resource contains it, or a Location
    /// among what supports it.
    private mutating func takeLocation() {
        let visit = contained(body["context"])
        let stays = visit?["location"]?.elements ?? []
        let stay = stays.first { $0["status"] == .string("active") } ?? stays.first
        let support = (body["supportingInformation"]?.elements ?? []).first { reference in
            reference["type"] == .string("Location") || contained(reference)?["resourceType"] == .string("Location")
                || reference["reference"]?.text?.hasPrefix("Location/") == true
        }
        event.location = identifier(stay?["location"]) ?? identifier(support)
    }

    private mutating func reverse() {
        event.action = .reverse
        event.note = "entered in error"
    }

    private mutating func setAside(_ note: String) {
        event.action = .none
        event.note = note
    }
}
