import Synchronization

/// Access tokens for one endpoint: one request for a token in flight, whoever waits for it; asked for before the old
/// one ends.
final class OAuthTokens: Sendable {
    private typealias Answer = Result<AccessToken, SignInFailure>

    private struct Held {
        var token: AccessToken
        var since: ContinuousClock.Instant
    }

    private struct State {
        var held: Held?
        var flight: Task<Answer, Never>?
    }

    private enum Step {
        case use(Secret)
        case wait(Task<Answer, Never>)
    }

    private let fetch: @Sendable () async -> Result<AccessToken, SignInFailure>
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state = Mutex(State())

    /// Tokens that `fetch` asks for, aged by the monotonic clock `now`.
    init(
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        fetch: @escaping @Sendable () async -> Result<AccessToken, SignInFailure>
    ) {
        self.now = now
        self.fetch = fetch
    }

    /// A token that holds now. Waits only where there is none: near its end the old one is still given while a new one
    /// is under way.
    func token() async -> Result<Secret, SignInFailure> {
        switch step() {
        case .use(let secret): .success(secret)
        case .wait(let flight): await flight.value.map(\.secret)
        }
    }

    /// Forgets a token that the endpoint refused. Another one that came meanwhile stays.
    func forget(_ refused: Secret) {
        state.withLock { state in
            if state.held?.token.secret == refused { state.held = nil }
        }
    }

    private func step() -> Step {
        state.withLock { state in
            let current = now()
            if let held = state.held {
                let age = held.since.duration(to: current)
                if age < held.token.refreshAge { return .use(held.token.secret) }
                if age < held.token.lifetime {
                    _ = flight(&state, startedAt: current)
                    return .use(held.token.secret)
                }
            }
            return .wait(flight(&state, startedAt: current))
        }
    }

    /// The request under way, or a new one. It is a task of its own: a caller that gives up doesn't end it for the
    /// others.
    private func flight(_ state: inout State, startedAt: ContinuousClock.Instant) -> Task<Answer, Never> {
        if let flight = state.flight { return flight }
        let flight = Task { [self] in
            let answer = await fetch()
            self.state.withLock { state in
                state.flight = nil
                if case .success(let token) = answer { state.held = Held(token: token, since: startedAt) }
            }
            return answer
        }
        state.flight = flight
        return flight
    }
}
