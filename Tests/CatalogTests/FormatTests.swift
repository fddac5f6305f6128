import Catalog
import SyncModel
import Testing

@Suite("What values may be written as")
struct FormatTests {
    private func retention(_ text: String) throws -> Duration? {
        try DemoCatalog().replacing("retention: 400d", with: "retention: \(text)", in: DemoCatalog.flow)
            .loader.read().catalog?.flow("supply-usage")?.retention
    }

    @Test(
        "a duration is a whole number and its unit",
        arguments: [
            ("500ms", Duration.milliseconds(500)), ("1s", .seconds(1)), ("5m", .seconds(300)),
            ("72h", .seconds(259_200)), ("400d", .seconds(34_560_000)), ("\"30s\"", .seconds(30)),
            ("36525d", .seconds(3_155_760_000)),
        ])
    func durations(text: String, expected: Duration) throws {
        #expect(try retention(text) == expected)
    }

    @Test(
        "what is no duration is refused",
        arguments: [
            "5", "0s", "-5m", "1.5h", "5 m", "m", "5M", "5min", "36526d", "9223372036854775807d",
            "99999999999999999999s", "٣s", "", "~", "[5m]", "{}", "1h30m",
        ])
    func badDurations(text: String) throws {
        #expect(try retention(text) == nil)
    }

    private func url(_ text: String) throws -> String? {
        try DemoCatalog().replacing(
            "url: ${TALLYWARD_ERP_URL:-http://127.0.0.1:8080}", with: "url: \(text)", in: DemoCatalog.endpoint
        ).loader.read().catalog?.endpoints["erp-inventory"]?.url
    }

    @Test(
        "a base URL is http or https with a host, and loses its last slash",
        arguments: [
            ("https://erp.example.org", "https://erp.example.org"), ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
            ("https://erp.example.org/a/b//", "https://erp.example.org/a/b"), ("http://[::1]:80", "http://[::1]:80"),
        ])
    func urls(text: String, expected: String) throws {
        #expect(try url(text) == expected)
    }

    @Test(
        "what is no base URL is refused",
        arguments: [
            "erp.example.org", "ftp://erp.example.org", "https://", "https:///x", "https://erp:0", "https://erp:70000",
            "https://erp:port", "https://erp:", "https://erp?x=1", "\"https://erp#x\"", "https://u:p@erp",
            "\"https://er p\"", "https://[::1", "https://[::1]x", "https://ärp", "https://e/<x>", "https://[g!]:1",
        ])
    func badURLs(text: String) throws {
        #expect(try url(text) == nil)
    }

    @Test("a password in a URL is refused and not repeated")
    func passwordInURL() throws {
        let words = try DemoCatalog().replacing(
            "url: ${TALLYWARD_ERP_URL:-http://127.0.0.1:8080}", with: "url: https://anna:hunter2@erp",
            in: DemoCatalog.endpoint
        ).words
        #expect(words.count == 1)
        #expect(words.first?.contains("hunter2") == false)
    }

    @Test("a secret that a setting puts in is refused and not repeated")
    func secretFromSetting() throws {
        var catalog = try DemoCatalog().replacing(
            "env:TALLYWARD_ERP_CLIENT_SECRET", with: "${SECRET}", in: DemoCatalog.endpoint)
        catalog.settings["SECRET"] = "hunter2"
        #expect(catalog.words.count == 1)
        #expect(catalog.words.first?.contains("hunter2") == false)
    }

    @Test(
        "settings are put in, with what stands after ':-' where there is none",
        arguments: [
            ("plain", "plain"), ("${A}", "one"), ("${A:-x}", "one"), ("${B:-x}", "x"), ("${EMPTY:-x}", "x"),
            ("a${A}b${A}c", "aonebonec"), ("$A", "$A"), ("\"$${A}\"", "${A}"), ("${B:-a:-b}", "a:-b"), ("5$", "5$"),
            ("${A}$", "one$"), ("${NESTED}", "${A}"),
        ])
    func substitution(text: String, expected: String) throws {
        var catalog = DemoCatalog().with("site.yaml", "site: \(text)\nenvironment: test\n")
        catalog.settings = ["A": "one", "EMPTY": "", "NESTED": "${A}"]
        #expect(catalog.loader.read().catalog?.site == expected)
    }

    @Test(
        "a setting that can't be put in is told of",
        arguments: ["${B}", "${EMPTY}", "${}", "${A", "${A B}", "${1}", "${:-x}"])
    func badSubstitution(text: String) {
        var catalog = DemoCatalog().with("site.yaml", "site: \(text)\nenvironment: test\n")
        catalog.settings = ["A": "one", "EMPTY": ""]
        #expect(catalog.words.count == 1)
        #expect(catalog.words.first?.hasPrefix("site.yaml:1:7: error: 'site': ") == true)
    }

    @Test("an offset from UTC counts in seconds", arguments: [("-05:00", -18_000), ("+05:30", 19_800), ("Z", 0)])
    func offsets(text: String, expected: Int) throws {
        let catalog = try DemoCatalog().replacing("+00:00", with: text, in: DemoCatalog.source)
        #expect(catalog.loader.read().catalog?.sources["ehr"]?.zone == ClockZone(secondsEastOfUTC: expected))
    }
}
