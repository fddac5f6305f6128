import Catalog
import Control
import Foundation
import Logging
import SyncEngine
import SyncModel
import SyncStore

/// How a command reaches the engine: over the socket where one runs; otherwise it takes the lease for that moment.
enum EngineAccess {
    /// Asks one request of the engine, and gives its answer or a ``Failure``.
    ///
    /// - Parameters:
    ///   - id: the command's, by which a fix is taken back.
    ///   - note: why it is asked for.
    static func ask(
        _ request: Request, _ site: SiteOptions, id: String = UUID().uuidString, note: ProposalNote? = nil
    ) async throws -> Reply {
        let command = Command(id: id, request: request, note: note)
        do throws(ControlUnavailable) {
            return try await ControlSocketClient(statePath: site.statePath).perform(command)
        } catch {
            return try await askInMoment(command, site, unless: error)
        }
    }

    private static func askInMoment(
        _ command: Command, _ site: SiteOptions, unless unreachable: ControlUnavailable
    ) async throws -> Reply {
        // A command mends a state; it doesn't make one.
        _ = try reader(site)
        let catalog = try site.loadCatalog()
        let store: EngineStore
        do throws(StateFileProblem) {
            store = try EngineStore(path: site.statePath, holder: UserName.own, now: .systemNow)
        } catch {
            if case .held = error { throw Failure(unreachable.sentence, code: .unavailable) }
            throw Failure("\(error)", code: .unavailable)
        }
        let core = try EngineCore(
            store: store, catalog: catalog, destinations: [:],
            logger: Logger(label: "tallyward", factory: { StreamLogHandler.standardError(label: $0) }))
        try core.start()
        let result: Result<Reply, ControlUnavailable>
        do throws(ControlUnavailable) {
            result = .success(try await CommandDesk(core, caller: Caller(user: UserName.own)).perform(command))
        } catch { result = .failure(error) }
        await core.stop(drainingWithin: .zero)
        do throws(ControlUnavailable) { return try result.get() } catch {
            throw Failure(error.sentence, code: .unavailable)
        }
    }

    /// The state for reading.
    static func reader(_ site: SiteOptions) throws -> StateReader {
        do throws(StateFileProblem) { return try StateReader(path: site.statePath) } catch {
            throw Failure("\(error)", code: .unavailable)
        }
    }
}

extension Reply {
    /// The reply, or the failure that a refusal is.
    func orFailure() throws -> Reply {
        guard case .refused(let reason, let sentence) = self else { return self }
        let code: Failure.Code =
            switch reason {
            case .forbidden: .noPermission
            case .notFound, .invalid: .badData
            case .unavailable: .unavailable
            }
        throw Failure(sentence, code: code)
    }
}
