internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOTLS
internal import SyncEngine

/// One HTTP/1.1 connection: hands what its requests bring in, and answers them in their order, one at a time.
///
/// Runs on its event loop only. What bounds it: one request is with the engine at once, and while it is, nothing more
/// is read; a body is held up to its limit, within what the address may hold in all.
final class HTTPConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPServerResponsePart

    /// What all connections of an address have in common.
    struct Shared: Sendable {
        let site: HTTPSite
        let intake: any Intake
        let counters: CounterBoard<HTTPCounters>
        let logger: Logger
        let bodyTimeout: TimeAmount
        let idleTimeout: TimeAmount
        let hasTLS: Bool
        let registry: ConnectionRegistry
        let budget: BodyBudget
        let date: DateField
        /// Seconds since 1970.
        let now: @Sendable () -> Int64
    }

    /// A refused body that is so short is read to its end, so that the connection can go on.
    static let shortBody = 64 << 10
    /// How long a peer may take to close its side after we closed ours.
    static let lingering = TimeAmount.milliseconds(500)

    enum Phase {
        /// Takes requests.
        case serving
        /// Takes no more; answers the one it took.
        case finishing
        /// All is answered and our side is closed; discards what still comes.
        case lingering
    }

    /// What is done with the request that came last.
    enum Stage {
        /// None is there.
        case idle
        /// An issuer's keys are read, to know who sends it.
        case checking
        /// Its body arrives.
        case receiving(HTTPSite.Door, RequestHead, isSigned: Bool)
        /// It is answered as soon as its body, which nobody wants, is over.
        case discarding(HTTPAnswer)
        /// It is with the engine.
        case answering
    }

    let shared: Shared
    let bytes: ByteWatch
    var context: ChannelHandlerContext?
    var mailingAddress: NIOLoopBound<HTTPConnectionHandler>?
    var phase = Phase.serving
    var stage = Stage.idle
    var parts = CircularBuffer<HTTPServerRequestPart>()
    var body: [UInt8] = []
    var taken = 0
    var isKeptAlive = true
    var version = HTTPVersion.http1_1
    /// The request that is answered wants the head of its answer only (RFC 9110 §9.3.2).
    var isHeadOnly = false
    var isProcessing = false
    var isInputClosed = false
    /// What to say of bytes that can't be read, once all before them is answered.
    var unreadable: Problem?
    var isReadDeferred = false
    var isShakingHands: Bool
    var endedRequest = false
    var hasPartialHead = false
    var unfinishedWrites = 0
    var silence: SilenceTimer?

    /// A connection whose bytes `bytes` sees first.
    init(_ shared: Shared, bytes: ByteWatch) {
        self.shared = shared
        self.bytes = bytes
        isShakingHands = shared.hasTLS
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        mailingAddress = NIOLoopBound(self, eventLoop: context.eventLoop)
        silence = SilenceTimer(
            frameTimeout: shared.bodyTimeout, idleTimeout: shared.idleTimeout, handshake: shared.hasTLS,
            eventLoop: context.eventLoop
        ) { self.checkSilence() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        silence?.cancel()
        silence = nil
        if case .answering = stage {
            shared.counters.add { $0.unanswered += 1 }
            shared.logger.debug("connection lost with a request unanswered")
        }
        dropBody()
        parts.removeAll()
        self.context = nil
        mailingAddress = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard phase == .serving else { return }
        parts.append(unwrapInboundIn(data))
        process()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if bytes.takeHeard() {
            if case .idle = stage, parts.isEmpty { hasPartialHead = !endedRequest }
            silence?.heard(isMidFrame: isMidRequest, endedFrame: endedRequest)
            endedRequest = false
        }
        context.fireChannelReadComplete()
    }

    var isMidRequest: Bool {
        switch stage {
        case .idle: hasPartialHead
        case .receiving, .discarding: true
        case .checking, .answering: false
        }
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
        case is ConnectionStop: stop()
        case ChannelEvent.inputClosed:
            isInputClosed = true
            if phase == .lingering { return context.close(promise: nil) }
            if phase == .serving { process() } else { finishIfDone(context) }
        case TLSUserEvent.handshakeCompleted:
            isShakingHands = false
            silence?.heard(isMidFrame: false, endedFrame: false)
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard phase == .serving, let fault = error as? HTTPParserError else {
            // TLS and socket errors name neither peer data nor content; what comes while lingering is nobody's.
            guard phase != .lingering || !(error is HTTPParserError) else { return }
            shared.logger.debug("connection closed after an error", metadata: ["error": "\(type(of: error))"])
            return context.close(promise: nil)
        }
        shared.counters.add { $0.malformed += 1 }
        unreadable =
            fault == .headerOverflow
            ? Problem(431, "headers", .tooLong, "The header fields are longer than is allowed.")
            : Problem(400, "http", .structure, "This is no HTTP/1.1 that can be read.")
        process()
    }
}

