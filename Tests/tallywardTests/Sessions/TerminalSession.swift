import Foundation
import Glibc
import Synchronization

/// A person at a terminal with the program on it: types, looks, and waits for what is to be seen.
///
/// Nothing sleeps: whoever waits is woken by what the program writes. Every wait has an end.
final class TerminalSession: Sendable {
    /// What a terminal is and says of itself.
    struct Setting: Sendable {
        var width = 120
        var height = 40
        var term = "xterm-256color"
        var environment = ["LANG": "C.UTF-8"]
    }

    /// The longest that anything may take, on a machine that does much else.
    static let patience: Duration = .seconds(30)

    private struct State: ~Copyable {
        var terminal: PseudoTerminal
        var screen: VirtualTerminal
    }

    private let state: Mutex<State>
    /// A folder of the session's own.
    let folder: URL

    private init(_ arguments: [String], _ setting: Setting, folder: URL) throws {
        self.folder = folder
        var environment = [
            "PATH": "/usr/bin:/bin", "HOME": folder.path, "XDG_STATE_HOME": folder.path, "TMPDIR": folder.path,
            "TERM": setting.term,
        ]
        environment.merge(setting.environment) { $1 }
        state = Mutex(
            State(
                terminal: try PseudoTerminal(
                    arguments, environment: environment, width: setting.width, height: setting.height),
                screen: VirtualTerminal(width: setting.width, height: setting.height)))
    }

    /// Gives a program a terminal for as long as `body` takes. Whatever comes of it, the program is gone afterwards.
    ///
    /// - Parameter arguments: `@` at the beginning of one is the session's folder.
    static func run(
        _ arguments: [String], on setting: Setting = Setting(),
        _ body: @Sendable (TerminalSession) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("session-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let named = arguments.map { $0.hasPrefix("@") ? folder.path + "/" + $0.dropFirst() : $0 }
        let result = await SessionSeats.shared.seated {
            let session = try TerminalSession(named, setting, folder: folder)
            let result = await Result.of { try await body(session) }
            await session.onThread { $0.terminal.close() }
            try result.get()
        }
        try FileManager.default.removeItem(at: folder)
        try result.get()
    }

    // MARK: What a person does

    /// Types.
    func type(_ keys: String) { state.withLock { $0.terminal.write(Array(keys.utf8)) } }

    /// Gives the window another extent.
    func resize(width: Int, height: Int) {
        state.withLock {
            $0.screen.resize(width: width, height: height)
            $0.terminal.resize(width: width, height: height)
        }
    }

    /// Closes the window.
    func hangUp() { state.withLock { $0.terminal.hangUp() } }

    /// Sends the program a signal.
    func send(signal: Int32) { state.withLock { $0.terminal.send(signal: signal) } }

    /// Whether the terminal's modes are those of before the program.
    var hasFirstModes: Bool { state.withLock { $0.terminal.modes == $0.terminal.firstModes } }

    /// What is to be seen now.
    var screen: VirtualTerminal { state.withLock { $0.screen } }

    // MARK: What a person waits for

    /// Waits until words are to be seen.
    @discardableResult
    func until(_ words: String) async throws -> VirtualTerminal {
        try await until("\"\(words)\"") { $0.contains(words) }
    }

    /// Waits until the screen is as wanted.
    ///
    /// - Throws: ``SessionFailure`` with the screen where that never comes.
    @discardableResult
    func until(
        _ wanted: String, _ isSeen: @escaping @Sendable (VirtualTerminal) -> Bool
    ) async throws -> VirtualTerminal {
        let (screen, isFound) = await onThread { state in
            let end = ContinuousClock.now + Self.patience
            while !isSeen(state.screen) {
                guard ContinuousClock.now < end else { return (state.screen, false) }
                guard let bytes = state.terminal.read(within: 1000) else { continue }
                if bytes.isEmpty { return (state.screen, isSeen(state.screen)) }
                state.screen.feed(bytes)
            }
            return (state.screen, true)
        }
        guard isFound else { throw SessionFailure(wanted: wanted, screen: screen) }
        return screen
    }

    /// Waits until the program and all that it has started are gone, and reads all that it still writes.
    func ending() async throws -> PseudoTerminal.Report {
        let (report, screen) = await onThread { state in
            let end = ContinuousClock.now + Self.patience
            while state.terminal.master >= 0, ContinuousClock.now < end {
                guard let bytes = state.terminal.read(within: 1000) else { continue }
                if bytes.isEmpty { break }
                state.screen.feed(bytes)
            }
            let left = max(0, (end - ContinuousClock.now).components.seconds)
            return (state.terminal.ending(within: Int32(left) * 1000), state.screen)
        }
        guard let report else { throw SessionFailure(wanted: "the end of the program", screen: screen) }
        return report
    }

    /// Waiting is done on a thread of its own, so that no other test is held up by it.
    private func onThread<Value: Sendable>(_ body: @escaping @Sendable (inout State) -> sending Value) async -> Value {
        await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: self.state.withLock { body(&$0) }) }
            thread.name = "session"
            thread.start()
        }
    }
}

/// Something that never came to be seen.
struct SessionFailure: Error, CustomStringConvertible {
    var wanted: String
    var screen: VirtualTerminal

    var description: String { "Never seen: \(wanted). The screen at the end:\n\(screen.text)" }
}

/// How many sessions there are at once: each is a whole program, and two cores serve everybody.
actor SessionSeats {
    static let shared = SessionSeats()

    private var free = 3
    private var waiting: [CheckedContinuation<Void, Never>] = []

    nonisolated func seated(_ body: () async throws -> Void) async -> Result<Void, any Error> {
        await take()
        let result = await Result.of(body)
        await leave()
        return result
    }

    private func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}

/// The program under test: the one that was built together with the tests, beside them.
enum BuiltProgram {
    static let path: String = {
        let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: tests ?? "").deletingLastPathComponent().appendingPathComponent("tallyward").path
    }()

    /// The demo with its state in the session's folder.
    ///
    /// - Parameter rate: messages a second; hardly any where nothing is to move on the screen.
    static func demo(as role: String, rate: String = "0.001") -> [String] {
        [path, "demo", "--as", role, "--rate", rate, "--state", "@state.db", "--no-tour"]
    }
}

extension Result where Success == Void, Failure == any Error {
    /// What came of something, so that what has to be done afterwards is done in any case.
    fileprivate static func of(_ body: () async throws -> Void) async -> Result {
        do {
            try await body()
            return .success(())
        } catch { return .failure(error) }
    }
}
