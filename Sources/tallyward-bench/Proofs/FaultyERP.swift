import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An ERP that honours idempotency keys, has bad moments, and keeps a book of what it booked and in which order.
final class FaultyERP: Sendable {
    /// What can go wrong with a request, each in so many of a thousand requests.
    struct Faults: Sendable {
        /// 500, nothing booked.
        var refused = 0
        /// 429 with `Retry-After: 1`, nothing booked.
        var limited = 0
        /// The connection is closed, nothing booked.
        var lost = 0
        /// Booked, and the connection is closed.
        var booked = 0
        /// Booked, and half an answer.
        var half = 0

        /// What the long runs use.
        static let usual = Faults(refused: 20, limited: 1, lost: 10, booked: 15, half: 5)
    }

    /// What it booked.
    struct Book: Sendable {
        /// The control ids that were booked, each with how often.
        var booked: [String: Int] = [:]
        /// Requests whose key was known: answered again, not booked again.
        var repeats = 0
        /// Requests without a key, health probes aside.
        var keyless = 0
        /// Bookings of a visit that came before an earlier one of it.
        var outOfOrder = 0
        /// Requests that met a fault.
        var faults = 0
        fileprivate var documents: [String: Int] = [:]
        fileprivate var last: [Substring: Substring] = [:]
    }

    fileprivate struct State {
        var book = Book()
        var faults: Faults
        var chance: ProofChance
    }

    /// The port it listens on.
    let port: Int
    private let channel: any Channel
    private let state: SharedState

    fileprivate final class SharedState: Sendable {
        let value: Mutex<State>

        init(_ state: State) { value = Mutex(state) }
    }

    private init(port: Int, channel: any Channel, state: SharedState) {
        self.port = port
        self.channel = channel
        self.state = state
    }

    /// Opens a port that the system chooses.
    static func start(faults: Faults, seed: UInt64) async throws -> FaultyERP {
        let state = SharedState(State(faults: faults, chance: ProofChance(seed: seed)))
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: false)
                    try channel.pipeline.syncOperations.addHandler(
                        FaultyHandler { key, body in state.value.withLock { $0.answer(key: key, body: body) } })
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = channel.localAddress?.port else { throw Untrustworthy("The ERP has no port.") }
        return FaultyERP(port: port, channel: channel, state: state)
    }

    /// What it has booked so far.
    var book: Book { state.value.withLock { $0.book } }

    /// From now on nothing goes wrong.
    func recover() { state.value.withLock { $0.faults = Faults() } }

    /// Closes the port.
    func stop() async throws { try await channel.close() }
}

extension FaultyERP.State {
    fileprivate mutating func answer(key: String?, body: [UInt8]) -> FaultyAnswer {
        guard let id = ChargeMessage.controlID(in: body) else { return .status(.ok, document: 0) }
        guard let key else {
            book.keyless += 1
            return .status(.badRequest, document: 0)
        }
        let draw = chance.below(1000)
        let bounds = [faults.refused, faults.limited, faults.lost, faults.booked, faults.half]
        var sum = 0
        let fault = bounds.firstIndex { share in
            sum += share
            return draw < sum
        }
        if fault != nil { book.faults += 1 }
        switch fault {
        case 0: return .status(.internalServerError, document: 0)
        case 1: return .status(.tooManyRequests, document: 0)
        case 2: return .closed
        default: break
        }
        let document = apply(id, key: key)
        switch fault {
        case 3: return .closed
        case 4: return .half
        default: return .status(.created, document: document)
        }
    }

    private mutating func apply(_ id: String, key: String) -> Int {
        if let known = book.documents[key] {
            book.repeats += 1
            return known
        }
        let number = book.documents.count + 1
        book.documents[key] = number
        book.booked[id, default: 0] += 1
        let visit = id.prefix(7)
        let sequence = id.dropFirst(7)
        if let last = book.last[visit], last > sequence { book.outOfOrder += 1 }
        book.last[visit] = max(book.last[visit] ?? sequence, sequence)
        return number
    }
}

/// What a request is answered with.
private enum FaultyAnswer: Sendable {
    case status(HTTPResponseStatus, document: Int)
    /// Nothing: the connection is closed.
    case closed
    /// The head and a part of the body, then the connection is closed.
    case half
}

private final class FaultyHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let answer: @Sendable (String?, [UInt8]) -> FaultyAnswer
    private var key: String?
    private var body: [UInt8] = []

    init(answer: @escaping @Sendable (String?, [UInt8]) -> FaultyAnswer) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            key = head.headers.first(name: "Idempotency-Key")
            body = []
        case .body(let part): body += part.readableBytesView
        case .end: write(answer(key, body), context)
        }
    }

    private func write(_ answer: FaultyAnswer, _ context: ChannelHandlerContext) {
        switch answer {
        case .closed: context.close(promise: nil)
        case .half:
            head(.created, length: 40, context)
            context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: "{\"id\"")))), promise: nil)
            context.close(promise: nil)
        case .status(let status, let document):
            let text = ByteBuffer(string: "{\"id\":\"\(document)\"}")
            head(status, length: text.readableBytes, context)
            context.write(wrapOutboundOut(.body(.byteBuffer(text))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    private func head(_ status: HTTPResponseStatus, length: Int, _ context: ChannelHandlerContext) {
        var headers: HTTPHeaders = ["content-type": "application/json", "content-length": "\(length)"]
        if status == .tooManyRequests { headers.add(name: "retry-after", value: "1") }
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
    }
}

/// Chance from a seed, the same on every machine: SplitMix64.
struct ProofChance: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A number from 0 up to, not including, `bound`, which is above 0.
    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((bits ^ (bits >> 31)).multipliedFullWidth(by: UInt64(bound)).high)
    }
}