// MARK: - Requests in

extension HTTPConnectionHandler {
    func mayRead(_ context: ChannelHandlerContext) -> Bool {
        switch phase {
        case .serving:
            switch stage {
            case .checking, .answering: false
            case .idle, .receiving, .discarding:
                parts.isEmpty && unreadable == nil && context.channel.isWritable
            }
        case .finishing: false
        case .lingering: true
        }
    }

    func resumeReading(_ context: ChannelHandlerContext) {
        guard isReadDeferred, mayRead(context) else { return }
        isReadDeferred = false
        context.read()
    }

    func process() {
        // An answer that is there at once is written from within: the loop outside goes on.
        guard !isProcessing else { return }
        isProcessing = true
        defer { isProcessing = false }
        while phase == .serving, !parts.isEmpty {
            if case .checking = stage { return }
            if case .answering = stage { return }
            handle(parts.removeFirst())
        }
        if phase == .serving { endWhereInputEnded() }
    }

    /// Where nothing more comes, and all that came whole is answered: the connection ends.
    func endWhereInputEnded() {
        guard let context, unreadable != nil || isInputClosed else { return }
        switch stage {
        case .checking, .answering: return
        case .idle, .receiving, .discarding: break
        }
        if let unreadable { return close(with: unreadable) }
        if isMidRequest { return context.close(promise: nil) }
        phase = .finishing
        finishIfDone(context)
    }

    func handle(_ part: HTTPServerRequestPart) {
        switch (part, stage) {
        case (.head(let head), .idle): begin(head)
        case (.body(let buffer), .receiving(let door, _, _)): take(buffer, door)
        case (.end, .receiving(let door, let head, let isSigned)):
            endedRequest = true
            perform(door, head, isSigned: isSigned)
        case (.end, .discarding(let answer)):
            endedRequest = true
            respond(answer)
        default: break
        }
    }

    func begin(_ head: HTTPRequestHead) {
        hasPartialHead = false
        // Behind a request to speak something else nothing is read as HTTP any more.
        isKeptAlive = head.isKeepAlive && head.method != .CONNECT && !head.headers.contains(name: "upgrade")
        version = head.version
        isHeadOnly = head.method == .HEAD
        shared.counters.add { $0.requests += 1 }
        switch shared.site.way(head) {
        case .answer(let answer): refuse(answer, HTTPSite.bodyLength(head.headers), head.headers)
        case .door(let door, let request): check(door, request, afterKeys: false)
        }
    }

    func check(_ door: HTTPSite.Door, _ head: RequestHead, afterKeys: Bool) {
        if door.desk.isOpen(head) { return admit(door, head, isSigned: false) }
        switch door.check.check(head.headers) {
        case .known: admit(door, head, isSigned: false)
        case .afterBody: admit(door, head, isSigned: true)
        case .afterKeys(let ring) where !afterKeys: wait(for: ring, door, head)
        case .afterKeys:
            refuse(door, head, .unavailable("The issuer's keys can't be read just now; try again later."))
        case .refused(let problem): refuse(door, head, problem)
        }
    }

