import ArgumentParser
import Foundation
import SyncModel
import SyncStore

/// What every proof needs: a program to be hard on, and a place for its state.
struct ProofOptions: ParsableArguments {
    @Option(name: .long, help: "The program; `tallyward` beside this one where none is named.")
    var program: String?

    @Option(name: .long, help: "Where state files are put; a temporary folder otherwise.")
    var dir: String?

    @Option(name: .long, help: "Where chance starts from; the same number gives the same faults.")
    var seed: UInt64 = 1

    /// The program's path.
    func programPath() throws -> String {
        let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let path = program ?? own.deletingLastPathComponent().appendingPathComponent("tallyward").path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw ValidationError("There is no program \(path): build `tallyward`, or name one with --program.")
        }
        return path
    }

    /// Says what came of it; throws where something was violated.
    static func conclude(_ violations: [String]) throws {
        guard violations.isEmpty else {
            for violation in violations { print("VIOLATED: \(violation)") }
            throw ExitCode.failure
        }
        print("Nothing was lost, booked twice or out of order.")
    }
}

/// A folder, an ERP and a port: the world in which an engine is mistreated.
struct ProofWorld {
    let bench: Bench
    let erp: FaultyERP
    let settings: EngineProcess.Settings

    /// Makes one.
    init(_ options: ProofOptions, faults: FaultyERP.Faults) async throws {
        bench = try Bench(seconds: 1, isQuick: false, connections: [], parent: options.dir)
        erp = try await FaultyERP.start(faults: faults, seed: options.seed)
        settings = EngineProcess.Settings(
            program: try options.programPath(), state: bench.statePath("proof"), port: try LoopbackPort.free(),
            erp: erp.port, arguments: ["--verbose"], log: bench.directory + "/engine.log")
    }

    /// Closes and removes it.
    func end() async throws {
        try await erp.stop()
        bench.remove()
    }

    /// Waits until the ERP has booked all of `accepted`; gives how long that took, in seconds, or `nil` where it didn't
    /// within `bound`.
    func drain(_ accepted: Set<String>, within bound: Double) async throws -> Double? {
        let start = Stopwatch.now
        while Stopwatch.now - start < Int64(bound * 1e9) {
            let booked = erp.book.booked
            if accepted.allSatisfy({ booked[$0] != nil }) { return Double(Stopwatch.now - start) / 1e9 }
            try await Task.sleep(for: .milliseconds(50))
        }
        return nil
    }

    /// Everything that must hold of what was accepted, and the state that it is in; empty where it holds.
    ///
    /// - Parameter unanswered: how many were sent whose answer never came: they may be booked or not.
    func violations(of accepted: Set<String>, unanswered: Int = 0) throws -> [String] {
        let book = erp.book
        var found: [String] = []
        let lost = accepted.count { book.booked[$0] == nil }
        if lost > 0 { found.append("\(lost) that were acknowledged never reached the ERP") }
        let twice = book.booked.values.count { $0 > 1 }
        if twice > 0 { found.append("\(twice) were booked more than once") }
        if book.outOfOrder > 0 { found.append("\(book.outOfOrder) were booked before an earlier one of the visit") }
        if book.keyless > 0 { found.append("\(book.keyless) requests had no idempotency key") }
        let strangers = book.booked.count - book.booked.keys.count { accepted.contains($0) }
        if strangers > unanswered { found.append("\(strangers) were booked that nobody was told were accepted") }
        let verification = try StateReader(path: settings.state).verify()
        found += verification.findings.map { "verify: \($0)" }
        if verification.total[.delivered] < accepted.count {
            found.append("the books say \(verification.total[.delivered]) of \(accepted.count) were delivered")
        }
        return found + (try leaks())
    }

    /// What of a patient stands in each message of ``ChargeMessage``.
    private static let canaries = ["MRN", "MAIN ST", "555-0199", "SPRINGFIELD", "19600229"]

    /// Patient data in what the engine wrote beside its state.
    private func leaks() throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: bench.directory)
        let base = (settings.state as NSString).lastPathComponent
        let isState = { (name: String) in ["", "-wal", "-shm"].contains { name == base + $0 } }
        return try names.filter { !isState($0) }.flatMap { name -> [String] in
            let path = bench.directory + "/" + name
            guard try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType == .typeRegular
            else { return [] }
            let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
            return Self.canaries.filter(text.contains).map { "\(name) has patient data in it: \($0)" }
        }
    }
}
