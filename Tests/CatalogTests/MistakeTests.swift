import Catalog
import Testing

/// One slip of the pen in the demo catalog, and where and how it has to be told of.
struct Mistake: Sendable, CustomTestStringConvertible {
    var path: String
    var old: String
    var new: String
    /// The beginning of the only message.
    var message: String

    var testDescription: String { "\(path): \(old) -> \(new)" }
}

@Suite("Mistakes in a catalog")
struct MistakeTests {
    static let slips = [
        Mistake(
            path: DemoCatalog.flow, old: "owner: materials", new: "ower: materials",
            message: "flows/supply-usage.yaml:3:1: error: unknown key 'ower'; did you mean 'owner'?"),
        Mistake(
            path: DemoCatalog.flow, old: "owner: materials", new: "owner: material",
            message: "flows/supply-usage.yaml:3:8: error: 'owner' can't be 'material'; did you mean 'materials'?"),
        Mistake(
            path: DemoCatalog.flow, old: "event: supply.used", new: "event: supply",
            message:
                "flows/supply-usage.yaml:8:8: error: 'event' needs the word of an event, such as supply.used"
        ),
        Mistake(
            path: DemoCatalog.flow, old: "source: ehr", new: "source: her",
            message: "flows/supply-usage.yaml:6:9: error: no source of sources/ is named 'her'; did you mean 'ehr'?"),
        Mistake(
            path: DemoCatalog.flow, old: "endpoint: erp-inventory", new: "endpoint: cloud",
            message: "flows/supply-usage.yaml:9:11: error: no endpoint of endpoints/ is named 'cloud'; "
                + "use one of: erp-inventory"),
        Mistake(
            path: DemoCatalog.flow, old: "# runbooks:\n#   item.unmapped: runbooks/item-of-surgery.md",
            new: "runbooks:\n  item.unmapped: runbooks/item.unmaped.md",
            message: "flows/supply-usage.yaml:26:18: error: there is no page 'runbooks/item.unmaped.md'; "
                + "did you mean 'runbooks/item.unmapped.md'?"),
        Mistake(
            path: DemoCatalog.flow, old: "ordering: none", new: "ordering: visit",
            message: "flows/supply-usage.yaml:10:11: error: 'ordering' can't be 'visit'; use one of: none, encounter"),
        Mistake(
            path: DemoCatalog.flow, old: "ordering: none", new: "ordering: {by: encounter, characters: 0}",
            message: "flows/supply-usage.yaml:10:39: error: 'characters' needs a whole number from 1 to 250, not '0'"),
        Mistake(
            path: DemoCatalog.flow, old: "ordering: none", new: "ordering: {by: encounter, characters: -7}",
            message: "flows/supply-usage.yaml:10:39: error: 'characters' needs a whole number from 1 to 250, not '-7'"),
        Mistake(
            path: DemoCatalog.flow, old: "ordering: none", new: "ordering: {by: item-and-location, characters: 7}",
            message: "flows/supply-usage.yaml:10:47: error: 'characters' counts those of a visit number; take it out"),
        Mistake(
            path: DemoCatalog.flow, old: "ordering: none", new: "ordering: {by: encounter, character: 7}",
            message: "flows/supply-usage.yaml:10:27: error: unknown key 'character'; did you mean 'characters'?"),
        Mistake(
            path: DemoCatalog.flow, old: "ordering: none", new: "ordering: {characters: 7}",
            message: "flows/supply-usage.yaml:10:11: error: the key 'by' is missing; add it"),
        Mistake(
            path: DemoCatalog.flow, old: "within: 5m", new: "within: 5",
            message: "flows/supply-usage.yaml:19:11: error: 'within' needs a duration such as 500ms, 30s, 5m, 72h "
                + "or 400d, not '5'"),
        Mistake(
            path: DemoCatalog.flow, old: "percent: 99.5", new: "percent: 100.5",
            message: "flows/supply-usage.yaml:18:12: error: 'percent' needs a number above 0 and at most 100"),
        Mistake(
            path: DemoCatalog.flow, old: "maximum: 30s", new: "maximum: 30ms",
            message: "flows/supply-usage.yaml:14:12: error: 'maximum' is shorter than 'initial'; make it longer"),
        Mistake(
            path: DemoCatalog.flow, old: "attempts: 50", new: "attempts: 0",
            message: "flows/supply-usage.yaml:15:13: error: 'attempts' needs a whole number from 1 to 10000, not '0'"),
        Mistake(
            path: DemoCatalog.endpoint, old: "timeout: 30s", new: "limit: {requests: 60, per: 1m, burst: 61}",
            message: "endpoints/erp-inventory.yaml:14:39: error: 'burst' is more than 'requests'; make it smaller"),
        Mistake(
            path: DemoCatalog.endpoint, old: "timeout: 30s", new: "limit: {requests: 0, per: 1m}",
            message: "endpoints/erp-inventory.yaml:14:19: error: 'requests' needs a whole number from 1 to 1000000"),
        Mistake(
            path: DemoCatalog.endpoint, old: "timeout: 30s", new: "limit: {requests: 60}",
            message: "endpoints/erp-inventory.yaml:14:8: error: the key 'per' is missing; add it"),
        Mistake(
            path: DemoCatalog.endpoint, old: "timeout: 30s", new: "limit: {request: 60, per: 1m}",
            message: "endpoints/erp-inventory.yaml:14:9: error: unknown key 'request'; did you mean 'requests'?"),
        Mistake(
            path: DemoCatalog.endpoint, old: "timeout: 30s", new: "limit: 60",
            message: "endpoints/erp-inventory.yaml:14:8: error: 'limit' needs keys and values (requests, per, burst)"),
        Mistake(
            path: DemoCatalog.flow, old: "[DFT^P03]", new: "DFT^P03",
            message: "flows/supply-usage.yaml:7:11: error: 'messages' needs a list"),
        Mistake(
            path: DemoCatalog.flow, old: "[DFT^P03]", new: "[DFT_P03]",
            message: "flows/supply-usage.yaml:7:12: error: 'messages' needs a message type such as DFT^P03"),
        Mistake(
            path: DemoCatalog.flow, old: "[DFT^P03]", new: "[DFT^P03, DFT^P03]",
            message: "flows/supply-usage.yaml:7:21: error: 'messages' holds this twice; keep one"),
        Mistake(
            path: DemoCatalog.flow, old: "quantity, unit,", new: "quantity, units,",
            message: "flows/supply-usage.yaml:23:54: error: 'fields' can't be 'units'; did you mean 'unit'?"),
        Mistake(
            path: DemoCatalog.flow, old: "purpose: ", new: "purpose: #",
            message: "flows/supply-usage.yaml:2:9: error: 'purpose' needs a value"),
        Mistake(
            path: DemoCatalog.flow, old: "retention: 400d", new: "retention: 400d\nretention: 500d",
            message: "flows/supply-usage.yaml:20:1: error: the key 'retention' stands there twice; keep one"),
        Mistake(
            path: DemoCatalog.otherFlow, old: "name: medication-administered", new: "name: supply-usage",
            message: "flows/supply-usage.yaml:1:7: error: the flow 'supply-usage' is described in "
                + "flows/medication-administered.yaml:1:7 too; give one another name"),
        Mistake(
            path: DemoCatalog.otherFlow, old: "[RAS^O17]\nevent: medication.administered",
            new: "[RAS^O17, DFT^P03]\nevent: supply.used",
            message: "flows/supply-usage.yaml:7:11: error: the flow 'medication-administered' "
                + "(flows/medication-administered.yaml:7:11) takes DFT^P03 from ehr to erp-inventory already"),
        Mistake(
            path: DemoCatalog.source, old: "${TALLYWARD_MLLP_PORT:-2575}", new: "70000",
            message: "sources/ehr.yaml:5:9: error: 'port' needs a whole number from 0 to 65535, not '70000'"),
        Mistake(
            path: DemoCatalog.source, old: "${TALLYWARD_MLLP_PORT:-2575}", new: "${MLLP_PORT}",
            message: "sources/ehr.yaml:5:9: error: 'port': the setting MLLP_PORT has no value; set it"),
        Mistake(
            path: DemoCatalog.source, old: "${TALLYWARD_MLLP_PORT:-2575}", new: "${MLLP_PORT:-mllp}",
            message: "sources/ehr.yaml:5:9: error: 'port' needs a whole number from 0 to 65535, not 'mllp' "
                + "(from ${MLLP_PORT:-mllp})"),
        Mistake(
            path: DemoCatalog.source, old: "16MiB", new: "16MB",
            message: "sources/ehr.yaml:6:18: error: 'maximum-frame' needs a size from 1KiB to 1024MiB, not '16MB'"),
        Mistake(
            path: DemoCatalog.source, old: "ZSU-1", new: "ZSU.1",
            message: "sources/ehr.yaml:13:11: error: 'unit' needs a field such as ZSU-3 or ZSU-3.1, not 'ZSU.1'"),
        Mistake(
            path: DemoCatalog.source, old: "supply.used:", new: "supply.use:",
            message: "sources/ehr.yaml:12:3: error: unknown key 'supply.use'; did you mean 'supply.used'?"),
        Mistake(
            path: DemoCatalog.source, old: "\"+00:00\"", new: "EST",
            message: "sources/ehr.yaml:15:13: error: 'utc-offset' needs an offset from UTC such as -05:00"),
        Mistake(
            path: DemoCatalog.source, old: "utc-offset: \"+00:00\"", new: "time-zone: EST",
            message: "sources/ehr.yaml:15:12: error: 'time-zone' needs the name of a time zone such as "
                + "America/Chicago, not 'EST'"),
        Mistake(
            path: DemoCatalog.source, old: "utc-offset:", new: "time-zone: Asia/Kolkata\nutc-offset:",
            message: "sources/ehr.yaml:16:1: error: 'utc-offset' and 'time-zone' both say what clocks show"),
        Mistake(
            path: "site.yaml", old: "environment:", new: "time-zone: New York\nenvironment:",
            message: "site.yaml:3:12: error: 'time-zone' can't be 'New York'; did you mean 'America/New_York'?"),
        Mistake(
            path: DemoCatalog.endpoint, old: "concurrency: 8", new: "time-zone: America/Chicago",
            message: "endpoints/erp-inventory.yaml:13:1: error: 'time-zone' belongs to the kind file and mllp and"),
        Mistake(
            path: DemoCatalog.endpoint, old: "kind: oracle-inventory", new: "kind: oracle-inventry",
            message: "endpoints/erp-inventory.yaml:3:7: error: 'kind' can't be 'oracle-inventry'; "
                + "did you mean 'oracle-inventory'?"),
        Mistake(
            path: DemoCatalog.endpoint, old: "concurrency: 8", new: "path: /charges",
            message: "endpoints/erp-inventory.yaml:13:1: error: 'path' belongs to the kind rest"),
        Mistake(
            path: DemoCatalog.endpoint, old: "client-secret: env:TALLYWARD_ERP_CLIENT_SECRET",
            new: "client-secret: hunter2",
            message: "endpoints/erp-inventory.yaml:9:18: error: 'client-secret' must not hold the secret itself; "
                + "write env:NAME or file:PATH"),
        Mistake(
            path: "roles.yaml", old: "supervisor", new: "boss",
            message: "roles.yaml:3:42: error: '*' can't be 'boss'; use one of: materials, finance"),
        Mistake(
            path: "roles.yaml", old: "\"*\"", new: "*",
            message: "roles.yaml:3:4: error: it isn't YAML: did not find expected alphabetic or numeric character; "
                + "write a text that begins with '*' or '&' in quotes"),
        Mistake(
            path: "site.yaml", old: "environment: demo", new: "environment: prod",
            message: "site.yaml:3:14: error: 'environment' can't be 'prod'; use one of: production, test, demo"),
        Mistake(
            path: "site.yaml", old: "environment: demo", new: "\tenvironment: demo",
            message: "site.yaml:3:1: error: it isn't YAML: found a tab character that violates indentation; "
                + "indent with spaces"),
        Mistake(
            path: "site.yaml", old: "Mercy Valley Hospital", new: "\"Mercy \\e[2J\"",
            message: "site.yaml:2:7: error: 'site' holds control characters; take them out"),
    ]

