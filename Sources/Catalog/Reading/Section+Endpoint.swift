import SyncModel

extension Section {
    /// The keys that every endpoint may have.
    private static let commonKeys = ["name", "kind", "url", "authentication", "concurrency", "timeout", "limit"]
    /// The keys that only some kinds of endpoint have.
    private static let kindKeys = [
        "oracle-inventory": ["source-code", "issue-type", "receipt-type"],
        "rest": ["key-window", "path", "put-by", "envelope"] + zoneKeys,
        "mllp": ["sending", "receiving", "processing-id", "repeats", "authorities"] + zoneKeys,
        "tryton-stock": [
            "database", "company", "store-rooms", "cost-centers", "cost-center-prefix", "units",
        ] + zoneKeys,
        "sap-material-document": [
            "plants", "storage-locations", "cost-centers", "units", "issue-movement", "reversal-movement",
            "repeatability", "gl-account", "key-window",
        ] + zoneKeys,
        "file": fileExportKeys + zoneKeys,
    ]

    static let endpointKeys = commonKeys + Set(kindKeys.values.joined()).sorted()

    /// What a file of `endpoints/` says.
    ///
    /// - Parameter zone: the site's, for an endpoint that names none.
    func endpoint(in zone: ClockZone?) -> Endpoint? {
        let name = required("name") { $0.name() }
        findings.declare(.endpoint, name, at: place(of: "name"))
        if name == EndpointName.state.rawValue {
            findings.error(
                place(of: "name"), "'state' stands for what is kept and sent nowhere; give the endpoint another name")
        }
        let kind = endpointKind()
        let url = address(of: kind)
        let usual = Endpoint(name: "", kind: .rest(path: ""), url: "")
        let authentication = optional("authentication", else: usual.authentication) { $0.authentication() }
        let concurrency = optional("concurrency", else: kind?.usualConcurrency ?? 1) { $0.whole(1...1000) }
        let timeout = optional("timeout", else: usual.timeout) { $0.duration() }
        let limit = optional("limit", else: nil) { $0.limit() }
        let usualWindow = kind?.isFile == true ? Endpoint.FileExport.usualKeyWindow : usual.keyWindow
        let keyWindow = optional("key-window", else: usualWindow) { $0.duration() }
        let putBy = optional("put-by", else: nil) { $0.identifierSystem() }
        guard let name, let kind, let url else { return nil }
        var endpoint = Endpoint(
            name: EndpointName(rawValue: name), kind: kind, url: url, authentication: authentication,
            concurrency: concurrency, timeout: timeout, limit: limit, keyWindow: keyWindow)
        endpoint.zone = clockZone() ?? zone
        endpoint.putBy = putBy
        endpoint.envelope = optional("envelope", else: nil) { $0.choice(Endpoint.Envelope.self) }
        checkFit(of: endpoint)
        return endpoint
    }

    /// Where it is: a URL; of files, their folder.
    private func address(of kind: Endpoint.Kind?) -> String? {
        switch kind {
        case .file(let export)?: "file://" + export.folder
        case .mllp?: required("url") { $0.mllpURL() }
        default: required("url") { $0.baseURL() }
        }
    }

    private func endpointKind() -> Endpoint.Kind? {
        guard let word = required("kind", { $0.choice(among: Self.kindKeys.keys.sorted()) }) else { return nil }
        checkKeys(of: word)
        switch word {
        case "oracle-inventory":
            let usual = Endpoint.OracleInventory()
            return .oracleInventory(
                Endpoint.OracleInventory(
                    sourceCode: optional("source-code", else: usual.sourceCode) { $0.text() },
                    issueType: optional("issue-type", else: usual.issueType) { $0.text() },
                    receiptType: optional("receipt-type", else: usual.receiptType) { $0.text() }
                ))
        case "mllp": return .mllp(mllp())
        case "tryton-stock": return tryton().map(Endpoint.Kind.trytonStock)
        case "sap-material-document": return .sapMaterialDocument(sap())
        case "file": return fileExport().map(Endpoint.Kind.file)
        default: return required("path") { $0.urlPath() }.map(Endpoint.Kind.rest)
        }
    }

    private func checkKeys(of word: String) {
        if word == "file" {
            for key in ["url", "authentication"] where self[key] != nil {
                findings.error(place(of: key), "'\(key)' does nothing for files in a folder; take it out")
            }
        }
        let own = Self.kindKeys[word] ?? []
        for key in Set(Self.kindKeys.values.joined()).subtracting(own).sorted() {
            guard let place = keyPlaces[key] else { continue }
            let owners = Self.kindKeys.filter { $0.value.contains(key) }.keys.sorted().joined(separator: " and ")
            findings.error(place, "'\(key)' belongs to the kind \(owners), not to \(word); take it out")
        }
    }

    private func mllp() -> Endpoint.MLLPSite {
        var site = Endpoint.MLLPSite()
        let sending = optional("sending", else: nil) { $0.party() }
        site.sendingApplication = sending?.application ?? site.sendingApplication
        site.sendingFacility = sending?.facility ?? site.sendingFacility
        let receiving = optional("receiving", else: nil) { $0.party() }
        site.receivingApplication = receiving?.application ?? site.receivingApplication
        site.receivingFacility = receiving?.facility ?? site.receivingFacility
        site.processingID = optional("processing-id", else: site.processingID) { $0.choice(among: ["P", "T", "D"]) }
        site.areRepeatsHarmless =
            optional("repeats", else: "ask") { $0.choice(among: ["ask", "harmless"]) } == "harmless"
        site.authorities = optional("authorities", else: nil) { $0.text() }
        return site
    }

