import SyncModel

extension Section {
    static let sourceKeys = ["name", "listener", "http", "extra-fields", "utc-offset", "resend-window", "readings"]

    /// What a file of `sources/` says.
    func source() -> Source? {
        let name = required("name") { $0.name() }
        findings.declare(.source, name, at: place(of: "name"))
        let kind = sourceKind()
        let extraFields = optional("extra-fields", else: [:]) { $0.extraFields() }
        let utcOffset = optional("utc-offset", else: 0) { $0.utcOffset() }
        let resendWindow = optional("resend-window", else: nil) { $0.duration() }
        if let place = keyPlaces["extra-fields"], case .http? = kind {
            findings.error(place, "'extra-fields' names fields of HL7 v2, which nobody sends over HTTP; take it out")
        }
        guard let name, let kind else { return nil }
        return Source(
            name: SourceName(rawValue: name), kind: kind, extraFields: extraFields, utcOffset: utcOffset,
            resendWindow: resendWindow, readings: optional("readings", else: []) { $0.messageReadings() })
    }

    /// Exactly one way that messages reach us.
    private func sourceKind() -> Source.Kind? {
        guard let http = self["http"] else { return required("listener") { $0.listener() }.map(Source.Kind.mllp) }
        if let place = keyPlaces["listener"] {
            findings.error(place, "a source has one way to reach us; keep 'listener' (MLLP) or 'http'")
        }
        return http.httpListener().map(Source.Kind.http)
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
