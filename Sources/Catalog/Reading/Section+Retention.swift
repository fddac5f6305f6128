extension Section {
    /// What `retention` of `site.yaml` says.
    func siteRetention() -> SiteRetention {
        let usual = SiteRetention()
        guard let section = self["retention"]?.section(["repeats", "records", "audit"]) else { return usual }
        return SiteRetention(
            repeats: section.optional("repeats", else: usual.repeats) { $0.duration() },
            records: section.optional("records", else: usual.records) { $0.duration() },
            audit: section.optional("audit", else: usual.audit) { $0.duration() })
    }
}
