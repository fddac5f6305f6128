import SyncModel

@testable import Console
@testable import SyncStore

/// Made-up live figures, for the screens of those on call.
extension MadeUp {
    static func profile(
        _ name: FlowName, _ criticality: FlowCriticality = .revenue, endpoints: [EndpointName] = ["erp-inventory"]
    ) -> FlowProfile {
        FlowProfile(
            name: name, purpose: "Books what was used.", owner: .materials, criticality: criticality,
            sensitivity: "patient", source: "ehr-mllp", messages: ["DFT^P03"], event: .supplyUsed,
            endpoints: endpoints, ordering: "what belongs to one visit", objectivePercent: 99.5,
            objectiveWithin: .seconds(300), payloadVersion: 2, fields: ["item", "quantity"],
            retention: .seconds(30 * 86_400), runbooks: ["item.unmapped": "runbooks/map.md"])
    }

    static func route(
        _ name: FlowName, _ criticality: FlowCriticality = .revenue, condition: EndpointCondition = .up,
        onTheWay: Int = 41, waiting: Int = 25, endpoints: [EndpointName] = ["erp-inventory"]
    ) -> FlowRoute {
        FlowRoute(
            profile: profile(name, criticality, endpoints: endpoints), balance: balance(),
            backlog: WorkSum(count: onTheWay, value: Money(cents: Int64(onTheWay) * 1000)),
            waiting: WorkSum(count: waiting, value: Money(cents: Int64(waiting) * 4818)),
            endpoints: [endpointStatus(condition)], drainsIn: onTheWay == 0 ? .zero : .seconds(240))
    }

    static func endpointStatus(_ condition: EndpointCondition) -> EndpointStatus {
        EndpointStatus(
            endpoint: "erp-inventory", condition: condition, detail: condition == .up ? "" : "503 Service Unavailable",
            resumesAt: condition == .up ? nil : now.advanced(by: .seconds(12)), changedAt: ago(.seconds(180)),
            lastSuccessAt: ago(.seconds(2)))
    }

    static func figures(isLimited: Bool = false) -> EndpointFigures {
        var figures = EndpointFigures(endpoint: "erp-inventory", kind: "oracle-inventory", concurrency: 8)
        figures.breaker = BreakerPosition(
            state: isLimited ? .open : .closed, until: isLimited ? now.advanced(by: .seconds(12)) : nil,
            recentAnswers: 64,
            recentFailures: isLimited ? 40 : 1)
        figures.budget = RateBudget(
            isLearned: isLimited, usualPerSecond: 20, perSecond: isLimited ? 12 : 20, burst: 20, tokens: 7)
        figures.sentPerSecond = 11.9
        figures.inFlight = 3
        figures.ready = 38
        figures.answerMilliseconds = 45
        figures.drainsInMilliseconds = 240_000
        figures.answers = [
            AnswerNote(
                at: ago(.seconds(2)), kind: isLimited ? .transient : .delivered,
                delivery: DeliveryID(rawValue: 4711), code: isLimited ? "http-429" : "", detail: "IN-100-4711",
                tookMilliseconds: 45)
        ]
        return figures
    }

    static func series(_ scale: Int = 1) -> MetricSeries {
        let points = (0..<60).map { step in
            MetricPoint(
                start: ago(.seconds(Int64(60 - step) * 5)), length: .seconds(5),
                accepted: ((step * 7) % 40 + 10) * scale, delivered: ((step * 5) % 40 + 8) * scale, failed: 1,
                faulted: 0, latency: nil)
        }
        return MetricSeries(
            points: points,
            total: MetricWindow(
                length: .seconds(300), accepted: 12_360 * scale, delivered: 3600 * scale, failed: 12, faulted: 8,
                latency: LatencySummary(p50: .milliseconds(45), p95: .milliseconds(830), p99: .seconds(31))))
    }

    static func live(
        _ condition: EndpointCondition = .up, span: MetricSpan = .fiveMinutes,
        routes: [FlowRoute]? = nil
    ) -> LiveFigures {
        let routes =
            routes
            ?? [
                route("medication-usage", .feed, condition: condition, onTheWay: 0, waiting: 0),
                route("supply-usage", .revenue, condition: condition),
            ]
        let impact = routes.map { route in
            FlowImpact(
                flow: route.profile.name, criticality: route.profile.criticality, onTheWay: route.backlog,
                waitingForPeople: route.waiting, drainsIn: route.drainsIn, isBlocked: route.isBlocked,
                heldBy: condition == .up || route.backlog.count == 0 ? nil : endpointStatus(condition))
        }.sorted()
        return LiveFigures(
            board: LiveBoard(
                flows: routes,
                endpoints: [
                    EndpointDetail(
                        status: endpointStatus(condition), figures: figures(isLimited: condition != .up),
                        figuresAt: now, backlog: WorkSum(count: 41, value: Money(cents: 41_000)),
                        flows: routes.map(\.profile.name))
                ], impact: impact, readAt: now),
            figures: MetricBoard(
                span: span, readAt: now, all: series(2),
                flows: Dictionary(uniqueKeysWithValues: routes.map { ($0.profile.name, series()) }),
                endpoints: ["erp-inventory": series()]))
    }

    static func objective(_ flow: FlowName, missed: Int = 0) -> ObjectiveStatus {
        func burn(_ due: Int) -> BurnRate { BurnRate(due: due, inTime: due - missed, percent: 99.5) }
        return ObjectiveStatus(
            flow: flow, percent: 99.5, within: .seconds(300), fiveMinutes: burn(200), halfHour: burn(1200),
            hour: burn(200), sixHours: burn(9000),
            budget: ErrorBudget(
                due: 90_000, missed: missed + 90, allowed: 450, left: missed > 0 ? 0.61 : 0.8,
                lastsFor: missed > 0 ? .seconds(15_000) : nil))
    }

    static func objectives(missed: Int = 0) -> [FlowName: ObjectiveStatus] {
        ["supply-usage": objective("supply-usage", missed: missed), "medication-usage": objective("medication-usage")]
    }
}

extension Desk {
    /// Tells all that the screens of those on call ask.
    mutating func tellLive(_ condition: EndpointCondition = .up, missed: Int = 0, routes: [FlowRoute]? = nil) {
        if let reading = asked(LiveReading.self) {
            tell(MadeUp.live(condition, span: reading.span, routes: routes), for: reading)
        }
        if asked(ObjectivesReading.self) != nil {
            tell(MadeUp.objectives(missed: missed), for: ObjectivesReading())
        }
        if asked(DeadLetterSummaryReading.self) != nil {
            var totals = DeadLetterTotals()
            totals.stopped = DeadLetterTotals.Total(count: 3, value: Money(cents: 1500))
            tell(DeadLetterSummary(totals: totals, running: []), for: DeadLetterSummaryReading())
        }
    }
}
