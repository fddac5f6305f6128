import Catalog
import HL7v2
import Measures
import SyncEngine
import SyncModel
import Testing

@testable import Inbound

@Suite struct MessageDecoderTests {
    @Test("a charge message becomes one event for each FT1, with its ids and the bytes as they came")
    func chargeMessage() throws {
        let bytes = Samples.dft([Samples.ft1, Samples.ft1])
        let decoded = try Samples.decoder().decode(bytes)
        #expect(decoded.message.bytes == bytes)
        #expect(decoded.message.source == "ehr")
        #expect(decoded.message.controlID == "MSG1")
        #expect(decoded.message.type == "DFT^P03")
        #expect(decoded.message.version == "2.5.1")
        #expect(decoded.message.refusal == nil)
        #expect(decoded.message.events.map(\.line) == [1, 2])
        #expect(decoded.message.events.allSatisfy { $0.type == .supplyUsed && $0.encounter == "V100" })
        #expect(decoded.receipt.outcome == .accepted)
    }

    @Test("a message passed on whole becomes one event that knows only the encounter")
    func wholeMessage() throws {
        let decoder = try Samples.decoder([Samples.flow("bench", ["DFT^P03"], .messageReceived)])
        let decoded = decoder.decode(Samples.dft(["FT1|not read at all"]))
        var expected = CanonicalEvent(type: .messageReceived, line: 0)
        expected.encounter = "V100"
        #expect(decoded.message.events == [expected])
        #expect(decoded.message.refusal == nil)
    }

    @Test("flows that read the same message differently each get their events")
    func severalFlows() throws {
        let flows = Samples.flows + [Samples.flow("copy", ["DFT^P03"], .messageReceived)]
        let events = try Samples.decoder(flows).decode(Samples.dft()).message.events
        #expect(events.map(\.type) == [.supplyUsed, .messageReceived])
        #expect(events.map(\.line) == [1, 0])
    }

    struct BadHeader: CustomTestStringConvertible, Sendable {
        let fields: [Int: String]
        let outcome: AcknowledgmentOutcome
        let code: ErrorCode0357
        let fault: FaultCode
        var testDescription: String { "\(fields) → \(code)" }
    }

    @Test(
        "a header that can't be taken is refused with the standard's code",
        arguments: [
            BadHeader(fields: [9: ""], outcome: .error, code: .requiredFieldMissing, fault: .messageMalformed),
            BadHeader(fields: [10: ""], outcome: .error, code: .requiredFieldMissing, fault: .messageMalformed),
            BadHeader(fields: [10: "\"\""], outcome: .error, code: .requiredFieldMissing, fault: .messageMalformed),
            BadHeader(fields: [11: ""], outcome: .error, code: .requiredFieldMissing, fault: .messageMalformed),
            BadHeader(fields: [12: ""], outcome: .error, code: .requiredFieldMissing, fault: .messageMalformed),
            BadHeader(
                fields: [10: String(repeating: "7", count: 200)], outcome: .error, code: .dataTypeError,
                fault: .messageMalformed),
            BadHeader(fields: [12: "3.0"], outcome: .rejected, code: .unsupportedVersionID, fault: .messageUnsupported),
            BadHeader(fields: [12: "2.9"], outcome: .rejected, code: .unsupportedVersionID, fault: .messageUnsupported),
            BadHeader(
                fields: [11: "X"], outcome: .rejected, code: .unsupportedProcessingID, fault: .messageUnsupported),
            BadHeader(
                fields: [9: "ADT^A01"], outcome: .rejected, code: .unsupportedMessageType, fault: .messageUnsupported),
            BadHeader(
                fields: [9: "DFT^P11"], outcome: .rejected, code: .unsupportedEventCode, fault: .messageUnsupported),
            BadHeader(fields: [9: "DFT"], outcome: .rejected, code: .unsupportedEventCode, fault: .messageUnsupported),
        ])
    func badHeader(_ bad: BadHeader) throws {
        let bytes = Samples.header(bad.fields)
        let decoded = try Samples.decoder().decode(bytes)
        #expect(decoded.receipt.outcome == bad.outcome)
        #expect(decoded.receipt.errors.map(\.code) == [bad.code])
        #expect(decoded.receipt.errors.first?.location?.segment == "MSH")
        #expect(decoded.message.refusal?.code == bad.fault)
        #expect(decoded.message.bytes == bytes)
        #expect(decoded.message.events.isEmpty)
        #expect(decoded.message.controlID.utf8.count <= 199)
    }

    @Test(
        "every version from 2.1 to 2.8.2 is taken",
        arguments: [
            "2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.8.1", "2.8.2",
        ])
    func versions(_ version: String) throws {
        let decoded = try Samples.decoder().decode(Samples.header([12: version + "^USA"]))
        #expect(decoded.message.refusal == nil)
        #expect(decoded.message.version == version)
    }

    @Test("an event left out of MSH-9 is taken from EVN-1, as early versions send it")
    func eventFromEVN() throws {
        let bytes = Samples.dft(header: "MSH|^~\\&|FIN||ERP||||DFT|MSG1|P|2.1")
        #expect(try Samples.decoder().decode(bytes).message.type == "DFT^P03")
    }

