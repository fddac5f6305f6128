import Control
import SyncModel
import Testing

@Suite("A read-only port")
struct ReadOnlyPortTests {
    @Test("it passes on what writes nothing, and refuses everything else in a sentence")
    func passesReading() async throws {
        let desk = EchoDesk()
        let port = ReadOnlyPort(desk.port(for: Caller(user: "ann")))
        let reading: [Request] = [
            .whoAmI, .look(at: "x"), .previewImport(CrosswalkImport()),
            .previewReplay(.matching(DeadLetterFilter()), edit: nil),
        ]
        for request in reading {
            guard case .done = try await port.perform(Command(id: "1", request: request)) else {
                Issue.record("\(request) was refused")
                return
            }
        }
        let writing: [Request] = [
            .claim([]), .resubmitCause("x"), .resume("erp"), .approve([], reason: ""),
            .saveView(SavedView(name: "a", specification: "")),
        ]
        for request in writing {
            guard case .refused(.forbidden, let sentence) = try await port.perform(Command(id: "2", request: request))
            else {
                Issue.record("\(request) went through")
                return
            }
            #expect(sentence.contains("read-only") && sentence.contains(request.kind.deed))
        }
        #expect(desk.ids == ["1", "1", "1", "1"])
    }
}
