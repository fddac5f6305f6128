import SyncModel

extension Section {
    static let sourceKeys = [
        "name", "listener", "http", "folder", "extra-fields", "time-zone", "utc-offset", "resend-window", "readings",
        "system",
    ]

    /// What a file of `sources/` says.
    ///
    /// - Parameter zone: the site's, for a source that names none.
    func source(in zone: ClockZone?) -> Source? {
        let name = required("name") { $0.name() }
        findings.declare(.source, name, at: place(of: "name"))
        if name == SourceName.all.rawValue {
            findings.error(place(of: "name"), "'all' stands for every source in shared tables; give it another name")
        }
        let kind = sourceKind()
        let extraFields = optional("extra-fields", else: [:]) { $0.extraFields() }
        let clocks = clockZone() ?? zone ?? .utc
        let resendWindow = optional("resend-window", else: nil) { $0.duration() }
        let before = findings.readings.count
        let readings = optional("readings", else: []) { $0.messageReadings() }
        guard let name, let kind else { return nil }
        var source = Source(
            name: SourceName(rawValue: name), kind: kind, extraFields: extraFields, zone: clocks,
            resendWindow: resendWindow, readings: readings)
        source.system = optional("system", else: nil) { $0.name() }
        if let place = keyPlaces["extra-fields"], !source.sendsHL7 {
            findings.error(place, "'extra-fields' names fields of HL7 v2, which this source doesn't send; take it out")
        }
        for (reading, section) in findings.readings[before...] { check(reading, section, of: source) }
        return source
    }

    /// A reading has to be of what the source sends, and of columns that there are.
    private func check(_ reading: MessageReading, _ section: Section, of source: Source) {
        guard case .rows(let layout)? = source.folder?.content else {
            if reading.message == Source.row {
                findings.error(section.place(of: "message"), "rows come in files only; give the source a 'folder'")
            } else if (reading.grammar == .elements) != (source.folder?.interchanges != nil) {
                let sentence =
                    reading.grammar == .elements
                    ? "transaction sets come in files only; give the source a 'folder' of the format x12"
                    : "the files of '\(source.name)' hold X12; read sets such as x12:810, not \(reading.message)"
                findings.error(section.place(of: "message"), sentence)
            }
            return
        }
        guard reading.message == Source.row else {
            let sentence = "the files of '\(source.name)' hold rows; read '\(Source.row)', not \(reading.message)"
            return findings.error(section.place(of: "message"), sentence)
        }
        let places = [
            ("fields", reading.fields.values.flatMap(\.places)), ("when", Array(reading.conditions.keys)),
            ("action", reading.action.map { [$0.path] } ?? []),
        ]
        for (key, paths) in places {
            for path in Set(paths).sorted() where !layout.columns.contains(path) {
                let hint = NearestWord.hint(for: path, among: layout.columns)
                findings.error(section.place(of: key), "the files have no column '\(path.quotable)'; \(hint)")
            }
        }
    }

    /// Exactly one way that messages reach us.
    private func sourceKind() -> Source.Kind? {
        let ways = ["listener", "http", "folder"].filter { keyPlaces[$0] != nil }
        if let other = ways.dropFirst().last, let place = keyPlaces[other] {
            findings.error(place, "a source has one way to reach us; keep 'listener' (MLLP), 'http' or 'folder'")
        }
        if let folder = self["folder"] { return folder.dropFolder().map(Source.Kind.folder) }
        if let http = self["http"] { return http.httpListener().map(Source.Kind.http) }
        return required("listener") { $0.listener() }.map(Source.Kind.mllp)
    }
}

extension Value {
    private static let listenerKeys = [
        "host", "port", "tls", "maximum-frame", "maximum-connections", "partial-frame-timeout", "idle-timeout",
    ]

    fileprivate func listener() -> MLLPListener? {
        guard let section = section(Self.listenerKeys) else { return nil }
        let host = section.required("host") { $0.listeningHost() }
        let port = section.required("port") { $0.whole(0...65_535) }
        let usual = MLLPListener(host: "", port: 0)
        let listener = MLLPListener(
            host: host ?? "",
            port: port ?? 0,
            tls: section.optional("tls", else: nil) { $0.listenerTLS() },
            maximumFrameBytes: section.optional("maximum-frame", else: usual.maximumFrameBytes) { $0.byteCount() },
            maximumConnections: section.optional("maximum-connections", else: usual.maximumConnections) {
                $0.whole(1...100_000)
            },
            partialFrameTimeout: section.optional("partial-frame-timeout", else: usual.partialFrameTimeout) {
                $0.duration()
            },
            idleTimeout: section.optional("idle-timeout", else: usual.idleTimeout) { $0.duration() }
        )
        guard host != nil, let port else { return nil }
        if port != 0 { findings.claimPort(of: listener, at: section.place(of: "port")) }
        return listener
    }

    func listeningHost() -> String? {
        parsed("an address to listen on, such as 127.0.0.1 or 0.0.0.0") { text in
            text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "-._:%".utf8.contains($0) } ? text : nil
        }
    }

    func listenerTLS() -> MLLPListener.TLS? {
        guard let section = section(["certificate-chain", "private-key", "client-authorities"]) else { return nil }
        let chain = section.required("certificate-chain") { $0.filePath() }
        let key = section.required("private-key") { $0.filePath() }
        let authorities = section.optional("client-authorities", else: nil) { $0.filePath() }
        guard let chain, let key else { return nil }
        return MLLPListener.TLS(certificateChain: chain, privateKey: key, clientAuthorities: authorities)
    }

    fileprivate func extraFields() -> [EventType: [Source.ExtraField: String]]? {
        guard let section = section(EventType.builtIn.map(\.rawValue)) else { return nil }
        var result: [EventType: [Source.ExtraField: String]] = [:]
        for type in EventType.builtIn {
            guard let fields = section[type.rawValue]?.section(Source.ExtraField.allCases.map(\.rawValue)) else {
                continue
            }
            for field in Source.ExtraField.allCases {
                result[type, default: [:]][field] = fields[field.rawValue].flatMap { $0.fieldPath() }
            }
        }
        return result
    }
}
