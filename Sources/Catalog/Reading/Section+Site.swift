import Measures
import SyncModel

extension Section {
    static let siteKeys = ["site", "environment", "manual-work", "retention", "lock-after", "time-zone"]

    /// What `site.yaml` says that work by hand costs; the usual assumption where it says nothing.
    func manualWork() -> ManualWork {
        let usual = ManualWork()
        return optional("manual-work", else: usual) { value in
            guard let section = value.section(["minutes-per-line", "cost-per-hour"]) else { return nil }
            let minutes = section.optional("minutes-per-line", else: usual.minutesPerLine) { value in
                value.positive(upTo: 600).flatMap { Double($0.description) }
            }
            let cost = section.optional("cost-per-hour", else: usual.costPerHour) { value in
                value.positive(upTo: 10_000).flatMap { amount in
                    Money(amount) ?? value.refuse("has more than two digits behind the point; write it as 30 or 30.50")
                }
            }
            return ManualWork(minutesPerLine: minutes, costPerHour: cost)
        }
    }

    /// What `lock-after` of `site.yaml` says: a duration from a minute to a day, or `never`, which is `nil`.
    func lockAfter() -> Duration? {
        optional("lock-after", else: SiteCatalog.usualLock) { value in
            value.parsed("a duration from 1m to 24h, or never") { text -> Duration?? in
                if text == "never" { return .some(nil) }
                guard let time = Value.duration(text), time >= .seconds(60), time <= .seconds(86_400) else {
                    return nil
                }
                return time
            }
        }
    }
}
