import Control
import Foundation
import Glibc
import SyncModel
import Testing

@Suite("The control socket")
struct ControlSocketTests {
    private func line(_ id: String, _ request: Request = .whoAmI) throws -> [UInt8] {
        try Array(JSONEncoder().encode(Command(id: id, request: request))) + [0x0a]
    }

    private func reply(_ line: String) throws -> Reply { try JSONDecoder().decode(Reply.self, from: Data(line.utf8)) }

    @Test("a command goes over and its answer comes back, with the caller as the kernel knows them")
    func roundTrip() async throws {
        try await ControlSite.with { site, _ in
            let client = ControlSocketClient(statePath: site.statePath, patience: 600)
            #expect(client.isReachable)
            let user = UserName.own
            let reply = try await client.perform(Command(id: "c1", request: .claim([ExceptionID(rawValue: 7)])))
            #expect(reply == .done(affected: 1, released: 0, summary: "c1 of \(user)"))
            #expect(site.desk.users == [user])
        }
    }

    @Test(
        "every request and reply survives the wire",
        arguments: [
            Request.whoAmI, .claim([ExceptionID(rawValue: 1)]), .release([]), .resubmitCause("a b"),
            .preview(.mapItem(ItemMapping(source: "s", code: "\u{1b}[31m\n", itemNumber: "1")), cause: "é\n"),
            .dismiss([ExceptionID(rawValue: 2)], reason: "line\nbreak"), .pause("e", reason: "r"), .resume("e"),
            .confirmDelivered(ExceptionID(rawValue: 3), document: "d"),
        ])
    func survivesTheWire(request: Request) throws {
        let command = Command(id: "x", request: request)
        let data = try JSONEncoder().encode(command)
        #expect(!data.contains(0x0a))
        #expect(try JSONDecoder().decode(Command.self, from: data) == command)
    }

    @Test("many commands at once on one connection are done and answered in their order")
    func pipelines() async throws {
        try await ControlSite.with(slow: ["0", "17"]) { site, _ in
            let bytes = try (0..<100).flatMap { try line("\($0)") }
            let lines = try await site.exchange(bytes, lines: 100)
            let summaries = try lines.map { line -> String in
                guard case .done(_, _, let summary, _) = try reply(line) else { return line }
                return summary
            }
            #expect(summaries == (0..<100).map { "\($0) of \(UserName.own)" })
            #expect(site.desk.ids == (0..<100).map(String.init))
        }
    }

    @Test("a command may arrive byte by byte")
    func readsPieces() async throws {
        try await ControlSite.with { site, _ in
            let lines = try await site.exchange(try line("slow") + line("er"), lines: 2, inPiecesOf: 1)
            #expect(lines.count == 2)
            #expect(site.desk.ids == ["slow", "er"])
        }
    }

    @Test(
        "a line that is no command is refused with a sentence, and the next one is heard",
        arguments: [
            "garbage", "{}", "{\"id\":\"1\"}", "[]", "", "\u{0}\u{1}\u{1b}[2J", "{\"id\":1,\"request\":{}}",
        ])
    func refusesGarbage(garbage: String) async throws {
        try await ControlSite.with { site, _ in
            let lines = try await site.exchange(Array(garbage.utf8) + [0x0a] + line("good"), lines: 2)
            guard lines.count == 2, case .refused(.invalid, let sentence) = try reply(lines[0]) else {
                Issue.record("\(lines)")
                return
            }
            #expect(sentence.hasSuffix("."))
            #expect(site.desk.ids == ["good"])
        }
    }

    @Test("a line without an end is cut off before it fills the memory, and others are still answered")
    func cutsOversizedLines() async throws {
        try await ControlSite.with { site, _ in
            let lines = try await site.exchange([UInt8](repeating: 0x41, count: 9 << 20), lines: 1)
            for line in lines {
                guard case .refused(.invalid, _) = try reply(line) else {
                    Issue.record("\(line)")
                    return
                }
            }
            #expect(site.desk.ids.isEmpty)
            #expect(try await site.exchange(line("next"), lines: 1).count == 1)
        }
    }

    @Test("a desk that can't answer says so in a refusal")
    func passesUnavailability() async throws {
        try await ControlSite.with { site, _ in
            let client = ControlSocketClient(statePath: site.statePath, patience: 600)
            let reply = try await client.perform(Command(id: "1", request: .pause("e", reason: "unavailable")))
            #expect(reply == .refused(.unavailable, "The engine is busy dying."))
        }
    }

    @Test("a caller who leaves before the answer harms nobody")
    func survivesLeavers() async throws {
        try await ControlSite.with(slow: ["gone"]) { site, _ in
            for _ in 0..<20 { _ = try await site.exchange(line("gone"), lines: 0) }
            #expect(try await site.exchange(line("here"), lines: 1).count == 1)
        }
    }

    @Test("where no engine is, the sentence says how to start one")
    func missesTheEngine() async throws {
        try await ControlSite.with { site, server in
            await server.stop()
            let client = ControlSocketClient(statePath: site.statePath, patience: 600)
            #expect(!client.isReachable)
            #expect(!FileManager.default.fileExists(atPath: site.socketPath))
            let error = await #expect(throws: ControlUnavailable.self) {
                try await client.perform(Command(id: "1", request: .whoAmI))
            }
            #expect(error?.sentence.contains("tallyward engine") == true)
        }
    }

    @Test("a socket file that a crash left behind is replaced")
    func replacesStaleSockets() async throws {
        try await ControlSite.with { site, server in
            await server.stop()
            let stale = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: site.socketPath.utf8) }
            let bound = unsafe withUnsafePointer(to: address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe bind(stale, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            close(stale)
            #expect(bound == 0 && FileManager.default.fileExists(atPath: site.socketPath))
            let client = ControlSocketClient(statePath: site.statePath, patience: 600)
            #expect(!client.isReachable)
            let second = try await site.start()
            #expect(client.isReachable)
            await second.stop()
        }
    }

    @Test("the socket is for its owner and group only")
    func keepsStrangersOut() async throws {
        try await ControlSite.with { site, _ in
            let attributes = try FileManager.default.attributesOfItem(atPath: site.socketPath)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o660)
        }
    }

    @Test("a path that is too long for a socket is refused with what to do, on both sides")
    func refusesLongPaths() async throws {
        let site = ControlSite(
            folder: URL(filePath: "/tmp/" + String(repeating: "long", count: 40)), desk: EchoDesk())
        let asked = await #expect(throws: ControlUnavailable.self) {
            try await ControlSocketClient(statePath: site.statePath, patience: 600)
                .perform(Command(id: "1", request: .whoAmI))
        }
        #expect(asked?.sentence.contains("shorter") == true)
        let bound = await #expect(throws: ControlUnavailable.self) { _ = try await site.start() }
        #expect(bound?.sentence.contains("shorter") == true)
    }
}
