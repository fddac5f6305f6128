internal import Logging
internal import NIOCore
internal import NIOHTTP1

// MARK: - Answers out

extension HTTPConnectionHandler {
    func settle(_ answer: HTTPAnswer) {
        guard context != nil else { return }
        respond(answer)
    }

    func close(with problem: Problem, _ door: HTTPSite.Door? = nil) {
        close(with: door?.desk.answer(problem) ?? problem.asDocument)
    }

    func close(with answer: HTTPAnswer) {
        var answer = answer
        answer.closes = true
        respond(answer)
    }

    /// Answers the request that came last, and goes on with the next.
    func respond(_ answer: HTTPAnswer) {
        guard let context else { return }
        dropBody()
        stage = .idle
        let closes = answer.closes || !isKeptAlive || phase != .serving
        write(answer, closes: closes, context)
        if closes {
            phase = .finishing
            parts.removeAll()
        }
        silence?.heard(isMidFrame: false, endedFrame: true)
        process()
        resumeReading(context)
        finishIfDone(context)
    }

    func write(_ answer: HTTPAnswer, closes: Bool, _ context: ChannelHandlerContext) {
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
        if !answer.body.isEmpty, !isHeadOnly {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: answer.body)))), promise: nil)
        }
        isHeadOnly = false
        unfinishedWrites += 1
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            self.unfinishedWrites -= 1
            if let context = self.context { self.finishIfDone(context) }
        }
    }

    /// Closes our side once the last answer has left. Closing both at once would reset the connection where unread
    /// bytes wait, and a reset can destroy an answer the peer hasn't read yet.
    func finishIfDone(_ context: ChannelHandlerContext) {
        guard phase == .finishing, unfinishedWrites == 0, case .idle = stage else { return }
        if isInputClosed { return context.close(promise: nil) }
        phase = .lingering
        context.close(mode: .output, promise: nil)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.lingering) {
            self.context?.close(promise: nil)
        }
        resumeReading(context)
    }

    func stop() {
        guard let context, phase == .serving else { return }
        switch stage {
        case .checking, .receiving, .discarding:
            close(with: .unavailable("This server is about to stop; send it again."))
        case .idle, .answering:
            phase = .finishing
            finishIfDone(context)
        }
    }
}

// MARK: - Silence

extension HTTPConnectionHandler {
    func checkSilence() {
        // While it lingers it has a timer of its own; a peer that doesn't take its last answer has this one.
        guard let context, let silence, phase != .lingering else { return }
        switch stage {
        // Silence while we owe an answer isn't the peer's.
        case .answering, .checking: silence.restart()
        case .idle, .receiving, .discarding: break
        }
        switch silence.expiry() {
        case .frame where isShakingHands:
            shared.counters.add { $0.bodyTimeouts += 1 }
            context.close(promise: nil)
        case .frame:
            shared.counters.add { $0.bodyTimeouts += 1 }
            let problem = Problem(408, "too-slow", .transient, "The request took too long to arrive.")
            if case .receiving(let door, _, _) = stage { close(with: problem, door) } else { close(with: problem) }
        case .idle:
            shared.counters.add { $0.idleTimeouts += 1 }
            shared.logger.debug("connection closed: nothing came for long")
            context.close(promise: nil)
        case nil: silence.schedule()
        }
    }
}
