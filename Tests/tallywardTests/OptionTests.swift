import ArgumentParser
import Catalog
import Control
import Foundation
import Testing

@testable import tallyward

@Suite("What commands take")
struct OptionTests {
    @Test("the shipped catalogs can be named without a folder, with their ports set")
    func shippedCatalog() throws {
        let site = try SiteOptions.parse([
            "--catalog", "bench", "--set", "TALLYWARD_MLLP_PORT=4711", "--set", "TALLYWARD_ERP_URL=http://127.0.0.1:9",
        ])
        let catalog = try site.loadCatalog()
        #expect(catalog.sources.values.map(\.listener?.port) == [4711])
        #expect(catalog.endpoints.values.map(\.url) == ["http://127.0.0.1:9"])
    }

    @Test("a setting without an equals sign says how to write it")
    func badSetting() throws {
        let site = try SiteOptions.parse(["--catalog", "bench", "--set", "PORT"])
        let failure = #expect(throws: Failure.self) { try site.loadCatalog() }
        #expect(failure?.code == .usage)
        #expect(failure?.description.contains("NAME=VALUE") == true)
    }

    @Test("a catalog that isn't there fails with the code for configuration")
    func missingCatalog() throws {
        let site = try SiteOptions.parse(["--catalog", "no-such-folder-anywhere"])
        let failure = #expect(throws: Failure.self) { try site.loadCatalog() }
        #expect(failure?.code == .badCatalog)
        let folder = FileManager.default.currentDirectoryPath + "/no-such-folder-anywhere"
        #expect(failure?.description.contains("\(folder): error: it doesn't exist; check the path") == true)
    }

    @Test("mistakes within a catalog are told of with the catalog they are in")
    func brokenCatalog() throws {
        let site = try SiteOptions.parse(["--catalog", "bench", "--set", "TALLYWARD_MLLP_PORT=port"])
        let failure = #expect(throws: Failure.self) { try site.loadCatalog() }
        #expect(failure?.description.hasPrefix("The catalog bench can't be used:\nsources/sender.yaml:") == true)
    }

    @Test("a folder of themes that isn't there is told of by its path, before anything starts")
    func missingThemes() throws {
        let screen = try ScreenOptions.parse(["--themes", "no-such-themes"])
        let failure = #expect(throws: Failure.self) { try screen.requireThemes() }
        #expect(failure?.code == .usage && failure?.description.contains("no-such-themes") == true)
        try ScreenOptions.parse([]).requireThemes()
    }

    @Test("a command on a state that isn't there says so, whatever catalog there is")
    func missingStateFirst() async throws {
        let site = try SiteOptions.parse(["--state", "no-such-folder/state.db", "--catalog", "no-such-folder"])
        let failure = await #expect(throws: Failure.self) { try await EngineAccess.ask(.whoAmI, site) }
        #expect(failure?.code == .unavailable)
        #expect(failure?.description.contains("There is no state at no-such-folder/state.db") == true)
    }

    @Test("a command on a state that isn't there makes none and says how to make one")
    func missingState() throws {
        let site = try SiteOptions.parse(["--state", "no-such-folder/state.db"])
        let failure = #expect(throws: Failure.self) { try EngineAccess.reader(site) }
        #expect(failure?.code == .unavailable)
        #expect(failure?.description.contains("tallyward engine") == true)
    }

    @Test("a refusal ends with a code that a script can tell apart")
    func refusals() {
        let codes = [Reply.refused(.forbidden, ""), .refused(.notFound, ""), .refused(.unavailable, "")].map { reply in
            #expect(throws: Failure.self) { try reply.orFailure() }?.code
        }
        #expect(codes == [.noPermission, .badData, .unavailable])
    }

    @Test("keys come from the file that is named, or from the usual place where there is one; mistakes have a place")
    func keys() throws {
        #expect(KeyFileOption.usualPath(["HOME": "/h"]) == "/h/.config/tallyward/keys.yaml")
        #expect(KeyFileOption.usualPath(["HOME": "/h", "XDG_CONFIG_HOME": "/c"]) == "/c/tallyward/keys.yaml")
        let missing = #expect(throws: Failure.self) { try KeyFileOption.parse(["--keys", "no-such-file"]).bindings() }
        #expect(missing?.code == .usage)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
        }
        let path = folder.appendingPathComponent("keys.yaml").path
        try Data("claim: C\ndismis: D\n".utf8).write(to: URL(fileURLWithPath: path))
        let broken = #expect(throws: Failure.self) { try KeyFileOption.parse(["--keys", path]).bindings() }
        #expect(broken?.code == .badData)
        #expect(broken?.description.contains("\(path):2:1: nothing is called `dismis`; is `dismiss` meant?") == true)
        try Data("claim: F6\n".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: Never.self) { try KeyFileOption.parse(["--keys", path]).bindings() }
    }

    @Test("the commands with a screen take their options, none of them twice")
    func screens() throws {
        _ = try DemoCommand.parse(["--no-tour", "--read-only", "--bell", "--keys", "k.yaml", "--press", "2 Enter"])
        let console = try ConsoleCommand.parse(["--plain", "--read-only", "--tour"])
        #expect(console.plain && console.screen.readOnly && console.screen.tour == true)
    }
}