    @Test("a mistake is told of where it stands, with what to do", arguments: slips)
    func told(_ mistake: Mistake) throws {
        let words = try DemoCatalog().replacing(mistake.old, with: mistake.new, in: mistake.path).words
        let first = try #require(words.first { $0.hasPrefix(mistake.message) }, "\(words)")
        #expect(!first.contains("hunter2"))
        #expect(words.count == 1, "\(words)")
    }

    @Test(
        "a key that has to be there is asked for when it is missing",
        arguments: [
            ("site.yaml", ["site", "environment"]),
            (DemoCatalog.source, ["name", "listener", "host", "port"]),
            (DemoCatalog.endpoint, ["name", "kind", "url", "token-url", "client-id", "client-secret"]),
            (
                DemoCatalog.flow,
                [
                    "name", "purpose", "owner", "criticality", "sensitivity", "source", "messages", "event", "endpoint",
                    "ordering", "percent", "within", "slo", "retention", "payload-version", "fields",
                ]
            ),
        ])
    func missing(path: String, keys: [String]) throws {
        for key in keys {
            let catalog = try DemoCatalog().removing(key, from: path)
            let words = catalog.words
            #expect(
                words.contains { $0.hasPrefix(path) && $0.contains("the key '\(key)' is missing; add it") }, "\(words)")
            #expect(catalog.loader.read().catalog == nil)
        }
    }

    @Test("all mistakes are told of at once, in the order of their places")
    func allAtOnce() throws {
        let words = try DemoCatalog()
            .replacing("owner: materials", with: "ower: materials", in: DemoCatalog.flow)
            .replacing("within: 5m", with: "within: soon", in: DemoCatalog.flow)
            .replacing("source: ehr", with: "source: her", in: DemoCatalog.otherFlow)
            .replacing("timeout: 30s", with: "timeout: 0s", in: DemoCatalog.endpoint)
            .with("site.yaml", "site: [")
            .words
        let places = words.map { $0.prefix { $0 != ":" } }
        #expect(
            places == [
                Substring(DemoCatalog.endpoint), Substring(DemoCatalog.otherFlow), Substring(DemoCatalog.flow),
                Substring(DemoCatalog.flow), "site.yaml",
            ], "\(words)")
    }

    @Test("a file that is too broken to tell its name doesn't make others' references wrong")
    func noEcho() {
        let words = DemoCatalog().with(DemoCatalog.source, "name: [").words
        #expect(words.count == 1, "\(words)")
        #expect(words.first?.hasPrefix("sources/ehr.yaml:") == true)
    }

    @Test("two listeners can't have one port, unless the system chooses it")
    func ports() throws {
        let demo = DemoCatalog()
        let other = try #require(demo.files[DemoCatalog.source]).replacing("name: ehr", with: "name: lab")
        let words = demo.with("sources/lab.yaml", other).words
        #expect(
            words == [
                "sources/lab.yaml:5:9: error: the port 2575 is taken by the listener in sources/ehr.yaml:5:9; "
                    + "choose another"
            ])
        var free = demo.with("sources/lab.yaml", other)
        free.settings["TALLYWARD_MLLP_PORT"] = "0"
        #expect(free.words == [])
    }

    @Test("whole messages don't go to an endpoint that books items")
    func destinations() throws {
        let words = try DemoCatalog().replacing("supply.used", with: "message.received", in: DemoCatalog.flow).words
        #expect(words.count == 1)
        #expect(words.first?.contains("can't take whole messages") == true)
    }
}

extension DemoCatalog {
    /// Without a key and everything that is indented below it.
    func removing(_ key: String, from path: String) throws -> Self {
        let lines = (files[path] ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(where: { $0.drop { $0 == " " }.hasPrefix(key + ":") }) else {
            throw MissingText(text: key)
        }
        let indentation = lines[start].prefix { $0 == " " }.count
        let end = lines[(start + 1)...].firstIndex { $0.prefix { $0 == " " }.count <= indentation } ?? lines.endIndex
        return with(path, (lines[..<start] + lines[end...]).joined(separator: "\n"))
    }
}

extension String {
    func replacing(_ old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return String(self[..<range.lowerBound]) + new + self[range.upperBound...]
    }
}
