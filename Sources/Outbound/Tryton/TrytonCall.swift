import Catalog
import JSONText
import Measures
import NIOHTTP1
import SyncModel

/// The bodies of Tryton's JSON-RPC calls. Each is exactly `id`, `method` and `params`: any other envelope has its
/// errors answered as pages of HTML.
struct TrytonCall: Sendable {
    /// Whose stock it is.
    let company: Int

    /// A request that each call is put into. No compression is asked for: without being asked, Tryton says gzip of
    /// longer answers, and sends plain JSON.
    static func request(url: String, database: String) throws -> OutgoingRequest {
        try OutgoingRequest(
            .POST, "\(url)/\(database)/rpc/",
            headers: [("Content-Type", "application/json"), ("Accept", "application/json")])
    }

    /// `common.db.login`, which has no context.
    static func login(_ login: String, _ password: String) -> [UInt8] {
        envelope("common.db.login") { json in
            json.string(login)
            json.openObject()
            json.key("password")
            json.string(password)
            json.closeObject()
            json.string("en")
        }
    }

    /// Our shipments with a reference, the oldest first.
    func find(reference: String) -> [UInt8] {
        call("\(Self.shipment).search_read") { json in
            json.openArray()
            Self.condition("reference", "=", in: &json) { $0.string(reference) }
            Self.condition("company", "=", in: &json) { $0.number(String(company)) }
            json.closeArray()
            json.number("0")
            json.number("20")
            json.openArray()
            json.openArray()
            json.string("id")
            json.string("ASC")
            json.closeArray()
            json.closeArray()
            Self.names(["id", "number", "state"], in: &json)
        }
    }

    /// The state of a shipment.
    func read(_ id: Int) -> [UInt8] {
        call("\(Self.shipment).read") { json in
            Self.ids(id, in: &json)
            Self.names(["id", "number", "state"], in: &json)
        }
    }

    /// One of a shipment's buttons: `wait`, `assign_try`, `do`, `cancel`.
    func press(_ button: String, _ id: Int) -> [UInt8] {
        call("\(Self.shipment).\(button)") { Self.ids(id, in: &$0) }
    }

    /// Says yes to a warning, once.
    func skipWarning(_ name: String) -> [UInt8] {
        call("model.res.user.warning.skip") { json in
            json.string(name)
            json.flag(false)
        }
    }

    /// Active records of `model` whose field is `value`; the fields of each.
    func search(_ model: String, _ field: String, _ value: String, fields: [String] = ["id"]) -> [UInt8] {
        call("model.\(model).search_read") { json in
            json.openArray()
            Self.condition(field, "=", in: &json) { $0.string(value) }
            json.closeArray()
            Self.page(5, in: &json)
            Self.names(fields, in: &json)
        }
    }

    /// Locations with a code or a name.
    func location(_ word: String) -> [UInt8] {
        call("model.stock.location.search_read") { json in
            json.openArray()
            json.string("OR")
            Self.condition("code", "=", in: &json) { $0.string(word) }
            Self.condition("name", "=", in: &json) { $0.string(word) }
            json.closeArray()
            Self.page(5, in: &json)
            Self.names(["id", "code"], in: &json)
        }
    }

    /// The accounting periods that a day lies in.
    func period(of day: TrytonDay) -> [UInt8] {
        call("model.account.period.search_read") { json in
            json.openArray()
            Self.condition("start_date", "<=", in: &json) { day.write(in: &$0) }
            Self.condition("end_date", ">=", in: &json) { day.write(in: &$0) }
            Self.condition("company", "=", in: &json) { $0.number(String(company)) }
            Self.condition("type", "=", in: &json) { $0.string("standard") }
            json.closeArray()
            Self.page(5, in: &json)
            Self.names(["id", "state"], in: &json)
        }
    }

    /// The company itself: to see whether we are let in and it is there.
    func probe() -> [UInt8] {
        call("model.company.company.search_read") { json in
            json.openArray()
            Self.condition("id", "=", in: &json) { $0.number(String(company)) }
            json.closeArray()
            Self.page(1, in: &json)
            Self.names(["id"], in: &json)
        }
    }

