import Foundation
import SyncModel
import SyncStore

/// How long each reading of a screen takes on a state with a million messages.
struct ReadingSection {
    let bench: Bench

    func measure() throws -> [Line] {
        let path = bench.statePath("reading")
        let count = bench.isQuick ? HistoryState.full / 20 : HistoryState.full
        let history = HistoryState(messages: count, end: .systemNow)
        let start = Stopwatch.now
        try history.write(to: path)
        let seconds = Double(Stopwatch.now - start) / 1e9
        let reader = try StateReader(path: path)
        var lines = [
            Line(
                .reading, "state written through the engine's verbs", Double(count) / seconds, "msgs/s",
                note: "\(count) messages, \(count / HistoryState.stoppedEvery) of them waiting for people")
        ]
        lines += try figures(reader, history.end)
        lines += try messages(reader, history)
        lines += try records(reader, history)
        try bench.removeState(path)
        return lines
    }

    /// Times a reading: quick ones often enough for a hundredth to mean something.
    private func line(
        _ name: String, note: String? = nil, rounds: Int = 200, _ read: (Int) throws -> Int
    ) throws -> Line {
        var samples = Samples()
        var rows = 0
        for round in 0..<rounds { rows = try samples.time { try read(round) } }
        return Line(
            .reading, name, samples.median / 1e6, "ms",
            details: samples.details("read") + [Detail("rows", Double(rows), "")], note: note)
    }

    private func figures(_ reader: StateReader, _ now: UTCTime) throws -> [Line] {
        var lines = [
            try line("overview") { _ in try reader.overview(now: now).flows.count },
            try line("routes, endpoints and impact") { _ in try reader.live(now: now).flows.count },
            try line("objectives and budgets") { _ in try reader.objectives(now: now).count },
            try line("all of tallyward status") { _ in try reader.status(now: now).overview.flows.count },
        ]
        for span in MetricSpan.allCases {
            lines.append(
                try line("curves over \(span.rawValue), 60 points") { _ in
                    try reader.series(span, points: 60, now: now).flows.count
                })
        }
        return lines
    }

    private func messages(_ reader: StateReader, _ history: HistoryState) throws -> [Line] {
        let last = history.messages
        func some(_ round: Int) -> Int { (round * 7_919_993) % last + 1 }
        func search(_ make: (inout MessageSearch) -> Void) throws -> Int {
            var search = MessageSearch()
            make(&search)
            return try reader.search(search, limit: 50).hits.count
        }
        return [
            try line("messages, newest page") { _ in try search { _ in } },
            try line("messages of a control id") { round in
                try search { $0.controlID = .exactly("BENCH\(some(round))") }
            },
            try line("messages of a beginning, few") { round in
                try search { $0.controlID = .beginning("BENCH\(some(round) / 100)") }
            },
            try line("messages of a beginning, all") { _ in try search { $0.controlID = .beginning("BENCH") } },
            try line("messages of a quarter of an hour") { round in
                let since = history.time(of: some(round))
                return try search { ($0.since, $0.until) = (since, since.advanced(by: .seconds(900))) }
            },
            try line("messages that were refused") { _ in try search { $0.disposition = .refused } },
            try line("the trace of a message") { round in
                try reader.trace(MessageID(rawValue: Int64(some(round))))?.deliveries.count ?? 0
            },
            try line("one slice of an item that nothing has") { _ in try search { $0.item = "NOTHING" } },
            try line("one slice of a text that nothing has") { _ in try search { $0.text = "zzyzx" } },
            try line("all of a text that nothing has", rounds: 2) { _ in
                var search = MessageSearch()
                search.text = "zzyzx"
                return try reader.search(search) { _ in true }.hits.count
            },
            try line("all of a visit that nothing has", rounds: 2) { _ in
                var search = MessageSearch()
                search.encounter = "NOBODY"
                return try reader.search(search) { _ in true }.hits.count
            },
        ]
    }

    private func records(_ reader: StateReader, _ history: HistoryState) throws -> [Line] {
        let end = history.end
        return [
            try line("audit, newest page") { _ in try reader.audit(limit: 100).rows.count },
            try line("audit of an actor") { round in
                try reader.audit(AuditFilter(actor: "user\(round % 7)"), limit: 100).rows.count
            },
            try line("a shift's report", rounds: 20) { _ in
                try reader.shiftReport(since: end.advanced(by: .seconds(-8 * 3600)), until: end).topOpen.count
            },
            try line("a day's charges", rounds: 5) { _ in
                try reader.charges(from: end.advanced(by: .seconds(-86_400)), to: end).count
            },
            try line("savings of a week", rounds: 20) { _ in
                try reader.savings(from: end.advanced(by: .seconds(-7 * 86_400)), to: end).count
            },
        ]
    }
}
