internal import Catalog
internal import Foundation
internal import Logging
internal import Signatures
internal import Synchronization

/// Fetches the document behind a URL, bounded in time and size. Throws where there is none.
public typealias DocumentFetch = @Sendable (_ url: String) async throws -> [UInt8]

/// The public keys of one issuer, kept until they are old or a token names one that isn't among them.
///
/// Nobody can make us ask the issuer more than once in ``pause``: tokens with made-up key ids would.
final class KeyRing: Sendable {
    private struct State {
        var keys: JSONWebKeySet?
        var askedAt: Int64?
        var readAt: Int64 = 0
        var underway: Task<Void, Never>?
    }

    /// How long keys are used before they are read anew, in seconds.
    static let lifetime: Int64 = 3600
    /// How long nothing is asked after it was asked, in seconds.
    static let pause: Int64 = 30
    /// The largest set, in bytes.
    static let limit = 256 << 10

    private let place: HTTPListener.Token.Keys
    private let fetch: DocumentFetch
    private let logger: Logger
    private let state = Mutex(State())

    init(_ place: HTTPListener.Token.Keys, fetch: @escaping DocumentFetch, logger: Logger) {
        self.place = place
        self.fetch = fetch
        self.logger = logger
    }

    /// The keys as they were read last; `nil` where they never could be.
    var keys: JSONWebKeySet? { state.withLock { $0.keys } }

    /// Whether it is worth waiting for ``refresh(now:)``: keys are missing or old, and nobody asked just now.
    ///
    /// - Parameter isUnknown: whether a token named a key that isn't among them.
    func wantsRefresh(now: Int64, isUnknown: Bool) -> Bool {
        state.withLock { state in
            if state.underway != nil { return state.keys == nil || isUnknown }
            if let askedAt = state.askedAt, now - askedAt < Self.pause, now >= askedAt { return false }
            return state.keys == nil || isUnknown || now - state.readAt >= Self.lifetime
        }
    }

    /// Reads the keys anew, once for all who wait. What can't be read leaves those from before.
    func refresh(now: Int64) async {
        let task = state.withLock { state in
            if let underway = state.underway { return underway }
            state.askedAt = now
            let task = Task { await self.read(now: now) }
            state.underway = task
            return task
        }
        await task.value
    }

    private func read(now: Int64) async {
        var found: JSONWebKeySet?
        do {
            let bytes = try await document()
            found = bytes.count <= Self.limit ? JSONWebKeySet(bytes) : nil
            if found == nil { logger.error("an issuer's keys are no set of public keys for signatures") }
        } catch {
            logger.error("an issuer's keys can't be read", metadata: ["error": "\(type(of: error))"])
        }
        state.withLock { state in
            if let found {
                state.keys = found
                state.readAt = now
            }
            state.underway = nil
        }
    }

    private func document() async throws -> [UInt8] {
        switch place {
        case .url(let url): return try await fetch(url)
        case .file(let path): return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        }
    }
}
