import Foundation
import Testing

/// Which histories are lived through.
private enum Seeds {
    /// How many histories; `TALLYWARD_HISTORIES` sets another number, `TALLYWARD_SEED` the first of them.
    static let all: Range<UInt64> = {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["TALLYWARD_SEED"].flatMap(UInt64.init) ?? 1
        let count = environment["TALLYWARD_HISTORIES"].flatMap(UInt64.init) ?? 100
        return first..<(first + count)
    }()
}

@Suite("Simulated histories", .serialized)
struct SimulationTests {
    @Test("whatever happens, nothing is lost, repeated or out of order, and the books balance")
    func holds() async throws {
        for seed in Seeds.all {
            let history = try History(seed: seed)
            let findings = try await history.live()
            #expect(findings.isEmpty, "seed \(seed):\n\(history.story.joined(separator: "\n"))")
            guard findings.isEmpty else { return }
        }
    }

    @Test("whatever happens, what is taken back was booked, is taken back once, and nothing is booked twice")
    func takesBack() async throws {
        for seed in Seeds.all {
            let history = try ChargeHistory(seed: seed)
            let findings = try await history.live()
            #expect(findings.isEmpty, "seed \(seed): \(findings)\n\(history.story.joined(separator: "\n"))")
            guard findings.isEmpty else { return }
        }
    }

    @Test("the checker finds reversals that have forgotten what they take back")
    func findsForgottenOriginals() async throws {
        for seed in UInt64(1)...100 {
            if try await !ChargeHistory(seed: seed, isBlind: true).live().isEmpty { return }
        }
        Issue.record("a hundred histories and nobody noticed")
    }

    @Test(
        "the checker finds what is planted",
        arguments: [
            (History.Fault.forgetsKeys, "twice:"), (.blindLookUps, "twice:"), (.ignoresOrder, "order:"),
            (.losesMessages, "lost:"), (.losesSettlements, "unfinished:"), (.prunesOpenWork, "removed:"),
            (.forgetsLanes, "order:"), (.forgetsSteps, "place:"),
        ])
    func findsPlantedFaults(fault: History.Fault, word: String) async throws {
        for seed in UInt64(1)...100 {
            let findings = try await History(seed: seed, fault: fault).live()
            if findings.contains(where: { $0.hasPrefix(word) }) { return }
        }
        Issue.record("a hundred histories with \(fault) and nobody noticed")
    }
}
