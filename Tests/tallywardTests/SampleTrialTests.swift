import Catalog
import Foundation
import JSONText
import SyncModel
import SyncStore
import Testing

@testable import tallyward

@Suite("Samples beside a catalog")
struct SampleTrialTests {
    private static let header =
        "MSH|^~\\&|EHR|HOSP|ERP|HUB|20260406110000||DFT^P03^DFT_P03|M1|P|2.5.1\nEVN|P03|20260406110000\n"

    /// Runs `body` with the demo's catalog in a folder of its own and these files beside it.
    private func with(_ files: [String: String], _ body: (SampleTrial) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tallyward-samples-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try ShippedCatalog.demo.write(to: folder.path)
        for (path, text) in files {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        let catalog = try CatalogLoader(directory: folder.path, settings: [:]).load()
        try await body(try SampleTrial(catalog: catalog, directory: folder.path))
    }

    @Test("each line of a sample says in each flow what is sent, what stops it, or why nothing is")
    func results() async throws {
        let lines = "FT1|1|T1||20260406|20260406|CG|77|||2\nFT1|2|T2||20260406|20260406|PY|78|||1\n"
        try await with(["samples/ehr/two.hl7": Self.header + lines]) { trial in
            let result = try await trial.first()
            #expect(result.elements?.map { $0["flow"]?.text } == ["supply-usage", "supply-usage"])
            #expect(result.elements?.first?["stops"]?.text == "item.unmapped")
            #expect(result.elements?.last?["nothing"]?.text == "a payment or adjustment, not usage")
            #expect(JSONReader.read(Array(result.lines.joined(separator: "\n").utf8)) == result)
        }
    }

    @Test("a message that is refused says why, and a folder named for no source is told of")
    func refused() async throws {
        try await with(["samples/ehr/none.hl7": Self.header]) { trial in
            let result = try await trial.first()
            #expect(result.elements?.first?["refused"]?.text == "message.malformed")
        }
        try await with(["samples/her/none.hl7": Self.header]) { trial in
            #expect(throws: Failure.self) { try trial.samples() }
        }
    }

    /// A contract with what reads it, and a flow of it from a source to a service.
    private static func labor(_ source: String, _ message: String, _ fields: String) -> [String: String] {
        [
            "contracts/labor.yaml": """
            event: labor.costed
            version: 1
            purpose: Hours that were worked.
            fields: {shift: {type: text, required: true}, hours: {type: number, required: true}}
            """,
            "sources/labor.yaml": """
            name: labor
            \(source)
            readings:
            - {message: \(message), event: labor.costed, fields: \(fields)}
            """,
            "endpoints/payroll.yaml": "{name: payroll, kind: rest, url: 'https://payroll.example.org', path: /labor}",
            "flows/labor.yaml": """
            name: labor-costed
            purpose: Takes hours to payroll.
            owner: finance
            criticality: revenue
            sensitivity: confidential
            source: labor
            messages: ['\(message)']
            event: labor.costed
            endpoint: payroll
            ordering: none
            slo: {percent: 99, within: 1h}
            retention: 400d
            payload-version: 1
            fields: [shift, hours]
            body: {shift: $shift, hours: $hours}
            """,
        ]
    }

    @Test("the samples of the shipped network become what stands beside them")
    func network() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "tallyward-network-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try ShippedCatalog.network.write(to: folder.path)
        let catalog = try CatalogLoader(directory: folder.path, settings: [:]).load()
        let trial = try SampleTrial(catalog: catalog, directory: folder.path)
        let samples = try trial.samples()
        #expect(samples.count > 40)
        for story in Sample.stories(samples) {
            for (sample, result) in try await trial.results(of: story) {
                let bytes = try Data(contentsOf: folder.appending(path: sample.expectation))
                #expect(result.lines == JSONReader.read(Array(bytes))?.lines, "\(sample.path)")
            }
        }
        // Each flow has one, so that each can be shown.
        let names = Set(catalog.flows.map { $0.family ?? $0.name.rawValue })
        let told = names.filter { name in samples.contains { $0.name.hasPrefix(name + "-") } }
        #expect(told.count >= 13)
    }

