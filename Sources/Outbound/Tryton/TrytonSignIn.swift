import Catalog
import FoundationEssentials
import JSONText
import NIOHTTP1
import SyncModel
import Synchronization

/// Begins sessions at Tryton (`common.db.login`).
///
/// Tryton delays failed logins ever longer and locks the name out after a few of them within five minutes, the right
/// password too. So a login that was refused isn't tried again for a while unless its secrets changed.
final class TrytonSignIn: Sendable {
    /// How long a refused login isn't tried again: at most four times in the five minutes that Tryton counts.
    static let restAfterRefusal = Duration.seconds(90)
    /// How long to stay away where too many logins failed; Tryton doesn't say.
    static let restAfterLockout = Duration.seconds(60)

    private struct Refusal {
        var credentials: Secret
        var at: ContinuousClock.Instant
        var sentence: String
    }

    private let exchange: HTTPExchange
    private let template: OutgoingRequest
    private let credentials: BasicCredentials
    private let now: @Sendable () -> ContinuousClock.Instant
    private let refusal = Mutex<Refusal?>(nil)

    /// Signs in to a database of the Tryton at `url`; throws where that isn't a URL.
    init(
        exchange: HTTPExchange, url: String, database: String, credentials: BasicCredentials,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) throws {
        self.exchange = exchange
        template = try TrytonCall.request(url: url, database: database)
        self.credentials = credentials
        self.now = now
    }

    /// Asks for a session once. The secrets are read anew each time.
    func begin() async -> Result<AccessToken, SignInFailure> {
        let login: String
        let password: String
        do throws(SecretProblem) {
            login = try credentials.login.resolve(environment: credentials.environment)
            password = try credentials.password.resolve(environment: credentials.environment)
        } catch {
            return .failure(.refused(error.description))
        }
        let pair = Secret("\(login):\(password)")
        if let resting = resting(pair) { return .failure(.refused(resting)) }
        var request = template
        request.body = TrytonCall.login(login, password)
        switch await exchange.perform(request) {
        case .failure(let missed):
            let failure = AttemptFailure(
                code: "session-\(missed.failure.code)", detail: "No session: \(missed.failure.detail)")
            return .failure(.unavailable(failure, retryAfter: nil))
        case .success(let answer):
            let session = Self.read(answer, login: login)
            if case .failure(.refused(let sentence)) = session {
                refusal.withLock { $0 = Refusal(credentials: pair, at: now(), sentence: sentence) }
            }
            return session
        }
    }

    private func resting(_ pair: Secret) -> String? {
        refusal.withLock { refusal in
            guard let refused = refusal, refused.credentials == pair,
                refused.at.duration(to: now()) < Self.restAfterRefusal
            else { return nil }
            return refused.sentence
        }
    }

    /// Reads the answer to a login; nothing of it gets into a failure.
    static func read(_ answer: HTTPAnswer, login: String) -> Result<AccessToken, SignInFailure> {
        let code = "session-\(answer.code)"
        func unavailable(_ detail: String, _ delay: Duration? = nil) -> Result<AccessToken, SignInFailure> {
            let failure = AttemptFailure(code: code, status: answer.status, detail: detail)
            return .failure(.unavailable(failure, retryAfter: delay))
        }
        switch answer.status {
        case 200..<300:
            let body = JSONReader.read(answer.body)
            if let result = body?["result"]?.elements, result.count >= 2, let user = result[0].text,
                case .string(let token) = result[1], !token.isEmpty
            {
                let session = Data("\(login):\(user):\(token)".utf8).base64EncodedString()
                // It ends when Tryton says so: a 401 begins another.
                return .success(AccessToken(secret: Secret(session), lifetime: .seconds(31_536_000)))
            }
            guard let error = body?["error"], error != .null else {
                return unavailable("Tryton answered the login, but without a usable session.")
            }
            return .failure(.refused("Tryton wants more than a password for this login: give it a login without that."))
        case 401, 403:
            return .failure(.refused("Tryton refuses the login (\(answer.status)): check the login and the password."))
        case 429:
            return unavailable(
                "Tryton has locked this login out for a while: too many passwords were wrong.", restAfterLockout)
        case 404:
            return .failure(.refused("Tryton has no such database (404): check 'database' and 'url'."))
        case 300..<500 where ![408, 423, 425].contains(answer.status):
            return .failure(.refused("Tryton takes no login there (\(answer.status)): check the endpoint's url."))
        default: return unavailable("Tryton answered the login with \(answer.status): no session just now.")
        }
    }
}
