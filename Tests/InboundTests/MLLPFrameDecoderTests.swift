import HL7v2
import NIOCore
import NIOEmbedded
import NIOTestUtils
import Testing

@testable import Inbound

@Suite struct MLLPFrameDecoderTests {
    private func frame(_ text: String) -> MLLPFramer.Event { .frame(Array(text.utf8)) }

    @Test("events don't depend on how the bytes were read: one by one, each alone, or all at once")
    func verified() throws {
        let pairs: [(String, [MLLPFramer.Event])] = [
            ("\u{0B}MSH|one\u{1C}\r", [frame("MSH|one")]),
            ("\u{0B}\u{1C}\r", [frame("")]),
            ("\u{0B}a\u{1C}\r\n\u{0B}b\u{1C}\r", [frame("a"), frame("b")]),
            ("noise\u{0B}a\u{1C}\r", [.noise(5), frame("a")]),
            ("\u{0B}half\u{0B}whole\u{1C}\r", [.resynchronised(droppedBytes: 5), frame("whole")]),
            ("\u{0B}a\u{1C}b\u{1C}\r", [frame("a\u{1C}b")]),
        ]
        try ByteToMessageDecoderVerifier.verifyDecoder(
            inputOutputPairs: pairs.map { (ByteBuffer(string: $0.0), $0.1) },
            decoderFactory: { MLLPFrameDecoder(limit: 64) })
    }

    @Test("a frame larger than the limit is told once, with its beginning, and the next one is whole")
    func oversize() throws {
        let long = String(repeating: "x", count: 100)
        let input = ByteBuffer(string: "\u{0B}\(long)\u{1C}\r\u{0B}next\u{1C}\r")
        let channel = EmbeddedChannel(handler: ByteToMessageHandler(MLLPFrameDecoder(limit: 64)))
        try channel.writeInbound(input)
        guard case .oversize(let limit, let head) = try channel.readInbound(as: MLLPFramer.Event.self) else {
            Issue.record("the oversized frame was not told")
            return
        }
        #expect(limit == 64)
        #expect(head.allSatisfy { $0 == UInt8(ascii: "x") })
        #expect(try channel.readInbound(as: MLLPFramer.Event.self) == frame("next"))
    }

    @Test("a frame that lacks only its last CR is whole when the peer closes, any other is not")
    func atTheEnd() throws {
        for (text, expected) in [("\u{0B}a\u{1C}", frame("a")), ("\u{0B}abc", .noise(4))] {
            let channel = EmbeddedChannel(handler: ByteToMessageHandler(MLLPFrameDecoder(limit: 64)))
            try channel.writeInbound(ByteBuffer(string: text))
            #expect(try channel.readInbound(as: MLLPFramer.Event.self) == nil)
            _ = try channel.finish(acceptAlreadyClosed: true)
            #expect(try channel.readInbound(as: MLLPFramer.Event.self) == expected)
        }
    }
}
