internal import FoundationEssentials
public import Logging
public import Measures
internal import Synchronization

/// An SAP S/4HANA on the loopback interface: its gateway with tokens against forged requests and cookies, material
/// documents, error bodies, OAuth and Basic, weather, and books that tests read back. Without repeatability it posts a
/// document twice when it is asked twice, like the real one.
///
/// It answers `POST /oauth2/v1/token`, and below `/sap/opu/odata/sap/API_MATERIAL_DOCUMENT_SRV` the service itself and
/// `A_MaterialDocumentHeader`.
public final class SimulatedSAP: Sendable {
    private let desk: Mutex<SAPDesk>
    private let time: SimulatedTime
    private let logger: Logger
    private let door = ERPDoor()

    /// An SAP with these materials that doesn't listen yet.
    public init(
        materials: [SAPMaterial], settings: SAPSettings = SAPSettings(), time: SimulatedTime = .real,
        logger: Logger? = nil
    ) {
        desk = Mutex(SAPDesk(materials: materials, settings: settings))
        self.time = time
        self.logger = logger ?? Logger(label: "simulated-sap") { _ in SwiftLogNoOpLogHandler() }
    }

    /// Listens on 127.0.0.1 and returns the port; 0 lets the system choose one. Throws where the port is taken.
    public func start(port: Int = 0) async throws -> Int {
        try await door.open(port: port, as: self, logger: logger)
    }

    /// Stops listening and closes every connection. The books stay.
    public func stop() async { await door.shut() }

    /// Changes the weather of what is answered. It doesn't close the port: for ``ERPWeather/down(_:)`` connections end
    /// without an answer.
    public func setWeather(_ weather: ERPWeather) { desk.withLock { $0.weather.change(to: weather) } }

    /// Lets every token against forged requests run out at once, as a restart of the gateway does.
    public func expireSessions() { desk.withLock { $0.sessions.removeAll() } }

    /// How many requests had which end.
    public var counts: ERPCounts { desk.withLock { $0.counts } }

    /// Every document it posted, oldest first.
    public var documents: [SAPDocument] { desk.withLock { $0.documents } }

    /// References that were posted more than once.
    public var doubleReferences: Set<String> {
        var seen: Set<String> = []
        return Set(documents.map(\.reference).filter { !seen.insert($0).inserted })
    }

    /// How many base units of a material lie in a storage location, as `1010/101A`; `nil` where it isn't kept there.
    public func stock(of material: String, at place: String) -> ExactDecimal? {
        desk.withLock { $0.materials[material]?.stock[place] }
    }
}

extension SimulatedSAP: ERPHost {
    func answer(_ request: ERPRequest) async throws -> ERPAnswer? {
        let reply = desk.withLock { $0.reply(to: request, at: time.elapsed(), wall: time.wall()) }
        guard case .answer(let answer, let delay) = reply else { return nil }
        if delay > .zero { try await time.sleep(delay) }
        return answer
    }

    var refusesConnections: Bool { desk.withLock { $0.weather.current == .down(.closed) } }
}
