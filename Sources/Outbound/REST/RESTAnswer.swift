import JSONText
import SyncModel

/// What a REST endpoint's answer means, where it honours our `Idempotency-Key`.
enum RESTAnswer {
    /// Classes an answer to the `POST` of the delivery with `key`. Pure: the same answer has the same outcome.
    ///
    /// | answer | outcome |
    /// | --- | --- |
    /// | 2xx | delivered; the document is `id` of a JSON object, else the key |
    /// | 409, 423, 425, 429, 503 | transient, with its `Retry-After` |
    /// | 408, 500, 502, 504, other 5xx | ambiguous: it may be booked; the key makes a repeat safe |
    /// | 5xx with `Idempotent-Replayed: true` | permanent: the server saved the failure and would repeat it for ever |
    /// | 3xx, 401, 403, 404, 405, 407, 410, 421, 501, 505, 511 | the endpoint refuses us all |
    /// | other 4xx | permanent, `erp.rejected` |
    ///
    /// Nothing of the body but `id` is kept: a message went there whole, and an error text may hold parts of it.
    static func outcome(of answer: HTTPAnswer, key: String, now: UTCTime) -> DeliveryOutcome {
        switch StatusClass.of(answer.status) {
        case .success: return .delivered(document: document(in: answer.body) ?? key)
        case .misconfigured: return .endpointRefuses(answer.refusal)
        case .refused: return .permanent(refusal(answer, "The endpoint refused it (\(answer.status))."))
        case .busy, .unknown:
            guard !answer.isReplay || answer.status < 500 else {
                return .permanent(
                    refusal(answer, "The endpoint saved a failure (\(answer.status)) under this key and repeats it."))
            }
            guard StatusClass.of(answer.status) == .busy else {
                return .ambiguous(
                    answer.failure("The endpoint answered \(answer.status): it may or may not be booked."))
            }
            return .transient(
                answer.failure("The endpoint answered \(answer.status): not now."),
                retryAfter: answer.delay(now: now))
        }
    }

    private static func refusal(_ answer: HTTPAnswer, _ detail: String) -> Fault {
        Fault(.rejected, FaultSubject(other: answer.code), detail: detail)
    }

    /// The first member `"id"` with a string or a number, found without reading the rest as JSON; nil where there is
    /// none.
    ///
    /// A light scan: right for an object whose own id comes before those of things inside it, as is the custom.
    static func document(in body: [UInt8]) -> String? {
        let name: [UInt8] = [0x22, 0x69, 0x64, 0x22]
        var position = 0
        while position + 4 < body.count {
            guard body[position] == 0x22 else {
                position += 1
                continue
            }
            if body[position..<position + 4].elementsEqual(name),
                let value = value(in: body, after: position + 4)
            {
                return value
            }
            position = endOfString(in: body, from: position)
        }
        return nil
    }

    private static func endOfString(in body: [UInt8], from start: Int) -> Int {
        var position = start + 1
        while position < body.count, body[position] != 0x22 { position += body[position] == 0x5C ? 2 : 1 }
        return position + 1
    }

    private static func value(in body: [UInt8], after name: Int) -> String? {
        let isSpace = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        var rest = body[name...].drop(while: isSpace)
        guard rest.first == 0x3A else { return nil }
        rest = rest.dropFirst().drop(while: isSpace)
        let text = rest.first == 0x22 ? rest.dropFirst().prefix { $0 != 0x22 } : rest.prefix(while: JSONNumber.isPart)
        let cleaned = RemoteText.code(String(decoding: text.prefix(128), as: UTF8.self))
        return cleaned.isEmpty ? nil : cleaned
    }
}
