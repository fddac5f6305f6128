import Measures
import SyncModel

extension Section {
    static let siteKeys = ["site", "environment", "manual-work", "retention"]

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
}
