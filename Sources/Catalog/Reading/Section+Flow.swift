import Measures
import SyncModel
import Yams

extension Section {
    static let flowKeys = [
        "name", "purpose", "owner", "criticality", "sensitivity", "source", "messages", "event", "endpoint", "ordering",
        "maximum-quantity", "retry", "slo", "triage", "retention", "payload-retention", "dead-letter-retention",
        "payload-version", "fields", "when", "look-up", "period", "split", "match", "approval", "runbooks", "body",
        "hl7",
        "path", "repeats", "deliveries", "keep", "subjects", "reconcile",
    ]
    private static let deliveryKeys = [
        "endpoint", "fields", "body", "hl7", "path", "when", "look-up", "period", "split", "match", "approval",
        "ordering",
        "slo", "repeats", "keep", "subjects", "reconcile",
    ]

    /// What a file of `flows/` says: one flow, or one for each of its `deliveries`, which share what else it says.
    ///
    /// Each delivery is a flow of its own, named `flow.delivery`: it has its own books, retries and objective, and can
    /// be paused alone.
    func flows() -> [Flow]? {
        guard let deliveries = self["deliveries"] else { return flow().map { [$0] } }
        for key in Self.deliveryKeys.prefix(5) + ["keep"] where self[key] != nil {
            findings.error(place(of: key), "'\(key)' belongs to each delivery where there are several; move it there")
        }
        guard let named = deliveries.section(nil) else { return nil }
        let flows = named.names.map { name in
            named[name]?.section(Self.deliveryKeys).flatMap { flow(delivering: $0, as: name) }
        }
        return flows.allSatisfy { $0 != nil } ? flows.compactMap(\.self) : nil
    }

    /// - Parameter delivery: what one of several deliveries says for itself.
    private func flow(delivering delivery: Section? = nil, as part: String? = nil) -> Flow? {
        let own = delivery ?? self
        let name = required("name") { $0.name() }.map { name in part.map { "\(name).\($0)" } ?? name }
        findings.declare(.flow, name, at: delivery?.place ?? place(of: "name"))
        let purpose = required("purpose") { $0.text() }
        let owner = required("owner") { $0.choice(Role.self) }
        let criticality = required("criticality") { $0.choice(Flow.Criticality.self) }
        let sensitivity = required("sensitivity") { $0.choice(Flow.Sensitivity.self) }
        let source = reference(.source)
        let messages = required("messages") { $0.list { $0.messageType() } }
        let event = required("event") { $0.eventWord() }
        let keeps = own.keeps()
        let endpoint = keeps ? EndpointName.state.rawValue : own.reference(.endpoint)
        let ordering = (own["ordering"] == nil ? self : own).required("ordering", else: keeps ? .some(.none) : nil) {
            $0.ordering()
        }
        let maximumQuantity = optional("maximum-quantity", else: nil) { $0.positive() }
        let retry = optional("retry", else: RetryPolicy()) { $0.retryPolicy() }
        let objective = (own["slo"] == nil ? self : own).required("slo", else: keeps ? .ofKeeping : nil) {
            $0.objective()
        }
        let triage = optional("triage", else: nil) { $0.triage() }
        if let triage, let objective, triage < objective.within {
            findings.error(
                place(of: "triage"),
                "'triage' gives people less time than 'slo' gives the flow; make it longer")
        }
        let retention = required("retention") { $0.duration() }
        let payloadRetention = optional("payload-retention", else: nil) { $0.duration() }
        let deadLetterRetention = optional("dead-letter-retention", else: nil) { $0.duration() }
        if let retention, let payloadRetention, payloadRetention > retention {
            findings.error(
                place(of: "payload-retention"), "'payload-retention' is longer than 'retention'; make it shorter")
        }
        if let retention, let deadLetterRetention, deadLetterRetention < retention {
            findings.error(
                place(of: "dead-letter-retention"),
                "'dead-letter-retention' is shorter than 'retention'; make it longer")
        }
        let payloadVersion = required("payload-version") { $0.whole(1...9999) }
        var fieldPlaces: [String: Place] = [:]
        let fields = own.required("fields") { value in
            value.list { value in
                let path = value.fieldPathName()
                if let path { fieldPlaces[path] = value.place }
                return path
            }
        }
        let runbooks = optional("runbooks", else: [:]) { $0.runbooks() }
        if let name, let source, let endpoint, let messages, let event, let payloadVersion, !keeps {
            let claims = messages.map {
                Route(
                    source: source, message: $0, endpoint: endpoint, event: event.rawValue, version: payloadVersion)
            }
            findings.claim(claims, for: name, at: delivery?.place ?? place(of: "messages"))
        }
        guard let name, let purpose, let owner, let criticality, let sensitivity, let source, let messages, let event,
            let endpoint, let ordering, let objective, let retention, let payloadVersion, let fields
        else { return nil }
        var flow = Flow(
            name: FlowName(rawValue: name), purpose: purpose, owner: owner, criticality: criticality,
            sensitivity: sensitivity, source: SourceName(rawValue: source), messages: messages, event: event,
            endpoint: EndpointName(rawValue: endpoint), ordering: ordering, maximumQuantity: maximumQuantity,
            retry: retry, objective: objective, triage: triage, retention: retention,
            payloadRetention: payloadRetention,
            deadLetterRetention: deadLetterRetention, payloadVersion: payloadVersion, fields: fields, runbooks: runbooks
        )
        flow.keeps = keeps
        flow.family = part.flatMap { _ in self["name"]?.text() }
        flow.body = own.optional("body", else: nil) { $0.bodyTree() }
        flow.message = own.optional("hl7", else: nil) { $0.messageTree() }
        flow.path = own.optional("path", else: nil) { $0.urlPath() }
        flow.repeats = (own["repeats"] == nil ? self : own).optional("repeats", else: .stop) { $0.choice() }
        flow.subjects = (own["subjects"] == nil ? self : own).optional("subjects", else: nil) { $0.name() }
        let steps = (own["look-up"] == nil ? self : own).optional("look-up", else: []) { $0.lookUps() }
        // What several deliveries share holds for each of them, beside what is its own.
        var conditions = own.optional("when", else: []) { $0.conditions() }
        if delivery != nil { conditions = optional("when", else: []) { $0.conditions() } + conditions }
        flow.when = conditions.map(\.condition)
        var sending = Sending(flow: flow, section: own, fieldPlaces: fieldPlaces)
        sending.lookUps = steps
        sending.conditions = conditions
        let match = (own["match"] == nil ? self : own).optional("match", else: nil) { $0.matchStep() }
        flow.match = match?.rule
        sending.match = match
        own.steps(of: &flow, sharedWith: part.map { _ in self }, into: &sending)
        let isShared = own["look-up"] == nil && part != nil
        flow.lookUps = isShared ? steps.map(\.step).needed(for: flow.neededOfLookUps) : steps.map(\.step)
        sending.flow = flow
        findings.sendings.append(sending)
        return flow
    }

