import Catalog
import Console
import Control
import Foundation
import SyncModel
import SyncStore
import Terminal

/// How long an operator waits: for the first frame, for the rows, for each key, and for the candidates of an item.
struct ConsoleSection {
    let bench: Bench

    func measure() async throws -> [Line] {
        let path = bench.statePath("console")
        let start = Stopwatch.now
        let exceptions = bench.isQuick ? ExceptionState.full / 5 : ExceptionState.full
        try ExceptionState.write(exceptions, to: path)
        let written = Double(Stopwatch.now - start) / 1e9
        let driver = try await Self.play(path)
        var lines = [
            Line(
                .console, "state written through the engine's verbs", Double(exceptions) / written,
                "rows/s", note: "\(exceptions) open exceptions, \(ExceptionState.items) items, 120×40"),
            Line(.console, "start to first frame", driver.firstFrame, "ms"),
            Line(.console, "start to the queue with its rows", driver.sightings["queue"], "ms"),
            Line(.console, "at rest, row by row", driver.restingShare * 100, "% of a core", note: Self.restNote),
        ]
        for (label, samples) in driver.keys.sorted(by: { $0.key < $1.key }) where samples.count >= 20 {
            lines.append(
                Line(
                    .console, "key to painted: \(label)", samples.median / 1e6, "ms",
                    details: samples.details("key") + [Detail("keys", Double(samples.count), "")]))
        }
        lines += try queries(path)
        lines += candidates()
        try bench.removeState(path)
        return lines
    }

    private static func play(_ path: String) async throws -> StopwatchDriver.Seen {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                continuation.resume(
                    with: Result {
                        let driver = StopwatchDriver(script)
                        let session = ConsoleSession(
                            statePath: path, port: SilentPort(), site: ConsoleSite(name: "Bench", environment: .test),
                            user: "bench", roles: Set(Role.allCases), themes: .standard(), themeName: "dark",
                            driver: driver)
                        _ = try session.run()
                        guard driver.isFinished else {
                            throw Untrustworthy("The console didn't show what was waited for.")
                        }
                        return driver.seen
                    })
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    private static let restNote = "Without a real terminal and with nothing arriving."

    /// The queue by cause, then row by row, then a filter that is typed and taken back.
    private static var script: [StopwatchDriver.Step] {
        var steps: [StopwatchDriver.Step] = [
            .press(.character("2"), label: "open the queue"), .await(text: "CHG-", label: "queue"),
        ]
        steps += presses([.down, .down, .down, .up], 100, "arrows, by cause")
        steps += [.press(.character("g"), label: "row by row"), .await(text: "4W-", label: "rows")]
        steps += presses([.down, .down, .down, .up], 150, "arrows, row by row")
        steps += presses([.pageDown, .pageDown, .pageUp], 50, "pages, row by row")
        steps.append(.press(.character("/"), label: "open the filter"))
        let word = "catheter".map { Key.character($0) }
        steps += presses(word + word.map { _ in .backspace }, 12, "typing in the filter")
        // Last: by now the item master, which is read at the start, is prepared.
        steps.append(.rest(nanoseconds: 3_000_000_000))
        return steps
    }

    private static func presses(_ keys: [Key], _ times: Int, _ label: String) -> [StopwatchDriver.Step] {
        (0..<times).flatMap { _ in keys.map { .press($0, label: label) } }
    }

    private func queries(_ path: String) throws -> [Line] {
        let reader = try StateReader(path: path)
        func line(_ name: String, _ query: () throws -> Int) throws -> Line {
            var samples = Samples()
            var rows = 0
            for _ in 0..<20 { rows = try samples.time(query) }
            return Line(
                .console, "read: \(name)", samples.median / 1e6, "ms",
                details: samples.details("read") + [Detail("rows", Double(rows), "")])
        }
        return [
            try line("overview") { try reader.overview(now: .systemNow).flows.count },
            try line("causes") { try reader.causes().count },
            try line("first 500 rows") { try reader.exceptions(limit: 500).count },
            try line("500 rows of a common word") {
                try reader.exceptions(ExceptionFilter(text: "catheter"), limit: 500).count
            },
            try line("rows of a word that nothing has") {
                try reader.exceptions(ExceptionFilter(text: "zzyzx"), limit: 500).count
            },
        ]
    }

    private func candidates() -> [Line] {
        let items = ExceptionState.masterItems()
        var making = Samples()
        let index = making.time { CandidateIndex(items) }
        var ranking = Samples()
        var searching = Samples()
        var found = 0
        for number in 0..<60 {
            let text = ExceptionState.description(number * 613 + 5)
            let query = CandidateQuery(code: "CHG-\(number)", description: text.lowercased())
            found += ranking.time { index.candidates(for: query) }.count
            found += searching.time { index.search(String(text.prefix(9))) }.count
        }
        return [
            Line(.console, "item master of \(items.count) prepared", making.median / 1e6, "ms"),
            Line(
                .console, "candidates for a description", ranking.median / 1e6, "ms",
                details: ranking.details("ranking")),
            Line(
                .console, "search by words", searching.median / 1e6, "ms", details: searching.details("search"),
                note: found == 0 ? "Nothing was found: these figures mean nothing." : nil),
        ]
    }
}

/// An engine that isn't there: the console is measured alone.
private struct SilentPort: ControlPort {
    func perform(_ command: Command) async throws(ControlUnavailable) -> Reply {
        throw ControlUnavailable("No engine takes part in this measurement.")
    }
}