    @Test(
        "bytes that are no message are kept and refused",
        arguments: [
            ("", ErrorCode0357.segmentSequenceError), ("garbage", .segmentSequenceError),
            ("PID|1\r", .segmentSequenceError), ("MSH", .requiredFieldMissing), ("MSH|^|", .segmentSequenceError),
            ("FHS|^~\\&|A\rBHS|^~\\&|B\r", .segmentSequenceError),
            ("MSH|^~\\&|A|B|C|D|||DFT^P03|7|P|2.5\rthis is no segment\r", .segmentSequenceError),
            ("MSH|^~\\&|A|B|C|D|||DFT^P03|7|P|2.5\rMSH|^~\\&|A|B|C|D|||DFT^P03|8|P|2.5\r", .segmentSequenceError),
        ])
    func unreadable(_ text: String, _ code: ErrorCode0357) throws {
        let decoded = try Samples.decoder().decode(Array(text.utf8))
        #expect(decoded.message.refusal?.code == .messageMalformed)
        #expect(decoded.message.bytes == Array(text.utf8))
        #expect(decoded.receipt.outcome != .accepted)
        #expect(decoded.message.controlID == (text.contains("|7|") ? "7" : ""))
        if text != "MSH|^|" { #expect(decoded.receipt.errors.map(\.code) == [code]) }
    }

    @Test("bytes that are not the UTF-8 they claim to be are refused; undeclared ones are read as well as can be")
    func characterSets() throws {
        var bytes = Samples.header([18: "UNICODE UTF-8"])
        #expect(try Samples.decoder().decode(bytes).message.refusal == nil)
        bytes += Array("NTE|1||".utf8) + [0xFF, 0x0D]
        let refused = try Samples.decoder().decode(bytes)
        #expect(refused.receipt.errors.map(\.code) == [.dataTypeError])
        #expect(refused.message.bytes == bytes)
        let undeclared = Samples.header([:]) + Array("NTE|1||".utf8) + [0xFF, 0x0D]
        #expect(try Samples.decoder().decode(undeclared).message.refusal == nil)
    }

    @Test("a charge message without any FT1 is refused: there is nothing in it to book")
    func noLines() throws {
        let decoded = try Samples.decoder().decode(Samples.dft([]))
        #expect(decoded.receipt.outcome == .error)
        #expect(decoded.receipt.errors.map(\.code) == [.segmentSequenceError])
        #expect(decoded.receipt.errors.first?.location?.description == "FT1")
    }

    @Test("a line that is not sound goes on beside one that is, with what could not be read left out")
    func oneBadLine() throws {
        let bad = "FT1|2|T2||20260406093000||CG|4471-B|||two"
        let message = try Samples.decoder().decode(Samples.dft([Samples.ft1, bad])).message
        #expect(message.refusal == nil)
        #expect(message.events.map(\.quantity) == [2, nil])
        #expect(message.events.map(\.item?.code) == ["4471-B", "4471-B"])
    }

    @Test("a message without one sound line is refused, each problem named by its place and code")
    func onlyBadLines() throws {
        let decoded = try Samples.decoder().decode(
            Samples.dft(["FT1|1|T1||yesterday||CG|4471-B|||2", "FT1|2|T2||20260406||CG||||two"]))
        #expect(decoded.message.events.isEmpty)
        #expect(decoded.receipt.outcome == .error)
        let reported = decoded.receipt.errors.map { "\($0.location?.description ?? "") \($0.code.code)" }
        #expect(reported == ["FT1-4 102", "FT1(2)-7 101", "FT1(2)-10 102"])
        #expect(decoded.message.refusal?.subject.other == "DFT^P03 102 FT1-4")
    }

    @Test("no sentence about a refused message repeats what is in it")
    func nothingRepeated() throws {
        let decoded = try Samples.decoder().decode(Samples.dft(["FT1|1|T1||Smith||Smith|Smith|||Smith"]))
        let sentences = decoded.receipt.errors.compactMap(\.userMessage) + [decoded.message.refusal?.detail ?? ""]
        #expect(sentences.count > 2)
        #expect(sentences.allSatisfy { !$0.contains("Smith") && !$0.isEmpty })
    }

    @Test("the type of a refused message holds no bytes that could do harm on a screen")
    func harmlessType() throws {
        let decoded = try Samples.decoder().decode(Samples.header([9: "D\u{1B}[2JT^P\u{7}03^X"]))
        #expect(decoded.message.type == "D2JT^P03")
    }

    @Test("what is left of a message that was too large is kept, and its sender can be named")
    func oversize() throws {
        let head = Array(Samples.dft().prefix(100))
        let decoded = try Samples.decoder().decode(oversizeHead: head, limit: 1 << 20)
        #expect(decoded.message.bytes == head)
        #expect(decoded.message.controlID == "MSG1")
        #expect(decoded.message.refusal?.code == .messageMalformed)
        #expect(decoded.receipt.outcome == .rejected)
        #expect(decoded.receipt.header?.messageControlID.text == "MSG1")
    }

    @Test("a message may be as large as the listener's frames, where that is more than usual")
    func largeMessage() throws {
        var source = Samples.source
        source.kind = .mllp(MLLPListener(host: "127.0.0.1", port: 0, maximumFrameBytes: 32 << 20))
        let decoder = try MessageDecoder(source: source, flows: Samples.flows)
        let large = Samples.dft() + Array("NTE|1||".utf8) + [UInt8](repeating: 0x78, count: 17 << 20)
        #expect(decoder.decode(large).message.refusal == nil)
    }

    @Test("an extra field that is no path is refused when the decoder is made")
    func badExtraField() {
        var source = Samples.source
        source.extraFields = [.supplyUsed: [.unit: "unit"]]
        #expect(throws: PathError.self) { try MessageDecoder(source: source, flows: Samples.flows) }
    }
}
