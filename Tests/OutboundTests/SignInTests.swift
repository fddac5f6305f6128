import SyncModel
import Synchronization
import Testing

@testable import Outbound

struct AccessTokenTests {
    @Test("a bearer token is read with its lifetime")
    func read() throws {
        let body = #"{"access_token":"abc.def-1","token_type":"bearer","expires_in":3600}"#
        let token = try AccessToken.read(Samples.answer(200, body), now: Samples.now).get()
        #expect(token.secret.exposed == "abc.def-1")
        #expect(token.lifetime == .seconds(3600))
    }

    @Test(
        "a lifetime that is missing, odd or absurd does no harm",
        arguments: [
            ("", 300), (#","expires_in":"120""#, 120), (#","expires_in":59.9"#, 59), (#","expires_in":-5"#, 0),
            (#","expires_in":9e99"#, 300), (#","expires_in":99999999999"#, 31_536_000), (#","expires_in":null"#, 300),
        ])
    func lifetimes(member: String, seconds: Int) throws {
        let body = #"{"access_token":"t","token_type":"Bearer"\#(member)}"#
        #expect(try AccessToken.read(Samples.answer(200, body), now: Samples.now).get().lifetime == .seconds(seconds))
    }

    @Test(
        "a new token is asked for a minute early, or at four fifths of a short life",
        arguments: [(3600, 3540), (300, 240), (100, 80), (0, 0)])
    func refreshAge(lifetime: Int, age: Int) {
        let token = AccessToken(secret: Secret("t"), lifetime: .seconds(lifetime))
        #expect(token.refreshAge == .seconds(age))
    }

    @Test(
        "refused credentials concern the whole endpoint, all else passes",
        arguments: [
            (401, #"{"error":"invalid_client"}"#, "endpoint-refuses sign-in"),
            (400, #"{"error":"invalid_scope"}"#, "endpoint-refuses sign-in"),
            (400, "", "endpoint-refuses sign-in"), (403, "", "endpoint-refuses sign-in"),
            (404, "", "endpoint-refuses sign-in"), (302, "", "endpoint-refuses sign-in"),
            (408, "", "transient token-http-408"), (429, "", "transient token-http-429 9s"),
            (500, "", "transient token-http-500 9s"), (503, "", "transient token-http-503 9s"),
            (200, "{}", "transient token-unusable"), (200, "", "transient token-unusable"),
            (200, #"{"access_token":""}"#, "transient token-unusable"),
            (200, #"{"access_token":"a\r\nb","token_type":"Bearer"}"#, "transient token-unusable"),
            (200, #"{"access_token":"a","token_type":"mac"}"#, "transient token-unusable"),
        ])
    func failures(status: Int, body: String, gist: String) {
        let answer = Samples.answer(status, body, retryAfter: status == 408 ? nil : "9")
        guard case .failure(let failure) = AccessToken.read(answer, now: Samples.now) else {
            Issue.record("a token from \(status) \(body)")
            return
        }
        #expect(failure.outcome.gist == gist)
    }

    @Test("the token endpoint's own words stay out of what people read")
    func noEcho() {
        let answer = Samples.answer(400, #"{"error":"secret-7","error_description":"client secret-7 is wrong"}"#)
        guard case .failure(let failure) = AccessToken.read(answer, now: Samples.now) else { return }
        #expect(!failure.outcome.sentence.contains("secret-7"))
    }
}

struct SecretTests {
    @Test("a secret shows nothing of itself, however it is printed")
    func hidden() {
        let secret = Secret("s3cret")
        var dumped = ""
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(!text.contains("s3cret"))
        }
        #expect(!"\(AccessToken(secret: secret, lifetime: .zero))".contains("s3cret"))
    }
}

struct OAuthTokensTests {
    /// A token endpoint whose answers are let go one by one, with a clock that is moved by hand.
    final class Desk: Sendable {
        private struct State {
            var calls = 0
            var elapsed = Duration.zero
            var waiting: [CheckedContinuation<Void, Never>] = []
            var isOpen = true
        }

        private let start = ContinuousClock.now
        private let state = Mutex(State())

        var calls: Int { state.withLock { $0.calls } }
        func advance(by duration: Duration) { state.withLock { $0.elapsed += duration } }
        func close() { state.withLock { $0.isOpen = false } }

        func open() {
            let waiting = state.withLock { state in
                state.isOpen = true
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }

        func tokens(failing: SignInFailure? = nil) -> OAuthTokens {
            OAuthTokens(now: { self.start + self.state.withLock { $0.elapsed } }) {
                let number = self.state.withLock { state in
                    state.calls += 1
                    return state.calls
                }
                await withCheckedContinuation { continuation in
                    let isOpen = self.state.withLock { state in
                        if !state.isOpen { state.waiting.append(continuation) }
                        return state.isOpen
                    }
                    if isOpen { continuation.resume() }
                }
                if let failing { return .failure(failing) }
                return .success(AccessToken(secret: Secret("t\(number)"), lifetime: .seconds(1000)))
            }
        }
    }

    @Test("many who need a token cause one request for it")
    func oneFlight() async {
        let desk = Desk()
        desk.close()
        let tokens = desk.tokens()
        let given = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<50 { group.addTask { try? await tokens.token().get().exposed } }
            group.addTask {
                while desk.calls == 0 { await Task.yield() }
                desk.open()
                return nil
            }
            return await group.reduce(into: Set<String>()) { set, token in
                if let token { set.insert(token) }
            }
        }
        #expect(given == ["t1"])
        #expect(desk.calls == 1)
    }

    @Test("near its end the old token is still given while a new one is under way")
    func early() async throws {
        let desk = Desk()
        let tokens = desk.tokens()
        _ = await tokens.token()
        desk.advance(by: .seconds(939))
        #expect(try await tokens.token().get().exposed == "t1")
        #expect(desk.calls == 1)
        desk.close()
        desk.advance(by: .seconds(1))
        #expect(try await tokens.token().get().exposed == "t1")
        desk.open()
        while try await tokens.token().get().exposed == "t1" { await Task.yield() }
        #expect(desk.calls == 2)
    }

    @Test("a token past its end is never given")
    func expired() async throws {
        let desk = Desk()
        let tokens = desk.tokens()
        _ = await tokens.token()
        desk.advance(by: .seconds(1000))
        #expect(try await tokens.token().get().exposed == "t2")
    }

    @Test("a refused token is forgotten, but not the one that replaced it")
    func forgotten() async throws {
        let desk = Desk()
        let tokens = desk.tokens()
        let first = try await tokens.token().get()
        tokens.forget(first)
        #expect(try await tokens.token().get().exposed == "t2")
        tokens.forget(first)
        #expect(try await tokens.token().get().exposed == "t2")
    }

    @Test("a failure is not kept: the next to ask tries again")
    func failure() async {
        let desk = Desk()
        let tokens = desk.tokens(failing: .refused("no"))
        #expect(await tokens.token() == .failure(.refused("no")))
        #expect(await tokens.token() == .failure(.refused("no")))
        #expect(desk.calls == 2)
    }

    @Test("who gives up waiting doesn't end the request for the others")
    func cancelled() async throws {
        let desk = Desk()
        desk.close()
        let tokens = desk.tokens()
        let impatient = Task { await tokens.token() }
        while desk.calls == 0 { await Task.yield() }
        impatient.cancel()
        let patient = Task { await tokens.token() }
        desk.open()
        #expect(try await patient.value.get().exposed == "t1")
        #expect(desk.calls == 1)
    }
}