    fileprivate func reference(_ kind: Findings.Kind) -> String? {
        guard let name = required(kind.rawValue, { $0.name() }) else { return nil }
        findings.refer(to: kind, name, at: place(of: kind.rawValue))
        return name
    }
}

extension Value {
    /// `none`, `encounter` or `item-and-location`; or the same with `by:`, and how many characters name the visit.
    fileprivate func ordering() -> Flow.OrderingKey? {
        guard case .mapping = node else { return orderingKey() }
        guard let section = section(["by", "characters"]) else { return nil }
        let key = section.required("by") { $0.orderingKey() }
        guard let characters = section["characters"] else { return key }
        // No sender's visit number is longer (HL7 v2.5.1 §3.4.3.19: 250).
        guard let count = characters.whole(1...250) else { return nil }
        guard key == nil || key == .encounter else {
            return characters.refuse("counts those of a visit number; take it out, or order by encounter")
        }
        return key.map { _ in .encounterPrefix(characters: count) }
    }

    private func orderingKey() -> Flow.OrderingKey? {
        switch choice(among: ["none", "encounter", "item-and-location"]) {
        case "none": Flow.OrderingKey.none
        case "encounter": .encounter
        case "item-and-location": .itemAndLocation
        default: nil
        }
    }

    /// A field of the event's contract: `total`, or `lines.item`.
    func fieldPathName() -> String? {
        parsed("the name of a field, such as total or lines.item") { $0.isFieldPath ? $0 : nil }
    }

    fileprivate func retryPolicy() -> RetryPolicy? {
        guard let section = section(["initial", "maximum", "attempts", "age"]) else { return nil }
        let usual = RetryPolicy()
        let initial = section.optional("initial", else: usual.initial) { $0.duration() }
        let maximum = section.optional("maximum", else: max(usual.maximum, initial)) { $0.duration() }
        let attempts = section.optional("attempts", else: usual.attempts) { $0.whole(1...10_000) }
        let age = section.optional("age", else: usual.age) { $0.duration() }
        if initial > maximum {
            findings.error(section.place(of: "maximum"), "'maximum' is shorter than 'initial'; make it longer")
        }
        return RetryPolicy(initial: initial, maximum: maximum, attempts: attempts, age: age)
    }

    fileprivate func objective() -> Flow.Objective? {
        guard let section = section(["percent", "within"]) else { return nil }
        let percent = section.required("percent") { $0.positive(upTo: 100) }
        let within = section.required("within") { $0.duration() }
        guard let percent, let within else { return nil }
        return Flow.Objective(percent: percent, within: within)
    }

    /// How long people have for what stops, in a section of its own.
    fileprivate func triage() -> Duration? {
        guard let section = section(["within"]) else { return nil }
        return section.required("within") { $0.duration() }
    }

    /// Pages of `runbooks/` by fault code, as paths within the catalog.
    fileprivate func runbooks() -> [FaultCode: String]? {
        guard let section = section(FaultCode.allCases.map(\.rawValue)) else { return nil }
        var result: [FaultCode: String] = [:]
        for code in FaultCode.allCases {
            guard let value = section[code.rawValue], let path = value.runbookPath() else { continue }
            findings.referToPage(path, at: value.place)
            result[code] = path
        }
        return result
    }

    func runbookPath() -> String? {
        parsed("a page such as runbooks/item.unmapped.md") { text in
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            return parts.count == 2 && parts[0] == "runbooks" && parts[1].hasSuffix(".md") ? text : nil
        }
    }
}
