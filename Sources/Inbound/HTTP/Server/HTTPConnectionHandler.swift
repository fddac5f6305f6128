internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOTLS
internal import SyncEngine

/// One HTTP/1.1 connection: hands what its requests bring in, and answers them in their order, one at a time.
///
/// Runs on its event loop only. What bounds it: one request is with the engine at once, and while it is, nothing more is
/// read; a body is held up to its limit, within what the address may hold in all.
final class HTTPConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = Never
    typealias OutboundOut = HTTPServerResponsePart

    /// What all connections of an address have in common.
    struct Shared: Sendable {
        let site: HTTPSite
        let intake: any Intake
        let counters: HTTPCounterBoard
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

    /// Asks a connection to take nothing more, answer what it took, and close.
    struct Stop: Sendable {}

    /// A refused body that is so short is read to its end, so that the connection can go on.
    static let shortBody = 64 << 10
    /// How long a peer may take to close its side after we closed ours.
    static let lingering = TimeAmount.milliseconds(500)

    private enum Phase {
        /// Takes requests.
        case serving
        /// Takes no more; answers the one it took.
        case finishing
        /// All is answered and our side is closed; discards what still comes.
        case lingering
    }

    /// What is done with the request that came last.
    private enum Stage {
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

    private let shared: Shared
    private let bytes: ByteWatch
    private var context: ChannelHandlerContext?
    private var mailingAddress: NIOLoopBound<HTTPConnectionHandler>?
    private var phase = Phase.serving
    private var stage = Stage.idle
    private var parts = CircularBuffer<HTTPServerRequestPart>()
    private var body: [UInt8] = []
    private var taken = 0
    private var isKeptAlive = true
    private var version = HTTPVersion.http1_1
    private var isProcessing = false
    private var isInputClosed = false
    private var isReadDeferred = false
    private var isShakingHands: Bool
    private var endedRequest = false
    private var hasPartialHead = false
    private var unfinishedWrites = 0
    private var watch: ConnectionWatch?
    private var timer: (check: Scheduled<Void>, at: NIODeadline)?

    /// A connection whose bytes `bytes` sees first.
    init(_ shared: Shared, bytes: ByteWatch) {
        self.shared = shared
        self.bytes = bytes
        isShakingHands = shared.hasTLS
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        mailingAddress = NIOLoopBound(self, eventLoop: context.eventLoop)
        watch = ConnectionWatch(
            frameTimeout: shared.bodyTimeout, idleTimeout: shared.idleTimeout, now: context.eventLoop.now,
            handshake: shared.hasTLS)
        scheduleCheck(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.check.cancel()
        timer = nil
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
            watch?.heard(now: context.eventLoop.now, isMidFrame: isMidRequest, endedFrame: endedRequest)
            endedRequest = false
            scheduleCheck(context)
        }
        context.fireChannelReadComplete()
    }

    private var isMidRequest: Bool {
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
        case is Stop: stop()
        case ChannelEvent.inputClosed:
            isInputClosed = true
            if phase == .lingering { return context.close(promise: nil) }
            phase = .finishing
            if isMidRequest { return context.close(promise: nil) }
            finishIfDone(context)
        case TLSUserEvent.handshakeCompleted:
            isShakingHands = false
            watch?.heard(now: context.eventLoop.now, isMidFrame: false, endedFrame: false)
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
        guard case .answering = stage else {
            let isLong = fault == .headerOverflow
            return close(
                with: isLong
                    ? Problem(431, "headers", .tooLong, "The header fields are longer than is allowed.")
                    : Problem(400, "http", .structure, "This is no HTTP/1.1 that can be read."))
        }
        phase = .finishing
    }
}

// MARK: - Requests in

extension HTTPConnectionHandler {
    private func mayRead(_ context: ChannelHandlerContext) -> Bool {
        switch phase {
        case .serving:
            switch stage {
            case .checking, .answering: false
            case .idle, .receiving, .discarding: parts.isEmpty && context.channel.isWritable
            }
        case .finishing: false
        case .lingering: true
        }
    }

    private func resumeReading(_ context: ChannelHandlerContext) {
        guard isReadDeferred, mayRead(context) else { return }
        isReadDeferred = false
        context.read()
    }

    private func process() {
        // An answer that is there at once is written from within: the loop outside goes on.
        guard !isProcessing else { return }
        isProcessing = true
        defer { isProcessing = false }
        while phase == .serving, !parts.isEmpty {
            if case .checking = stage { return }
            if case .answering = stage { return }
            handle(parts.removeFirst())
        }
    }

    private func handle(_ part: HTTPServerRequestPart) {
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

    private func begin(_ head: HTTPRequestHead) {
        hasPartialHead = false
        isKeptAlive = head.isKeepAlive
        version = head.version
        shared.counters.add { $0.requests += 1 }
        switch shared.site.way(head) {
        case .answer(let answer): refuse(answer, HTTPSite.bodyLength(head.headers), head.headers)
        case .door(let door, let request): check(door, request, afterKeys: false)
        }
    }

    private func check(_ door: HTTPSite.Door, _ head: RequestHead, afterKeys: Bool) {
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

    private func wait(for ring: KeyRing, _ door: HTTPSite.Door, _ head: RequestHead) {
        guard let mailingAddress, let context else { return }
        stage = .checking
        context.eventLoop.makeFutureWithTask { [now = shared.now] in await ring.refresh(now: now()) }
            .whenComplete { _ in
                let connection = mailingAddress.value
                guard let context = connection.context else { return }
                connection.stage = .idle
                connection.check(door, head, afterKeys: true)
                connection.process()
                connection.resumeReading(context)
                connection.finishIfDone(context)
            }
    }

    private func admit(_ door: HTTPSite.Door, _ head: RequestHead, isSigned: Bool) {
        if let problem = door.desk.problem(with: head) { return refuse(door, head, problem) }
        if let length = head.bodyLength, length > door.bodyLimit { return refuseSize(door) }
        stage = .receiving(door, head, isSigned: isSigned)
        guard let context, head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" }) else { return }
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponseHead(version: version, status: .continue))), promise: nil)
    }

    private func take(_ buffer: ByteBuffer, _ door: HTTPSite.Door) {
        guard body.count + buffer.readableBytes <= door.bodyLimit else { return refuseSize(door) }
        guard shared.budget.take(buffer.readableBytes) else {
            return close(with: .unavailable("Too much is arriving just now; send it again later."), door)
        }
        taken += buffer.readableBytes
        body.append(contentsOf: buffer.readableBytesView)
    }

    private func refuseSize(_ door: HTTPSite.Door) {
        shared.counters.add { $0.oversize += 1 }
        close(with: .tooLarge(door.bodyLimit), door)
    }

    private func refuse(_ door: HTTPSite.Door, _ head: RequestHead, _ problem: Problem) {
        if problem.status == 401 { noteSignIn(door) }
        refuse(door.desk.answer(problem), head.bodyLength, head.headers)
    }

    /// Says no. A body that is short is read to its end first; before a long one the connection ends.
    private func refuse(_ answer: HTTPAnswer, _ bodyLength: Int?, _ headers: HTTPHeaders) {
        let isShort = bodyLength.map { $0 <= Self.shortBody } ?? false
        if isShort, bodyLength == 0 || !headers.contains(name: "expect") {
            stage = .discarding(answer)
        } else {
            close(with: answer)
        }
    }

    /// At the first, the second, the fourth and so on: nobody can fill the log.
    private func noteSignIn(_ door: HTTPSite.Door) {
        shared.counters.add { $0.signInFailures += 1 }
        let count = shared.counters.snapshot.signInFailures
        guard count & (count - 1) == 0 else { return }
        shared.logger.warning(
            "requests refused: whoever sent them didn't prove who they are",
            metadata: ["source": "\(door.source)", "refused": "\(count)"])
    }

    private func perform(_ door: HTTPSite.Door, _ head: RequestHead, isSigned: Bool) {
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

    private func dropBody() {
        shared.budget.give(taken)
        taken = 0
        body = []
    }
}

// MARK: - Answers out

extension HTTPConnectionHandler {
    private func settle(_ answer: HTTPAnswer) {
        guard context != nil else { return }
        respond(answer)
    }

    private func close(with problem: Problem, _ door: HTTPSite.Door? = nil) {
        close(with: door?.desk.answer(problem) ?? problem.asDocument)
    }

    private func close(with answer: HTTPAnswer) {
        var answer = answer
        answer.closes = true
        respond(answer)
    }

    /// Answers the request that came last, and goes on with the next.
    private func respond(_ answer: HTTPAnswer) {
        guard let context else { return }
        dropBody()
        stage = .idle
        let closes = answer.closes || !isKeptAlive || phase != .serving
        write(answer, closes: closes, context)
        if closes {
            phase = .finishing
            parts.removeAll()
        }
        watch?.heard(now: context.eventLoop.now, isMidFrame: false, endedFrame: true)
        scheduleCheck(context)
        process()
        resumeReading(context)
        finishIfDone(context)
    }

    private func write(_ answer: HTTPAnswer, closes: Bool, _ context: ChannelHandlerContext) {
        shared.counters.add { counters in
            switch answer.status {
            case ..<300: counters.answered2xx += 1
            case ..<500: counters.answered4xx += 1
            default: counters.answered5xx += 1
            }
        }
        var headers = HTTPHeaders(answer.headers.map { ($0.name, $0.value) })
        headers.add(name: "Content-Length", value: String(answer.body.count))
        headers.add(name: "Cache-Control", value: "no-store")
        headers.add(name: "Date", value: shared.date.text)
        if closes {
            headers.add(name: "Connection", value: "close")
        } else if version.minor == 0 {
            headers.add(name: "Connection", value: "keep-alive")
        }
        let head = HTTPResponseHead(
            version: version, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !answer.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        }
        unfinishedWrites += 1
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            self.unfinishedWrites -= 1
            if let context = self.context { self.finishIfDone(context) }
        }
    }

    /// Closes our side once the last answer has left. Closing both at once would reset the connection where unread bytes
    /// wait, and a reset can destroy an answer the peer hasn't read yet.
    private func finishIfDone(_ context: ChannelHandlerContext) {
        guard phase == .finishing, unfinishedWrites == 0, case .idle = stage else { return }
        if isInputClosed { return context.close(promise: nil) }
        phase = .lingering
        context.close(mode: .output, promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingering) {
            self.context?.close(promise: nil)
        }
        resumeReading(context)
    }

    private func stop() {
        guard let context, phase == .serving else { return }
        switch stage {
        case .receiving, .discarding:
            close(with: .unavailable("This server is about to stop; send it again."))
        case .idle, .checking, .answering:
            phase = .finishing
            finishIfDone(context)
        }
    }
}

