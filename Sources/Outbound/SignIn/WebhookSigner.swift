import Catalog
import NIOHTTP1
import Signatures
import SyncModel

/// Signs requests as Standard Webhooks want it: who knows one of our secrets can tell that a body is ours, and when it
/// was sent. The secrets are read anew each time, so that one replaced in its file needs no restart.
struct WebhookSigner: Sendable {
    /// Where the secrets are kept: each signs.
    let secrets: [SecretReference]
    /// The environment that secrets are looked up in.
    let environment: [String: String]
    /// The wall clock.
    let now: @Sendable () -> UTCTime

    /// Adds the three headers. The id is the request's `Idempotency-Key`, the same at each attempt; the time is that of
    /// the attempt. A request without a key asks for nothing to be done, and goes unsigned.
    func sign(_ request: inout OutgoingRequest) throws(SecretProblem) {
        guard let id = request.headers.first(name: "Idempotency-Key") else { return }
        var keys: [String] = []
        for secret in secrets { keys.append(try secret.resolve(environment: environment)) }
        let timestamp = String(now().milliseconds / 1000)
        request.headers.add(name: "webhook-id", value: id)
        request.headers.add(name: "webhook-timestamp", value: timestamp)
        request.headers.add(
            name: "webhook-signature",
            value: WebhookSignature.header(of: keys, id: id, timestamp: timestamp, body: request.body))
    }
}
