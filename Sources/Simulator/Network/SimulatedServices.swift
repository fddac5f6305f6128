internal import FoundationEssentials
internal import Logging
internal import Synchronization

/// Services of the newer kind on one loopback port, whatever their paths: each takes JSON by `POST`, honours an
/// `Idempotency-Key` and answers with a number of its own; a `PUT` with a query is FHIR's conditional update. They keep
/// what they took, for whoever wants to see what went out.
public final class SimulatedServices: Sendable {
    private let desk = Mutex(Desk())
    private let logger = Logger(label: "simulated-services") { _ in SwiftLogNoOpLogHandler() }
    private let door = ERPDoor()

    /// One request that was taken, repeats aside.
    public struct Taken: Sendable, Hashable {
        /// `POST` or `PUT`.
        public var method: String
        /// The path, without its query.
        public var path: String
        /// The `Idempotency-Key` that it came with.
        public var key: String?
        /// The body, byte for byte.
        public var body: [UInt8]
        /// The number that it was answered with.
        public var document: String
    }

    /// Services that don't listen yet.
    public init() {}

    /// Listens on 127.0.0.1 and returns the port; 0 lets the system choose one. Throws where the port is taken.
    public func start(port: Int = 0) async throws -> Int {
        try await door.open(port: port, as: self, logger: logger)
    }

    /// Stops listening and closes every connection. What was taken stays.
    public func stop() async { await door.shut() }

    /// What was taken, oldest first.
    public var taken: [Taken] { desk.withLock { $0.taken } }

    /// How many requests came again with their key.
    public var repeats: Int { desk.withLock { $0.repeats } }
}

extension SimulatedServices: ERPHost {
    func answer(_ request: ERPRequest) async throws -> ERPAnswer? { desk.withLock { $0.answer(request) } }

    var refusesConnections: Bool { false }
}

/// What the services have taken.
private struct Desk {
    var taken: [SimulatedServices.Taken] = []
    var repeats = 0
    private var firstByKey: [String: Int] = [:]
    private var numbers: [String: Int] = [:]

    mutating func answer(_ request: ERPRequest) -> ERPAnswer {
        guard request.method == "POST" || request.method == "PUT" else {
            return .json(405, .object(["error": .string("Only POST and PUT are taken.")]))
        }
        let body = try? JSONDecoder().decode(JSONValue.self, from: Data(request.body))
        guard case .object(let members)? = body else {
            return .json(400, .object(["error": .string("The body must be a JSON object.")]))
        }
        // The same key at two paths is two requests: a key is one service's.
        let key = request.method == "PUT" ? nil : request.headers["idempotency-key"].map { "\(request.path) \($0)" }
        if let key, let first = firstByKey[key] {
            guard taken[first].body == request.body else {
                return .json(422, .object(["error": .string("The key was used for another request.")]))
            }
            repeats += 1
            return .json(200, .object(["id": .string(taken[first].document)]), headers: ["Idempotent-Replayed": "true"])
        }
        let service = request.path.split(separator: "/").last.map { String($0.prefix(3)).uppercased() } ?? "DOC"
        numbers[service, default: 0] += 1
        let document = "\(service)-\(numbers[service] ?? 0)"
        if let key { firstByKey[key] = taken.count }
        taken.append(
            SimulatedServices.Taken(
                method: request.method, path: request.path, key: request.headers["idempotency-key"],
                body: request.body, document: document))
        guard request.method == "PUT" else { return .json(201, .object(["id": .string(document)])) }
        // A server gives the resource back with the id that it has there.
        var resource = members
        resource["id"] = .string(document)
        return .json(201, .object(resource))
    }
}
