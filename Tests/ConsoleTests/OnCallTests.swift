import Control
import SyncModel
import SyncStore
import Terminal
import Testing

@testable import Console

@Suite("The screens of those on call")
struct OnCallTests {
    private static func desk(
        _ key: String, _ condition: EndpointCondition = .up, missed: Int = 0, width: Int = 80, height: Int = 24
    ) -> Desk {
        var desk = Desk(roles: [.integration], width: width, height: height)
        desk.press(key)
        desk.tellLive(condition, missed: missed)
        return desk
    }

    // MARK: Overview

    @Test("what stands still and what it is worth comes first, and why it does")
    func risk() {
        let desk = Self.desk("1", .down)
        #expect(desk.lines[2].contains("AT RISK $1,614.50, 66 cases: "))
        #expect(desk.lines[2].contains("erp-inventory ! DOWN holds supply-usage, 4m to go"))
        var quiet = Desk(roles: [.integration])
        quiet.press("1")
        quiet.tellLive(routes: [MadeUp.route("supply-usage", onTheWay: 0, waiting: 0)])
        #expect(quiet.lines[2].contains("AT RISK") || quiet.lines[2].contains("Nothing stands still"))
    }

    @Test("what waits behind people's decisions is said to be blocked, and has no time to go")
    func blocked() throws {
        var route = MadeUp.route("supply-usage")
        (route.isBlocked, route.drainsIn) = (true, nil)
        var desk = Desk(roles: [.integration], width: 160, height: 48)
        desk.press("1")
        desk.tellLive(routes: [route])
        #expect(desk.lines[2].contains("41 of supply-usage blocked behind what waits"))
        let row = try #require(desk.lines.first { $0.hasPrefix("  supply-usage") || $0.hasPrefix("▸ supply-usage") })
        #expect(row.contains(" blocked "))
        desk.press("8")
        #expect(desk.text.contains("blocked behind what waits for people"))
    }

    @Test("flows that revenue depends on come first, all together above them")
    func order() throws {
        let lines = Self.desk("1").lines
        let all = try #require(lines.firstIndex { $0.contains("all flows") })
        let supply = try #require(lines.firstIndex { $0.contains("supply-usage") && !$0.contains("AT RISK") })
        let doses = try #require(lines.firstIndex { $0.contains("medication-usage") })
        #expect(all < supply && supply < doses)
    }

    @Test("80 by 24 shows the essentials, 160 by 48 everything")
    func sizes() {
        let small = Self.desk("1", missed: 40).text
        for words in ["BUDGET", "ON WAY", "P95", "ENDPOINT", "WAITING FOR", "dead letters", "balance"] {
            #expect(small.contains(words), "\(words) at 80x24")
        }
        let large = Self.desk("1", missed: 40, width: 160, height: 48).text
        for words in [
            "P50", "P99", "revenue", "OUT, LAST 5 MIN", "BREAKER", "OBJECTIVE", "BURN 5M", "GONE IN",
            "accounted for",
        ] {
            #expect(large.contains(words), "\(words) at 160x48")
        }
        #expect(large.contains("! 61 %"))
    }

    @Test("a wide screen of flows shows the one under the cursor beside its picture: figures, objective, contract")
    func wideFlows() {
        let text = Self.desk("8", width: 160, height: 48).text
        for words in ["Figures", "Objective", "Contract", "supply.used, version 2", "Owner"] {
            #expect(text.contains(words), "\(words)")
        }
        #expect(!Self.desk("8", width: 120, height: 40).text.contains("Contract"))
        var flow = Self.desk("8", width: 160, height: 48)
        flow.press("Down Enter")
        flow.tellLive()
        #expect(flow.lines.contains { $0.contains("For ") && $0.contains("Owner") })
    }

    @Test("flows and endpoints are copied by their names and exported with their figures")
    func copied() throws {
        for (key, name, column) in [("8", "medication-usage", "OBJECTIVE"), ("4", "erp-inventory", "CONDITION")] {
            var desk = Self.desk(key, width: 120, height: 40)
            desk.press("y")
            #expect(desk.model.notice?.text.contains(name) == true, "\(key)")
            desk.press(": e x p o r t Space f . c s v Enter")
            let found = desk.taken().compactMap {
                if case .export(let list, _, replacing: false) = $0 { list } else { nil }
            }
            let export = try #require(found.first)
            #expect(export.columns.contains(column))
            #expect(export.rows.contains { $0.contains(name) })
            desk.press("Enter")
            desk.tellLive()
            desk.press(": e x p o r t Space g . c s v Enter")
            let page = desk.taken().compactMap {
                if case .export(let list, _, replacing: false) = $0 { list } else { nil }
            }
            #expect(try #require(page.first).rows.contains { $0[0] == (key == "8" ? "Owner" : "Breaker") })
        }
    }

    @Test("w goes through the windows, and the figures of another window are asked for")
    func window() {
        var desk = Self.desk("1", width: 120, height: 40)
        for (span, words) in [(MetricSpan.hour, "LAST HOUR"), (.day, "LAST 24 H"), (.week, "LAST 7 D")] {
            desk.press("w")
            #expect(desk.asked(LiveReading.self)?.span == span)
            desk.tellLive()
            #expect(desk.text.contains("OUT, \(words)"))
        }
        desk.press("w")
        #expect(desk.asked(LiveReading.self)?.span == .fiveMinutes)
    }

