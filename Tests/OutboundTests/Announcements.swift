import Catalog
import SyncEngine
import SyncModel

/// Announcements that the tests of notifiers share.
enum Announcements {
    static func announcement(
        _ moment: Notice.Moment = .start, text: String = "Do not re-key: erp-inventory can't be reached.",
        site: String = "Mercy Valley Hospital", kind: Notice.Kind = .endpoint
    ) -> Announcement {
        Announcement(
            id: "tallyward-c0ffee-7", site: site, environment: "production", moment: moment, text: text,
            at: Samples.now,
            notice: Notice(
                id: NoticeID(rawValue: 3), cause: Notice.Cause(kind, "erp-inventory"), level: .warning, text: text,
                waiting: 1204, value: Money(cents: 841_020), startedAt: Samples.now.advanced(by: .seconds(-60)),
                changedAt: Samples.now, backAt: Samples.now.advanced(by: .seconds(3600))))
    }

    static func server(
        port: Int = 25, tls: NotificationTarget.MailServer.TLS = .none,
        signIn: NotificationTarget.MailServer.SignIn? = nil, to: [String] = ["or@example.org"],
        host: String = "127.0.0.1"
    ) -> NotificationTarget.MailServer {
        NotificationTarget.MailServer(
            host: host, port: port, tls: tls, signIn: signIn, from: "tallyward@example.org", to: to)
    }
}
