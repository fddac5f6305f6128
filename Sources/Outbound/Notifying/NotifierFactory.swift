import AsyncHTTPClient
public import Catalog
public import SyncEngine
import SyncModel

extension DestinationFactory {
    /// A notifier for each target, by name; webhooks share the client of the endpoints.
    ///
    /// Connects to nothing yet; reads no secret yet.
    public func notifiers(for targets: [NotificationTarget]) throws(NotifierError) -> [String: any Notifier] {
        var notifiers: [String: any Notifier] = [:]
        for target in targets {
            switch target.channel {
            case .webhook(let url, let secret):
                do {
                    notifiers[target.name] = try WebhookNotifier(
                        url: url, secret: secret, exchange: webhookExchange, environment: environment,
                        now: { .systemNow })
                } catch { throw .invalidURL(target: target.name) }
            case .smtp(let server): notifiers[target.name] = MailNotifier(server: server, environment: environment)
            }
        }
        return notifiers
    }
}

/// Why there is no notifier for a target.
public enum NotifierError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The URL isn't one of `http` or `https`.
    case invalidURL(target: String)

    /// One sentence for the operator.
    public var description: String {
        switch self {
        case .invalidURL(let target):
            "The url of the notification target \(target) isn't a valid http or https URL: mend it in the catalog."
        }
    }
}
