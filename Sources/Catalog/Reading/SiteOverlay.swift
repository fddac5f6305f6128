import SyncModel
import Yams

/// A hospital that joined the network, `sites/NAME/`: what it has of the network's sources, endpoints and flows, each
/// where something is different there. What it has of its own stands there too, as in the catalog's own folders.
///
/// A file with `like: ehr` is the network's `ehr` with the keys that the file has in place of the network's; its name
/// gets the site's behind it, `ehr-lakeside`. Every flow of a source that the site has goes there as well, by the
/// site's endpoints where it has them, and without a word about it. Its `site.yaml`, where it has one, says where its
/// clocks are.
struct SiteOverlay {
    /// The name of its folder.
    let name: String
    /// Where its clocks are; `nil` where neither it nor the network says.
    let zone: ClockZone?
    let findings: Findings
    private var sourceNames: [String: String] = [:]
    private var endpointNames: [String: String] = [:]

    /// The keys that a file may have beside those of what it describes.
    static let keys = ["like", "leave-out"]
    /// What it says of itself.
    static let file = "site.yaml"
    /// The folders that are read in it.
    static let folders: [Findings.Kind] = [.endpoint, .source, .flow]

    init(name: String, zone: ClockZone?, findings: Findings) {
        self.name = name
        self.zone = zone
        self.findings = findings
    }

    /// The endpoints that its files describe.
    mutating func endpoints(_ files: [Section], like known: [Section]) -> [Endpoint] {
        files.compactMap { copy($0, of: known, .endpoint, &endpointNames)?.endpoint(in: zone) }
    }

    /// The sources that its files describe.
    mutating func sources(_ files: [Section], like known: [Section]) -> [Source] {
        files.compactMap { copy($0, of: known, .source, &sourceNames)?.source(in: zone) }
    }

    /// The flows that its files describe, and those of the network that its sources have.
    func flows(_ files: [Section], like known: [Section]) -> [Flow] {
        let changes = files.filter { $0["like"] != nil }
        for change in changes {
            guard let like = change["like"]?.name() else { continue }
            let isItsOwn = known.contains { $0.text("name") == like && sourceNames[$0.text("source")] != nil }
            if !isItsOwn {
                let names = known.filter { sourceNames[$0.text("source")] != nil }.map { $0.text("name") }
                findings.error(
                    change.place(of: "like"),
                    "no source of \(name) has a flow like '\(like)'; \(NearestWord.hint(for: like, among: names))")
            }
        }
        let own = files.filter { $0["like"] == nil }
        let copied = Set(known.filter { sourceNames[$0.text("source")] != nil }.map { $0.text("name") })
        let copies = known.compactMap { flow -> Section? in
            guard let source = sourceNames[flow.text("source")] else { return nil }
            let change = changes.first { $0.text("like") == flow.text("name") }
            guard change?["leave-out"]?.yesOrNo() != true else { return nil }
            return (change.map(flow.changed) ?? flow)
                .with("name", flow.text("name") + "-" + name)
                .with("source", source)
                .renaming("endpoint") { endpointNames[$0] }
                // Numbers of two hospitals may be the same, and are about two things.
                .renaming("subjects") { "\($0)-\(name)" }
                .counting { copied.contains($0) ? "\($0)-\(name)" : nil }
        }
        return (own + copies).compactMap { $0.flows() }.flatMap(\.self).map { flow in
            var flow = flow
            flow.zone = zone
            return flow
        }
    }

    /// What a file makes of what it is like; the file itself where it is like nothing.
    private func copy(
        _ file: Section, of known: [Section], _ kind: Findings.Kind, _ names: inout [String: String]
    ) -> Section? {
        if let place = file.keyPlaces["leave-out"] {
            findings.error(place, "only a flow can be left out; take 'leave-out' out, or the file away")
        }
        guard let value = file["like"] else { return file }
        guard let like = value.name() else { return nil }
        guard let base = known.first(where: { $0.text("name") == like }) else {
            let hint = NearestWord.hint(for: like, among: known.map { $0.text("name") })
            findings.error(value.place, "no \(kind.rawValue) of the network is named '\(like)'; \(hint)")
            return nil
        }
        if let place = file.keyPlaces["name"] {
            findings.error(place, "it is named '\(like)-\(name)' by itself; take 'name' out")
        }
        names[like] = "\(like)-\(name)"
        var copied = base.changed(by: file)
        copied.name("\(like)-\(name)", at: value)
        return copied
    }
}

extension Section {
    /// The text of a key; empty where there is none.
    fileprivate func text(_ key: String) -> String { self[key]?.node.scalar?.string ?? "" }

    /// The section with another text for a key, which stands where the key's own stood.
    fileprivate func with(_ key: String, _ text: String) -> Section {
        var section = self
        section.replace(key) { node in .scalar(Node.Scalar(text, node.tag, .any, node.mark)) }
        return section
    }

    /// The section with other flows whose books it counts by: those of the site, where it has them.
    fileprivate func counting(_ name: (String) -> String?) -> Section {
        var section = self
        section.replace("reconcile") { node in
            guard case .mapping(let step) = node else { return node }
            let changed = step.map { key, value -> (Node, Node) in
                guard key.scalar?.string == "with", case .sequence(let flows) = value else { return (key, value) }
                let renamed = flows.map { flow -> Node in
                    guard let scalar = flow.scalar else { return flow }
                    let parts = scalar.string.split(separator: ".", maxSplits: 1).map(String.init)
                    guard let own = parts.first.flatMap(name) else { return flow }
                    let whole = ([own] + parts.dropFirst()).joined(separator: ".")
                    return .scalar(Node.Scalar(whole, scalar.tag, scalar.style, scalar.mark))
                }
                return (key, .sequence(Node.Sequence(renamed, flows.tag, flows.style, flows.mark)))
            }
            return .mapping(Node.Mapping(changed, step.tag, step.style, step.mark))
        }
        return section
    }

    /// The section with other words for a key, its own and those of its deliveries.
    fileprivate func renaming(_ key: String, _ name: (String) -> String?) -> Section {
        func renamed(_ node: Node) -> Node {
            guard let scalar = node.scalar, let name = name(scalar.string) else { return node }
            return .scalar(Node.Scalar(name, scalar.tag, scalar.style, scalar.mark))
        }
        var section = self
        section.replace(key, with: renamed)
        section.replace("deliveries") { node in
            guard case .mapping(let deliveries) = node else { return node }
            let pairs = deliveries.map { name, delivery -> (Node, Node) in
                guard case .mapping(let parts) = delivery else { return (name, delivery) }
                let changed = parts.map { part, value in (part, part.scalar?.string == key ? renamed(value) : value) }
                return (name, .mapping(Node.Mapping(changed, parts.tag, parts.style, parts.mark)))
            }
            return .mapping(Node.Mapping(pairs, deliveries.tag, deliveries.style, deliveries.mark))
        }
        return section
    }
}

extension Section {
    /// The keys of a file of a folder.
    static func keys(of kind: Findings.Kind) -> [String] {
        switch kind {
        case .source: sourceKeys
        case .endpoint: endpointKeys
        case .flow: flowKeys
        case .table: tableKeys
        }
    }
}
