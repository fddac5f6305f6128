import ArgumentParser
import Measures
import SyncModel

/// Which dead letters a command means.
struct DeadLetterOptions: ParsableArguments {
    @Option(name: .long, help: "Only of this flow.")
    var flow: String?

    @Option(name: .long, help: "Only for this endpoint.")
    var endpoint: String?

    @Option(
        name: .customLong("in-state"),
        help:
            "Only in this state, may be repeated: \(DeadLetterState.allCases.map(\.rawValue).joined(separator: ", ")).")
    var states: [String] = []

    @Option(name: .long, help: "Only those whose last fault has this code, as `item.unmapped`.")
    var code: String?

    @Option(name: .long, help: "Only those whose reason, item or description contains this.")
    var text = ""

    @Option(name: .long, help: "Only with this item code of the sender's.")
    var item: String?

    @Option(
        name: .long, help: "Only those that ended at this time or later: 2h ago, 2026-11-22, or 2026-11-22T08:30:00Z.")
    var since: String?

    @Option(name: .long, help: "Only those that ended before this time.")
    var until: String?

    @Option(name: .long, help: "Only those worth so much or more, as 12.50.")
    var minValue: String?

    /// Whether nothing is narrowed.
    var isEmpty: Bool {
        flow == nil && endpoint == nil && states.isEmpty && code == nil && text.isEmpty && item == nil && since == nil
            && until == nil && minValue == nil
    }

    /// The filter that they make.
    func filter() throws -> DeadLetterFilter {
        var filter = DeadLetterFilter(
            flow: flow.map(FlowName.init(rawValue:)), endpoint: endpoint.map(EndpointName.init(rawValue:)), text: text,
            item: item, since: try since.map(Self.time), until: try until.map(Self.time))
        if !states.isEmpty { filter.states = Set(try states.map(Self.state)) }
        if let code {
            guard let known = FaultCode(rawValue: code) else {
                throw Failure("There is no fault \(code). `tallyward dead --json` shows those there are.", code: .usage)
            }
            filter.code = known
        }
        if let minValue {
            guard let amount = ExactDecimal(minValue).flatMap({ Money($0) }) else {
                throw Failure("--min-value \(minValue) is not an amount; write it as 12.50.", code: .usage)
            }
            filter.minimumValue = amount
        }
        return filter
    }

    private static func state(_ name: String) throws -> DeadLetterState {
        guard let state = DeadLetterState(rawValue: name) else {
            let known = DeadLetterState.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure("There is no state \(name); there are \(known).", code: .usage)
        }
        return state
    }

    /// Reads `2026-11-22` or `2026-11-22T08:30:00Z`, both in UTC, or `2h` and the like: so long ago.
    static func time(_ text: String) throws -> UTCTime {
        guard let time = UTCTime(words: text, now: .systemNow) else {
            throw Failure("\(text) is no time; write 2h, 3d, 2026-11-22 or 2026-11-22T08:30:00Z.", code: .usage)
        }
        return time
    }
}
