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

    @Option(name: .long, help: "Only those that ended at this time or later: 2026-11-22, or 2026-11-22T08:30:00Z.")
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

    /// Reads `2026-11-22` or `2026-11-22T08:30:00Z`, both in UTC.
    static func time(_ text: String) throws -> UTCTime {
        let problem = Failure("\(text) is no time; write it as 2026-11-22 or 2026-11-22T08:30:00Z.", code: .usage)
        let halves = text.split(separator: "T", omittingEmptySubsequences: false)
        guard halves.count <= 2, halves.count == 1 || halves[1].last == "Z" else { throw problem }
        let date = halves[0].split(separator: "-").map { Int($0) }
        let clock = halves.count == 2 ? halves[1].dropLast().split(separator: ":").map { Int($0) } : [0, 0, 0]
        guard date.count == 3, clock.count == 3, let year = date[0], let month = date[1], let day = date[2],
            let hour = clock[0], let minute = clock[1], let second = clock[2], (1...12).contains(month),
            (1...31).contains(day), (0...24).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { throw problem }
        return UTCTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }
}
