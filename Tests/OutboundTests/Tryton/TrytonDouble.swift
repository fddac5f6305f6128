import Catalog
import JSONText
import SyncEngine
import SyncModel
import Synchronization

@testable import Outbound

/// A Tryton of a few lines: shipments with their states, and answers in Tryton's own words. A script for a
/// ``ScriptedServer``.
final class TrytonDouble: Sendable {
    struct Shipment: Equatable {
        var id: Int
        var reference: String
        var state: String
    }

    private struct State {
        var shipments: [Shipment] = []
        var calls: [String] = []
        var bodies: [String: String] = [:]
        var instead: [String: [Reply]] = [:]
        var isShort = false
        var missing: Set<String> = []
        var period: String? = "open"
        var logins = 0
        var validSession = 1
    }

    /// What is answered instead of what would be.
    enum Reply {
        /// The call isn't worked on.
        case refuse(ScriptedReply)
        /// The call is worked on, and the connection ends before its answer.
        case loseAnswer
    }

    private let state = Mutex(State())

    /// The calls so far, without what is common to all: `login`, `search_read`, `create`, `do`.
    var calls: [String] { state.withLock { $0.calls } }
    var shipments: [Shipment] { state.withLock { $0.shipments } }
    var logins: Int { state.withLock { $0.logins } }

    /// The last body of a call.
    func body(_ call: String) -> String? { state.withLock { $0.bodies[call] } }

    func put(_ reference: String, _ states: String...) {
        state.withLock { state in
            for word in states {
                let shipment = Shipment(id: state.shipments.count + 6, reference: reference, state: word)
                state.shipments.append(shipment)
            }
        }
    }

    func set(_ id: Int, _ word: String) {
        state.withLock { state in
            for index in state.shipments.indices where state.shipments[index].id == id {
                state.shipments[index].state = word
            }
        }
    }

    func answer(_ call: String, _ replies: Reply...) { state.withLock { $0.instead[call] = replies } }
    func runShort() { state.withLock { $0.isShort = true } }
    func lack(_ model: String) { state.withLock { _ = $0.missing.insert(model) } }
    func setPeriod(_ word: String?) { state.withLock { $0.period = word } }
    func endSessions() { state.withLock { $0.validSession += 1 } }

    /// An error as Tryton has it in JSON.
    static func error(_ name: String, _ words: String) -> Reply {
        .refuse(.answer(200, #"{"id":1,"error":["\#(name)",["\#(words)","",null]]}"#))
    }

    func reply(to request: RecordedRequest) -> ScriptedReply {
        let body = JSONReader.read(request.body)
        let method = body?["method"]?.text ?? ""
        let parts = method.split(separator: ".").map(String.init)
        let call = parts.last ?? ""
        return state.withLock { state in
            let model = parts.dropFirst().dropLast().joined(separator: ".")
            let named = ["search_read", "read"].contains(call) ? "\(call) \(model)" : call
            state.calls.append(named)
            state.bodies[named] = String(decoding: request.body, as: UTF8.self)
            let instead = state.instead[named]?.isEmpty == false ? state.instead[named]?.removeFirst() : nil
            if case .refuse(let reply)? = instead { return reply }
            let reply: ScriptedReply
            if call == "login" {
                reply = Self.login(&state)
            } else if request.headers["authorization"] != Self.session(state.validSession) {
                reply = .answer(401, "", [#"WWW-Authenticate: Basic realm="Tryton""#])
            } else {
                reply = Self.work(call, model, body?["params"]?.elements ?? [], &state)
            }
            if case .loseAnswer? = instead { return .bytesThenClose("") }
            return reply
        }
    }

    private static func login(_ state: inout State) -> ScriptedReply {
        state.logins += 1
        return .answer(200, #"{"id":1,"result":[2,"token\#(state.validSession)",null]}"#)
    }

    /// `ehr:2:token1` in base 64.
    static func session(_ number: Int) -> String {
        number == 1 ? "Session ZWhyOjI6dG9rZW4x" : "Session ZWhyOjI6dG9rZW4y"
    }

    private static func work(
        _ call: String, _ model: String, _ params: [JSONValue], _ state: inout State
    ) -> ScriptedReply {
        func rows(_ rows: [String]) -> ScriptedReply { result("[\(rows.joined(separator: ","))]") }
        switch (call, model) {
        case ("search_read", "stock.shipment.internal"):
            let reference = params[0].elements?[0].elements?[2].text
            return rows(state.shipments.filter { $0.reference == reference }.map(row))
        case ("search_read", "account.period"):
            return rows(state.period.map { [#"{"id":7,"state":"\#($0)"}"#] } ?? [])
        case ("search_read", "stock.location"):
            let word = params[0].elements?[1].elements?[2].text ?? ""
            return rows(state.missing.contains(model) ? [] : [#"{"id":\#(word.count + 5),"code":"\#(word)"}"#])
        case ("search_read", _): return rows(state.missing.contains(model) ? [] : [#"{"id":1}"#])
        case ("read", _):
            let id = params[0].elements?[0].text
            return rows(state.shipments.filter { String($0.id) == id }.map(row))
        case ("create", _):
            let reference = params[0].elements?[0]["reference"]?.text ?? ""
            state.shipments.append(Shipment(id: state.shipments.count + 6, reference: reference, state: "draft"))
            return result("[\(state.shipments.count + 5)]")
        case ("skip", _): return result("null")
        default: return press(call, params[0].elements?[0].text ?? "", &state)
        }
    }

    private static func press(_ button: String, _ id: String, _ state: inout State) -> ScriptedReply {
        let from = ["wait": ["draft"], "assign_try": ["waiting"], "do": ["assigned"]]
        let cancel = ["draft", "waiting", "assigned"]
        guard let index = state.shipments.firstIndex(where: { String($0.id) == id }),
            (from[button] ?? cancel).contains(state.shipments[index].state)
        else {
            return .answer(
                200,
                #"{"id":1,"error":["UserError",["You can not call \"\#(button)\" on \"8 [R]\" of \"Stock Shipment "#
                    + #"Internal\".","",null]]}"#)
        }
        let to = ["wait": "waiting", "assign_try": state.isShort ? "waiting" : "assigned", "do": "done"]
        state.shipments[index].state = to[button] ?? "cancelled"
        return result("null")
    }

    private static func row(_ shipment: Shipment) -> String {
        let number = shipment.state == "draft" ? "null" : "\"S\(shipment.id)\""
        return #"{"id":\#(shipment.id),"number":\#(number),"state":"\#(shipment.state)"}"#
    }

    private static func result(_ json: String) -> ScriptedReply { .answer(200, #"{"id":1,"result":\#(json)}"#) }

    /// Runs `body` with a destination for this Tryton.
    func with(
        password: String = "PASSWORD", timeout: Duration = .seconds(20), zone: ClockZone? = nil,
        _ body: (any Destination, ScriptedServer) async throws -> Void
    ) async throws {
        let site = Endpoint.TrytonStock(database: "hospital", costCenters: ["4100": "CC-ICU"], units: ["BX": "BX50"])
        try await WireTests.with(
            kind: .trytonStock(site),
            authentication: { _ in .password(login: .environment("LOGIN"), password: .environment(password)) },
            timeout: timeout, zone: zone, { self.reply(to: $0) }, body)
    }
}