// MARK: - Silence

extension HTTPConnectionHandler {
    private func scheduleCheck(_ context: ChannelHandlerContext) {
        guard let next = watch?.nextCheck else { return }
        if let timer, timer.at <= next { return }
        timer?.check.cancel()
        let check = context.eventLoop.assumeIsolated().scheduleTask(deadline: next) {
            self.timer = nil
            if let context = self.context { self.checkSilence(context) }
        }
        timer = (check, next)
    }

    private func checkSilence(_ context: ChannelHandlerContext) {
        guard phase == .serving else { return }
        switch stage {
        // Silence while we owe an answer isn't the peer's.
        case .answering, .checking: watch?.restart(now: context.eventLoop.now)
        case .idle, .receiving, .discarding: break
        }
        switch watch?.expiry(now: context.eventLoop.now) {
        case .frame where isShakingHands:
            shared.counters.add { $0.bodyTimeouts += 1 }
            context.close(promise: nil)
        case .frame:
            shared.counters.add { $0.bodyTimeouts += 1 }
            close(with: Problem(408, "too-slow", .transient, "The request took too long to arrive."))
        case .idle:
            shared.counters.add { $0.idleTimeouts += 1 }
            shared.logger.debug("connection closed: nothing came for long")
            context.close(promise: nil)
        case nil:
            scheduleCheck(context)
        }
    }
}