    func wait(for ring: KeyRing, _ door: HTTPSite.Door, _ head: RequestHead) {
        guard let mailingAddress, let context else { return }
        stage = .checking
        context.eventLoop.makeFutureWithTask { [now = shared.now] in await ring.refresh(now: now()) }
            .whenComplete { _ in
                let connection = mailingAddress.value
                // A stop may have ended the wait.
                guard let context = connection.context, case .checking = connection.stage else { return }
                connection.stage = .idle
                connection.check(door, head, afterKeys: true)
                connection.process()
                connection.resumeReading(context)
                connection.finishIfDone(context)
            }
    }

    func admit(_ door: HTTPSite.Door, _ head: RequestHead, isSigned: Bool) {
        if let problem = door.desk.problem(with: head) { return refuse(door, head, problem) }
        if let length = head.bodyLength, length > door.bodyLimit { return refuseSize(door) }
        stage = .receiving(door, head, isSigned: isSigned)
        // A client of HTTP/1.0 doesn't know that answer (RFC 9110 §10.1.1).
        guard let context, version.minor > 0,
            head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" })
        else { return }
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponseHead(version: version, status: .continue))), promise: nil)
    }

    func take(_ buffer: ByteBuffer, _ door: HTTPSite.Door) {
        guard body.count + buffer.readableBytes <= door.bodyLimit else { return refuseSize(door) }
        guard shared.budget.take(buffer.readableBytes) else {
            return close(with: .unavailable("Too much is arriving just now; send it again later."), door)
        }
        taken += buffer.readableBytes
        body.append(contentsOf: buffer.readableBytesView)
    }

    func refuseSize(_ door: HTTPSite.Door) {
        shared.counters.add { $0.oversize += 1 }
        close(with: .tooLarge(door.bodyLimit), door)
    }

    func refuse(_ door: HTTPSite.Door, _ head: RequestHead, _ problem: Problem) {
        if problem.status == 401 { noteSignIn(door) }
        refuse(door.desk.answer(problem), head.bodyLength, head.headers)
    }

    /// Says no. A body that is short is read to its end first; before a long one the connection ends.
    func refuse(_ answer: HTTPAnswer, _ bodyLength: Int?, _ headers: HTTPHeaders) {
        let isShort = bodyLength.map { $0 <= Self.shortBody } ?? false
        if isShort, bodyLength == 0 || !headers.contains(name: "expect") {
            stage = .discarding(answer)
        } else {
            close(with: answer)
        }
    }

    /// At the first, the second, the fourth and so on: nobody can fill the log.
    func noteSignIn(_ door: HTTPSite.Door) {
        shared.counters.add { $0.signInFailures += 1 }
        let count = shared.counters.snapshot.signInFailures
        guard count & (count - 1) == 0 else { return }
        shared.logger.warning(
            "requests refused: whoever sent them didn't prove who they are",
            metadata: ["source": "\(door.source)", "refused": "\(count)"])
    }

    func perform(_ door: HTTPSite.Door, _ head: RequestHead, isSigned: Bool) {
        if isSigned, let problem = door.check.check(head.headers, body: body) {
            noteSignIn(door)
            return respond(door.desk.answer(problem))
        }
        let intent = door.desk.read(head, body)
        guard !intent.messages.isEmpty else { return respond(intent.answer([])) }
        guard let mailingAddress, let context else { return }
        stage = .answering
        dropBody()
        // A loop that commits can't read: only where nobody else would wait for it meanwhile.
        let isAlone = intent.messages.count == 1 && parts.isEmpty && shared.registry.isLone
        let loop = context.eventLoop
        let collector = ReplyCollector(intent.messages.count) { replies in
            let finish: @Sendable () -> Void = { mailingAddress.value.settle(intent.answer(replies)) }
            if loop.inEventLoop { finish() } else { loop.execute(finish) }
        }
        for (index, message) in intent.messages.enumerated() {
            shared.intake.submit(message, mayBlock: isAlone) { collector.settle(index, $0) }
        }
    }

    func dropBody() {
        shared.budget.give(taken)
        taken = 0
        body = []
    }
}
