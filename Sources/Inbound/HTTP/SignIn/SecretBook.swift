internal import Catalog
internal import Logging
internal import Synchronization

/// The secrets that a source's senders share with us, read anew now and then: one that is replaced in its file needs no
/// restart.
final class SecretBook<Key: Sendable>: Sendable {
    private struct State {
        var keys: [Key]
        var readAt: Int64
    }

    /// How long what was read is used, in seconds.
    static var lifetime: Int64 { 30 }

    private let references: [SecretReference]
    private let environment: [String: String]
    private let make: @Sendable (String) -> Key
    private let logger: Logger
    private let state: Mutex<State>

    /// Reads the secrets for the first time; throws where one isn't at hand.
    ///
    /// - Parameter now: seconds since 1970.
    init(
        _ references: [SecretReference], environment: [String: String], logger: Logger, now: Int64,
        make: @escaping @Sendable (String) -> Key
    ) throws(SecretProblem) {
        self.references = references
        self.environment = environment
        self.logger = logger
        self.make = make
        state = Mutex(State(keys: try Self.read(references, environment, make), readAt: now))
    }

    /// The keys, of which any will do. Where they can't be read any more, those from before stay.
    func keys(now: Int64) -> [Key] {
        state.withLock { state in
            guard now - state.readAt >= Self.lifetime || now < state.readAt else { return state.keys }
            state.readAt = now
            do throws(SecretProblem) {
                state.keys = try Self.read(references, environment, make)
            } catch {
                logger.warning(
                    "a secret can't be read anew; the one from before stays", metadata: ["reason": "\(error)"])
            }
            return state.keys
        }
    }

    private static func read(
        _ references: [SecretReference], _ environment: [String: String], _ make: (String) -> Key
    ) throws(SecretProblem) -> [Key] {
        var keys: [Key] = []
        for reference in references { keys.append(make(try reference.resolve(environment: environment))) }
        return keys
    }
}