    private func tryton() -> Endpoint.TrytonStock? {
        guard let database = required("database", { $0.name() }) else { return nil }
        let usual = Endpoint.TrytonStock(database: database)
        return Endpoint.TrytonStock(
            database: database,
            company: optional("company", else: usual.company) { $0.whole(1...Int(Int32.max)) },
            storeRooms: optional("store-rooms", else: usual.storeRooms) { $0.words() },
            costCenters: optional("cost-centers", else: usual.costCenters) { $0.words() },
            costCenterPrefix: optional("cost-center-prefix", else: usual.costCenterPrefix) { $0.text() },
            units: optional("units", else: usual.units) { $0.words() })
    }

    private func sap() -> Endpoint.SAPMaterialDocument {
        let usual = Endpoint.SAPMaterialDocument()
        return Endpoint.SAPMaterialDocument(
            plants: optional("plants", else: usual.plants) { $0.words(upTo: 4) },
            storageLocations: optional("storage-locations", else: usual.storageLocations) { $0.words(upTo: 4) },
            costCenters: optional("cost-centers", else: usual.costCenters) { $0.words(upTo: 10) },
            units: optional("units", else: usual.units) { $0.words(upTo: 3) },
            issueMovement: optional("issue-movement", else: usual.issueMovement) { $0.movementType() },
            reversalMovement: optional("reversal-movement", else: usual.reversalMovement) { $0.movementType() },
            repeatability: optional("repeatability", else: usual.repeatability) { $0.choice() },
            sendsAccount: optional("gl-account", else: "determined") { $0.choice(among: ["determined", "ours"]) }
                == "ours")
    }

    /// Tells of what each value allows by itself, and the kind doesn't.
    private func checkFit(of endpoint: Endpoint) {
        if case .webhookSignature = endpoint.authentication, !endpoint.kind.isREST {
            findings.error(
                place(of: "authentication"), "only a rest endpoint takes signed webhooks; choose another kind")
        }
        switch endpoint.kind {
        case .rest:
            if endpoint.putBy != nil, endpoint.envelope != nil {
                findings.error(place(of: "envelope"), "a FHIR server takes resources as they are; take 'envelope' out")
            }
        case .oracleInventory, .file: break
        case .mllp(let site):
            if let place = keyPlaces["authentication"] {
                findings.error(place, "MLLP knows no sign-in; take 'authentication' out, and protect the line instead")
            }
            if site.authorities != nil, !endpoint.url.hasPrefix("mllps://"), let place = keyPlaces["authorities"] {
                findings.error(place, "'authorities' does nothing without TLS; write mllps:// in 'url', or take it out")
            }
        case .trytonStock:
            // One that can't be read was told of.
            let isUnreadable = endpoint.authentication == .none && keyPlaces["authentication"] != nil
            if endpoint.authentication.password == nil, !isUnreadable {
                findings.error(
                    place(of: "authentication"),
                    "Tryton begins a session with a login; write authentication: {kind: password, login: env:NAME, "
                        + "password: env:NAME}")
            }
            if endpoint.concurrency > 1 {
                findings.warn(
                    place(of: "concurrency"),
                    "Tryton numbers a company's shipments one after the other, and several at once lock each other "
                        + "out; write 1")
            }
        case .sapMaterialDocument(let site):
            if site.repeatability == .none, let place = keyPlaces["key-window"] {
                findings.warn(place, "'key-window' does nothing without 'repeatability'; take it out, or name that")
            }
        }
    }
}

extension Endpoint.Kind {
    /// Whether it is a REST service.
    fileprivate var isREST: Bool { if case .rest = self { true } else { false } }

    /// Whether it is files in a folder.
    fileprivate var isFile: Bool { if case .file = self { true } else { false } }

    /// How many requests may be in flight where the catalog doesn't say.
    fileprivate var usualConcurrency: Int {
        switch self {
        case .trytonStock: 1
        // Rows that come together share the time that the disk takes.
        case .file: 64
        case .oracleInventory, .rest, .mllp, .sapMaterialDocument: Endpoint(name: "", kind: self, url: "").concurrency
        }
    }
}

extension Value {
    /// `{application: TALLYWARD, facility: MAIN}`: how a sender or receiver is named in MSH-3 to MSH-6.
    fileprivate func party() -> (application: String?, facility: String?)? {
        guard let section = section(["application", "facility"]) else { return nil }
        return (
            section.optional("application", else: nil) { $0.text() },
            section.optional("facility", else: nil) { $0.text() }
        )
    }

    /// The system of a FHIR identifier: a URI.
    fileprivate func identifierSystem() -> String? {
        parsed("the system of an identifier, such as urn:hospital:staff") { text in
            let isSound = text.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x7C && $0 != 0x22 }
            return isSound && text.contains(":") ? text : nil
        }
    }

    /// `{requests: 600, per: 1m, burst: 20}`; without `burst`, what comes in a second.
    fileprivate func limit() -> Endpoint.Limit? {
        guard let section = section(["requests", "per", "burst"]) else { return nil }
        let requests = section.required("requests") { $0.whole(1...1_000_000) }
        let per = section.required("per") { $0.duration() }
        let burst = section["burst"].map { value -> Int? in
            guard let burst = value.whole(1...1_000_000) else { return nil }
            if let requests, burst > requests { return value.refuse("is more than 'requests'; make it smaller") }
            return burst
        }
        guard let requests, let per else { return nil }
        return Endpoint.Limit(requests: requests, per: per, burst: burst ?? nil)
    }
}
