internal import HL7v2
internal import NIOCore

/// Cuts what a connection brought into MLLP frames, by the rules of `MLLPFramer`.
///
/// All bytes are taken over at once, so NIO never looks at a byte of a large frame twice. A class, because the
/// connection's handler asks it whether a frame is open.
final class MLLPFrameDecoder: ByteToMessageDecoder {
    typealias InboundOut = MLLPFramer.Event

    private var framer: MLLPFramer

    /// Frames may hold up to `limit` bytes of content.
    init(limit: Int) {
        framer = MLLPFramer(limit: limit)
    }

    /// A frame has begun and not ended.
    var isMidFrame: Bool { framer.isMidFrame }

    func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) -> DecodingState {
        unsafe buffer.readWithUnsafeReadableBytes { bytes in
            unsafe framer.append(bytes)
            return bytes.count
        }
        emit(into: context)
        return .needMoreData
    }

    func decodeLast(context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool) -> DecodingState {
        let state = decode(context: context, buffer: &buffer)
        guard seenEOF else { return state }
        framer.finish()
        emit(into: context)
        return state
    }

    private func emit(into context: ChannelHandlerContext) {
        while let event = framer.next() {
            context.fireChannelRead(wrapInboundOut(event))
        }
    }
}