    @Test("Enter leads from each row to what is behind it")
    func drillDown() {
        var desk = Self.desk("1")
        let places = ["flows", "flow", "flow", "endpoint", "rows", "rows", "rows", "deadLetters"]
        for (row, place) in places.enumerated() {
            desk.press("1" + String(repeating: " Down", count: row == 0 ? 0 : 1))
            desk.press("Enter")
            let name = desk.model.place?.name ?? ""
            #expect(name == place || (place == "rows" && name == "causes"), "row \(row)")
            desk.press("q")
        }
    }

    // MARK: Flows

    @Test("a flow is drawn from its source to its endpoint, with what goes along and what waits")
    func picture() {
        for (width, height) in [(80, 24), (120, 40), (160, 48)] {
            let text = Self.desk("8", .down, width: width, height: height).text
            for words in ["ehr-mllp", "supply-usage", "erp-inventory ! DOWN", "41.2/s", "12.0/s", "66 wait, $1,614.50"]
            {
                #expect(text.contains(words), "\(words) at \(width)")
            }
            #expect(text.contains("DFT^P03") && text.contains("41 on the way") && text.contains("25 stopped"))
        }
    }

    @Test("the picture is made of ASCII where the terminal has nothing else")
    func ascii() {
        let rows = Self.desk("8").surface(glyphs: .ascii).rows.dropFirst(2)
        #expect(rows.allSatisfy { $0.unicodeScalars.allSatisfy(\.isASCII) })
        #expect(rows.contains { $0.contains("------->") })
    }

    @Test("a flow with several endpoints shows each")
    func endpoints() {
        var desk = Desk(roles: [.integration])
        desk.press("8")
        desk.tellLive(routes: [MadeUp.route("supply-usage", endpoints: ["erp-inventory", "archive", "billing"])])
        #expect(desk.text.contains("erp-inventory up") && desk.text.contains("billing not tried"))
    }

    @Test("the page of a flow says what the catalog says, how it keeps its objective, and leads on")
    func flowPage() {
        var desk = Self.desk("8", height: 40)
        desk.press("Down Enter")
        desk.tellLive(missed: 40)
        for words in [
            "99.5 % within 5m", "BURNING", "budget left 61 %", "materials management", "what belongs to one visit",
            "version 2", "25 for people",
        ] {
            #expect(desk.text.contains(words), "\(words)")
        }
        desk.press("d")
        #expect(desk.asked(DeadLettersReading.self)?.filter.flow == "supply-usage")
        desk.press("q o")
        #expect(desk.queue?.filter == "supply-usage")
    }

    @Test("a high and wide page of a flow ends with what stops it and what ended last, its own only")
    func flowEvents() throws {
        var desk = Self.desk("8", width: 160, height: 48)
        desk.press("Down Enter")
        desk.tellLive()
        let causes = try #require(desk.asked(CausesReading.self))
        let rows = MadeUp.causes.enumerated().map { index, row in
            QueueCause(
                row: row,
                work: CauseWork(flow: index == 0 ? "supply-usage" : "another", oldest: ExceptionID(rawValue: 1)))
        }
        desk.tell(SearchableRows(rows), for: causes)
        let latest = try #require(desk.asked(LatestReading.self))
        #expect(latest.flow == "supply-usage")
        desk.tell(
            [
                LatestDelivery(
                    id: DeliveryID(rawValue: 4712), state: .dead, settledAt: desk.now, endpoint: "erp-inventory",
                    reason: "the period is closed",
                    attempts: 3, value: Money(cents: 1200)),
                LatestDelivery(
                    id: DeliveryID(rawValue: 4711), state: .delivered, settledAt: desk.now, endpoint: "erp-inventory",
                    document: "IN-100-4711",
                    attempts: 1, value: Money(cents: 4818)),
            ], for: latest)
        for words in ["what stops it", "what ended last", "IN-100-4711", "the period is closed", "3 tries"] {
            #expect(desk.text.contains(words), "\(words)")
        }
        #expect(desk.text.contains(FixTarget(MadeUp.causes[0]).subject))
        #expect(!desk.text.contains(FixTarget(MadeUp.causes[1]).subject))
        var small = Self.desk("8")
        small.press("Down Enter")
        small.tellLive()
        #expect(!small.text.contains("what ended last"))
    }

    @Test("what isn't read yet, can't be read, or isn't there is said in words")
    func withoutFlows() {
        var desk = Desk(roles: [.integration])
        desk.press("8")
        #expect(desk.text.contains("Reading the flows …"))
        desk.tellLive(routes: [])
        #expect(desk.text.contains("The engine runs no flow yet."))
        desk.press(": f l o w Space n o n e Enter")
        desk.tellLive(routes: [])
        #expect(desk.text.contains("The engine runs no flow none."))
    }

    // MARK: Endpoints

    @Test("the page of an endpoint shows its breaker, budget and last answers")
    func endpointPage() {
        var desk = Self.desk("4", .down)
        desk.press("Enter")
        desk.tellLive(.down)
        for words in [
            "! DOWN", "open 12s", "40 of the last 64 answers failed", "12.0 of 20.0/s, learned from its refusals",
            "3 in flight of 8", "38 could leave now, about 4m to go", "http-429", "delivery 4711",
        ] {
            #expect(desk.text.contains(words), "\(words)")
        }
        desk.press("p")
        #expect(desk.text.contains("Pause erp-inventory"))
    }

    @Test("the list of endpoints has what there is room for")
    func endpointList() {
        #expect(Self.desk("4", .down).text.contains("503 Service Unavailable"))
        let large = Self.desk("4", .down, width: 160, height: 48).text
        #expect(large.contains("open 12s") && large.contains("12.0 of 20.0/s") && large.contains("http-429 45ms"))
    }
}