    @Test("each row of a table is a message, and says which it is")
    func rows() async throws {
        let source = "folder: {path: drop, format: csv, csv: {columns: [Shift, Hours], key: [Shift]}}"
        var files = Self.labor(source, "csv", "{shift: Shift, hours: Hours}")
        files["samples/labor/week.csv"] = "Shift,Hours\nS1,7.5\nS2,x\n"
        try await with(files) { trial in
            let result = try await trial.first()
            #expect(result.elements?.map { $0["message"] } == [.number("1"), .number("2")])
            #expect(result.elements?.first?["sends"]?["hours"] == .number("7.5"))
            #expect(result.elements?.last?["because"]?.text == "Column Hours: 'hours' (column Hours) is not a number.")
        }
    }

    @Test("the body of a request is read as it would be over HTTP")
    func bodies() async throws {
        let source = """
            http: {host: 127.0.0.1, port: 0, path: /labor, kind: cloudevents, authentication: none}
            """
        var files = Self.labor(source, "event:labor", "{shift: shift, hours: hours}")
        files["samples/labor/one.json"] = """
            {"specversion": "1.0", "id": "1", "source": "/w", "type": "labor", "data": {"shift": "S1", "hours": 7.5}}
            """
        files["samples/labor/one.expected.json"] = "[]"
        try await with(files) { trial in
            #expect(try trial.samples().map(\.name) == ["one"])
            let result = try await trial.first()
            #expect(result.elements?.first?["sends"]?["shift"]?.text == "S1")
        }
    }

    @Test(
        "samples whose names are the same up to a number go on from each other in that order, the others from nothing")
    func stories() {
        let names = ["visit-10-late", "visit-2-again", "refund", "visit-1", "refund-v2", "2-of-these"]
        let stories = Sample.stories(names.map { Sample(source: "ehr", name: $0, ending: "hl7") })
        #expect(
            Set(stories.map { $0.map(\.name) })
                == [["visit-1", "visit-2-again", "visit-10-late"], ["refund"], ["refund-v2"], ["2-of-these"]])
    }

    @Test("what a sample says is held against what the one before it in its story has left behind")
    func continued() async throws {
        let source = """
            http: {host: 127.0.0.1, port: 0, path: /labor, kind: cloudevents, authentication: none}
            """
        var files = Self.labor(source, "event:labor", "{shift: shift, hours: hours}")
        files["contracts/labor.yaml"]?.append("\nkey: [shift]")
        for (number, hours) in [(1, "7.5"), (2, "7.5"), (3, "8")] {
            files["samples/labor/shift-\(number).json"] = """
                {"specversion": "1.0", "id": "\(number)", "source": "/w", "type": "labor",
                 "data": {"shift": "S1", "hours": \(hours)}}
                """
        }
        files["samples/labor/other.json"] = files["samples/labor/shift-3.json"]
        try await with(files) { trial in
            var told: [String: JSONValue] = [:]
            for story in Sample.stories(try trial.samples()) {
                for (sample, result) in try await trial.results(of: story) {
                    told[sample.name] = result.elements?.first
                }
            }
            #expect(told["shift-1"]?["sends"]?["hours"] == .number("7.5"))
            #expect(told["shift-2"]?["nothing"]?.text == "It says what message 1 said.")
            #expect(told["shift-3"]?["stops"]?.text == "event.repeated")
            #expect(told["other"]?["sends"]?["hours"] == .number("8"))
        }
    }

    @Test("what is different is shown with the lines around it, and nothing else")
    func difference() {
        let old = (1...9).map(String.init)
        var new = old
        new[4] = "five"
        #expect(LineDifference.lines(from: old, to: new) == ["  3", "  4", "- 5", "+ five", "  6", "  7"])
        #expect(LineDifference.lines(from: old, to: old).isEmpty)
        #expect(LineDifference.lines(from: [], to: ["a"]) == ["+ a"])
    }
}

extension SampleTrial {
    fileprivate func samples() throws -> [Sample] { try Sample.all(of: catalog, in: directory) }

    /// What becomes of the first sample.
    fileprivate func first() async throws -> JSONValue {
        let story = try #require(Sample.stories(try samples()).first)
        return try #require(try await results(of: story).first).result
    }
}
