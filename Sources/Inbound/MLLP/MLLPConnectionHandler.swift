internal import HL7v2
internal import Logging
internal import NIOCore
internal import NIOTLS
internal import SyncEngine

/// One MLLP connection: hands every frame in, and answers in the order of the frames.
///
/// Runs on its event loop only. What bounds it: at most ``inFlightLimit`` messages, and about ``inFlightBytes`` of
/// them, are with the engine; beyond that, and while the peer doesn't take its answers, nothing more is read.
final class MLLPConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = MLLPFramer.Event
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// What all connections of a listener have in common.
    struct Shared: Sendable {
        let decoder: MessageDecoder
        let acknowledger: Acknowledger
        let intake: any Intake
        let counters: CounterBoard<MLLPCounters>
        let logger: Logger
        let frameTimeout: TimeAmount
        let idleTimeout: TimeAmount
        let hasTLS: Bool
        let registry: ConnectionRegistry
    }

    /// The most messages of one connection that are with the engine at once.
    static let inFlightLimit = 256
    /// The most bytes of them, unless a single message has more.
    static let inFlightBytes = 8 << 20
    /// How long a peer may take to close its side after we closed ours.
    private static let lingering = TimeAmount.milliseconds(250)

    private enum Phase {
        /// Takes messages in.
        case serving
        /// Takes no more; answers what it took.
        case finishing
        /// All is answered and our side is closed; discards what still comes.
        case lingering
    }

    private enum Warning {
        case noise, oversize, resynchronised
    }

    private let shared: Shared
    private let mailbox: ReplyMailbox
    private let frames: MLLPFrameDecoder
    private var context: ChannelHandlerContext?
    private var mailingAddress: NIOLoopBound<MLLPConnectionHandler>?
    private var phase = Phase.serving
    private var isInputClosed = false
    private var isReadDeferred = false
    private var hasNews = false
    private var warned: Set<Warning> = []
    private var arrived = CircularBuffer<MLLPFramer.Event>()
    private var pending = PendingAnswers()
    private var isSubmitting = false
    private var tally = MLLPCounters()
    private var unfinishedWrites = 0
    private var silence: SilenceTimer?

    /// A connection whose bytes `frames` cuts, and whose replies `mailbox` brings.
    init(_ shared: Shared, mailbox: ReplyMailbox, frames: MLLPFrameDecoder) {
        self.shared = shared
        self.mailbox = mailbox
        self.frames = frames
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        mailingAddress = NIOLoopBound(self, eventLoop: context.eventLoop)
        silence = SilenceTimer(
            frameTimeout: shared.frameTimeout, idleTimeout: shared.idleTimeout, handshake: shared.hasTLS,
            eventLoop: context.eventLoop
        ) { self.checkSilence() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        silence?.cancel()
        silence = nil
        let unanswered = pending.count
        if unanswered > 0 {
            shared.counters.add { $0.unanswered += unanswered }
            shared.logger.debug("connection lost with messages unanswered", metadata: ["messages": "\(unanswered)"])
        }
        self.context = nil
        mailingAddress = nil
        arrived.removeAll()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let event = unwrapInboundIn(data)
        switch event {
        case .frame:
            tally.frames += 1
            if phase == .serving { arrived.append(event) }
        case .oversize(let limit, _):
            tally.oversize += 1
            warnOnce(.oversize, "a frame larger than \(limit) bytes was discarded")
            if phase == .serving { arrived.append(event) }
        case .noise(let count):
            tally.noiseBytes += count
            warnOnce(.noise, "bytes outside frames were skipped: the sender may not speak MLLP, or not over TLS")
        case .resynchronised:
            tally.resynchronised += 1
            warnOnce(.resynchronised, "a frame began inside another, which was dropped")
        }
    }

    /// Once a connection for each kind, so that no sender can fill the log; the counters have them all.
    private func warnOnce(_ kind: Warning, _ sentence: String) {
        guard warned.insert(kind).inserted else { return }
        shared.logger.warning("\(sentence); further ones on this connection are only counted")
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        let endedFrame = tally.frames + tally.oversize > 0
        addTally()
        silence?.heard(isMidFrame: frames.isMidFrame, endedFrame: endedFrame)
        submitArrived(context)
    }

    func read(context: ChannelHandlerContext) {
        if mayRead(context) { context.read() } else { isReadDeferred = true }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        resumeReading(context)
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ConnectionStop:
            phase = .finishing
            finishIfDone(context)
        case ChannelEvent.inputClosed:
            isInputClosed = true
            if phase == .lingering {
                context.close(promise: nil)
            } else {
                addTally()
                submitArrived(context)
                phase = .finishing
                finishIfDone(context)
            }
        case TLSUserEvent.handshakeCompleted:
            silence?.heard(isMidFrame: false, endedFrame: false)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // TLS and socket errors name neither peer data nor content.
        shared.logger.debug("connection closed after an error", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }
}

// MARK: - Frames in

extension MLLPConnectionHandler {
    private func mayRead(_ context: ChannelHandlerContext) -> Bool {
        switch phase {
        case .serving: hasRoom && arrived.isEmpty && context.channel.isWritable
        case .finishing: false
        case .lingering: true
        }
    }

    private var hasRoom: Bool {
        pending.count < Self.inFlightLimit && pending.byteCount < Self.inFlightBytes
    }

    private func submitArrived(_ context: ChannelHandlerContext) {
        // A reply that came at once is answered from within: the loop outside goes on.
        guard let mailingAddress, !isSubmitting else { return }
        isSubmitting = true
        defer { isSubmitting = false }
        while hasRoom, let event = arrived.popFirst() {
            let decoded: DecodedMessage
            switch event {
            case .frame(let bytes): decoded = shared.decoder.decode(bytes)
            case .oversize(let limit, let head): decoded = shared.decoder.decode(oversizeHead: head, limit: limit)
            case .noise, .resynchronised: continue
            }
            let ticket = pending.open(decoded.receipt, byteCount: decoded.message.bytes.count)
            // A loop that commits can't read: only where nobody else would wait for it meanwhile.
            let isAlone = pending.count == 1 && arrived.isEmpty && shared.registry.isLone
            shared.intake.submit(decoded.message, mayBlock: isAlone) { [mailbox] reply in
                mailbox.post(ReplyMailbox.Entry(connection: mailingAddress, ticket: ticket, reply: reply))
            }
        }
    }

    private func resumeReading(_ context: ChannelHandlerContext) {
        guard isReadDeferred, mayRead(context) else { return }
        isReadDeferred = false
        silence?.restart()
        context.read()
    }

    private func addTally() {
        let tally = tally
        guard tally != MLLPCounters() else { return }
        self.tally = MLLPCounters()
        shared.counters.add { counters in
            counters.frames += tally.frames
            counters.oversize += tally.oversize
            counters.noiseBytes += tally.noiseBytes
            counters.resynchronised += tally.resynchronised
        }
    }
}

// MARK: - Answers out

extension MLLPConnectionHandler {
    /// Notes a reply. `true` the first time since the last ``answerSettled()``.
    func settle(_ ticket: Int, _ reply: IntakeReply) -> Bool {
        pending.settle(ticket, reply)
        guard !hasNews else { return false }
        hasNews = true
        return true
    }

    /// Writes the answers that are due, in one flush, and goes on with what they made room for.
    func answerSettled() {
        hasNews = false
        guard let context else { return }
        var answers = ByteBuffer()
        var count = 0
        while let (receipt, reply) = pending.next() {
            for answer in shared.acknowledger.answers(to: receipt, reply) {
                answers.writeInteger(MLLPFrame.start)
                answers.writeBytes(answer)
                answers.writeInteger(MLLPFrame.end)
                answers.writeInteger(UInt8(ascii: "\r"))
                count += 1
            }
        }
        if count > 0 {
            shared.counters.add { [count] in $0.acknowledgments += count }
            write(answers, context)
        }
        submitArrived(context)
        resumeReading(context)
        finishIfDone(context)
    }

    private func write(_ answers: ByteBuffer, _ context: ChannelHandlerContext) {
        unfinishedWrites += 1
        context.writeAndFlush(wrapOutboundOut(answers)).assumeIsolated().whenComplete { _ in
            self.unfinishedWrites -= 1
            if let context = self.context { self.finishIfDone(context) }
        }
    }

    /// Closes our side once everything taken in is answered. Closing both at once would reset the connection where
    /// unread bytes wait, and a reset can destroy answers the peer hasn't read yet.
    private func finishIfDone(_ context: ChannelHandlerContext) {
        guard phase == .finishing, pending.count == 0, arrived.isEmpty, unfinishedWrites == 0 else { return }
        if isInputClosed {
            context.close(promise: nil)
            return
        }
        phase = .lingering
        context.close(mode: .output, promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingering) {
            self.context?.close(promise: nil)
        }
        resumeReading(context)
    }
}

// MARK: - Silence

extension MLLPConnectionHandler {
    private func checkSilence() {
        guard let context, let silence else { return }
        // Silence while we owe answers isn't the peer's.
        if pending.count > 0 { silence.restart() }
        switch silence.expiry() {
        case .frame:
            shared.counters.add { $0.frameTimeouts += 1 }
            shared.logger.warning("connection closed: a frame begun did not end in time")
            context.close(promise: nil)
        case .idle:
            shared.counters.add { $0.idleTimeouts += 1 }
            shared.logger.debug("connection closed: nothing came for long")
            context.close(promise: nil)
        case nil: silence.schedule()
        }
    }
}
