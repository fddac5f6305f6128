import Testing

@testable import Inbound

@Suite("Files of HL7 messages")
struct MessageCutterTests {
    private func cut(_ text: String, by step: Int = .max, limit: Int = 1000) throws -> [FilePiece] {
        var cutter = MessageCutter(limit: limit)
        var pieces: [FilePiece] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            try cutter.take(rest.prefix(step)) { pieces.append($0) }
            rest = rest.dropFirst(step)
        }
        try cutter.finish { pieces.append($0) }
        return pieces
    }

    private let one = "MSH|^~\\&|A\rPID|1\r"

    private func problem(_ text: String) -> FileProblem? {
        do { _ = try cut(text) } catch { return error as? FileProblem }
        return nil
    }

    @Test("messages are found in a batch, in several, and one after the other")
    func found() throws {
        #expect(try cut("FHS|^~\\&\rBHS|^~\\&\r\(one)\(one)BTS|2\rFTS|1\r").count == 2)
        #expect(try cut("FHS|^~\\&\rBHS|^~\\&\r\(one)BTS|1\rBHS|^~\\&\r\(one)BTS\rFTS|2\r").count == 2)
        #expect(try cut("FHS|^~\\&\r\(one)\(one)FTS|1\r").count == 2)
        #expect(try cut("\(one)\(one)\(one)").count == 3)
        #expect(try cut("\(one)\(one)BTS|2\r").count == 2)
        #expect(try cut("").isEmpty)
    }

    @Test("however lines end and bytes come, a message is the same")
    func ends() throws {
        let expected = [one, one].map { Array($0.utf8) }
        for end in ["\r", "\n", "\r\n"] {
            let text = "FHS|^~\\&\r\(one)\r\r\(one)FTS|1".replacing("\r", with: end)
            for step in [1, 2, 3, 1000] { #expect(try cut(text, by: step).map(\.bytes) == expected) }
        }
        #expect(try cut("BHS|^~\\&\r\n\(one.replacing("\r", with: "\r\n"))BTS|1\r\n").map(\.line) == [2])
    }

    @Test("counts that don't agree refuse the file, with the line")
    func counts() {
        #expect(problem("BHS|^~\\&\r\(one)BTS|2\r")?.line == 4)
        #expect(problem("FHS|^~\\&\rBHS|^~\\&\r\(one)BTS|1\rFTS|3\r")?.sentence.contains("declares 3 batches") == true)
        #expect(problem("BHS|^~\\&\r\(one)BTS|x\r")?.kind == "totals")
    }

    @Test("what was cut short, or has no place there, refuses the file")
    func envelope() {
        #expect(problem("FHS|^~\\&\r\(one)")?.sentence.contains("FHS without its FTS") == true)
        #expect(problem("BHS|^~\\&\r\(one)")?.sentence.contains("BHS without its BTS") == true)
        #expect(problem("PID|1\r\(one)")?.line == 1)
        #expect(problem("FHS|^~\\&\r\(one)FTS|1\r\(one)")?.line == 5)
        #expect(problem("\(one)FTS|1\r")?.kind == "envelope")
    }

    @Test("a message above the limit refuses the file where it begins")
    func limit() {
        let text = one + "MSH|^~\\&|B\r" + String(repeating: "OBX|1\r", count: 300)
        #expect(problem(text) == nil || problem(text)?.line == 3)
        #expect(throws: FileProblem.self) { try cut(text, limit: 500) }
    }
}
