public import Catalog
public import SyncStore
import SyncModel

extension RetentionPolicy {
    /// What a catalog says about how long things are kept.
    public init(_ catalog: SiteCatalog) {
        let flows = Dictionary(catalog.flows.map { ($0.name, Terms($0)) }) { first, _ in first }
        // What no flow took, and the work of flows that are gone, is kept as long as anything is.
        let longest = catalog.flows.map(\.retention).max() ?? .days(400)
        let deadLetters = flows.values.map(\.deadLetters).max() ?? longest
        self.init(
            flows: flows, other: Terms(work: longest, payload: longest, deadLetters: deadLetters),
            repeats: catalog.retention.repeats, repeatsOfSource: catalog.sources.compactMapValues(\.resendWindow),
            records: catalog.retention.records, audit: catalog.retention.audit)
    }
}

extension RetentionPolicy.Terms {
    /// A flow's terms. Its dead letters are kept for 180 days where it says nothing else.
    fileprivate init(_ flow: Flow) {
        self.init(
            work: flow.retention, payload: flow.payloadRetention ?? flow.retention,
            deadLetters: flow.deadLetterRetention ?? .days(180))
    }
}
