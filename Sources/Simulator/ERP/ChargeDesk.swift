internal import FoundationEssentials

/// A REST service of the newer kind: `POST /charges` takes any JSON object and honours an `Idempotency-Key`.
struct ChargeDesk: Sendable {
    /// One charge that was booked.
    private(set) var charges: [Charge] = []
    private var firstByKey: [String: (fingerprint: UInt64, answer: ERPAnswer)] = [:]

    /// Books a charge; answers a known key with its stored answer, and with 422 where the body differs.
    mutating func book(_ request: ERPRequest) -> ERPAnswer {
        let key = request.headers["idempotency-key"]
        let fingerprint = Self.fingerprint(of: request.body)
        if let key, let first = firstByKey[key] {
            guard first.fingerprint == fingerprint else {
                return .json(422, .object(["error": .string("The key was used for another request.")]))
            }
            var answer = first.answer
            answer.headers["Idempotent-Replayed"] = "true"
            return answer
        }
        guard case .object? = try? JSONDecoder().decode(JSONValue.self, from: Data(request.body)) else {
            return .json(400, .object(["error": .string("The body must be a JSON object.")]))
        }
        let charge = Charge(number: "CHG-\(charges.count + 1)", key: key, fingerprint: fingerprint)
        charges.append(charge)
        let answer = ERPAnswer.json(
            201, .object(["id": .string(charge.number), "status": .string("accepted")]))
        if let key { firstByKey[key] = (fingerprint, answer) }
        return answer
    }

    /// FNV-1a, to tell bodies apart without keeping them.
    private static func fingerprint(of body: [UInt8]) -> UInt64 {
        body.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

/// A charge that `POST /charges` booked.
public struct Charge: Sendable, Hashable {
    /// Its number, as the answer gave it.
    public var number: String
    /// The `Idempotency-Key` it came with.
    public var key: String?
    /// A hash of the body.
    public var fingerprint: UInt64
}