    /// A shipment with one move, still a draft: nothing is booked by it.
    func create(_ booking: TrytonBooking) -> [UInt8] {
        call("\(Self.shipment).create") { json in
            json.openArray()
            json.openObject()
            json.key("reference")
            json.string(booking.reference)
            json.key("company")
            json.number(String(company))
            Self.way(booking, in: &json)
            json.key("effective_date")
            booking.day.write(in: &json)
            json.key("moves")
            json.openArray()
            json.openArray()
            json.string("create")
            json.openArray()
            move(booking, in: &json)
            json.closeArray()
            json.closeArray()
            json.closeArray()
            json.closeObject()
            json.closeArray()
        }
    }

    private func move(_ booking: TrytonBooking, in json: inout JSONWriter) {
        json.openObject()
        json.key("product")
        json.number(String(booking.product))
        json.key("unit")
        json.number(String(booking.unit))
        json.key("quantity")
        json.number(booking.quantity.description)
        Self.way(booking, in: &json)
        json.key("company")
        json.number(String(company))
        json.closeObject()
    }

    private static func way(_ booking: TrytonBooking, in json: inout JSONWriter) {
        json.key("from_location")
        json.number(String(booking.from))
        json.key("to_location")
        json.number(String(booking.to))
    }

    private static let shipment = "model.stock.shipment.internal"

    private func call(_ method: String, _ parameters: (inout JSONWriter) -> Void) -> [UInt8] {
        Self.envelope(method) { json in
            parameters(&json)
            json.openObject()
            json.key("company")
            json.number(String(company))
            // The error table reads English.
            json.key("language")
            json.string("en")
            json.closeObject()
        }
    }

    private static func envelope(_ method: String, _ parameters: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.openObject()
        json.key("id")
        json.number("1")
        json.key("method")
        json.string(method)
        json.key("params")
        json.openArray()
        parameters(&json)
        json.closeArray()
        json.closeObject()
        return json.bytes
    }

    private static func condition(
        _ field: String, _ relation: String, in json: inout JSONWriter, _ value: (inout JSONWriter) -> Void
    ) {
        json.openArray()
        json.string(field)
        json.string(relation)
        value(&json)
        json.closeArray()
    }

    private static func page(_ limit: Int, in json: inout JSONWriter) {
        json.number("0")
        json.number(String(limit))
        json.null()
    }

    private static func names(_ names: [String], in json: inout JSONWriter) {
        json.openArray()
        for name in names { json.string(name) }
        json.closeArray()
    }

    private static func ids(_ id: Int, in json: inout JSONWriter) {
        json.openArray()
        json.number(String(id))
        json.closeArray()
    }
}

/// All that a shipment is made of, in Tryton's numbers.
struct TrytonBooking: Sendable, Hashable {
    /// Our key, as Tryton keeps it.
    var reference: String
    var product: Int
    var unit: Int
    /// Above zero: which way it goes is in the locations.
    var quantity: ExactDecimal
    var from: Int
    var to: Int
    var day: TrytonDay
}

/// A day in the ERP's own time.
struct TrytonDay: Sendable, Hashable {
    let year: Int
    let month: Int
    let day: Int

    /// The day that `moment` lies in, where clocks are those of `zone`.
    init(_ moment: UTCTime, in zone: ClockZone) {
        let parts = zone.day(of: moment).split(separator: "-").compactMap { Int($0) }
        (year, month, day) = parts.count == 3 ? (parts[0], parts[1], parts[2]) : (1970, 1, 1)
    }

    /// `2026-11`, which tells periods apart.
    var monthWords: String { "\(year)-\(month < 10 ? "0" : "")\(month)" }

    func write(in json: inout JSONWriter) {
        json.openObject()
        json.key("__class__")
        json.string("date")
        for (name, value) in [("year", year), ("month", month), ("day", day)] {
            json.key(name)
            json.number(String(value))
        }
        json.closeObject()
    }
}
