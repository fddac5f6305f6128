import Catalog
import JSONText
import Measures
import SyncModel

/// Turns a line into a booking in Tryton's own numbers, by the words that the catalog has for its records.
struct TrytonRecords: Sendable {
    let site: Endpoint.TrytonStock
    /// Where its days are.
    let days: ClockZone
    let desk: TrytonDesk

    /// Why there is no booking.
    enum Missing: Error, Sendable {
        case call(TrytonFailure)
        case fault(Fault)
    }

    /// The booking of `use` under a reference.
    ///
    /// A use in the future would be asked to be confirmed; it is a clock that is wrong, and goes to today.
    func booking(
        _ use: ResolvedUse, reference: String, now: UTCTime, _ work: DeliveryTrace
    ) async throws(Missing) -> TrytonBooking {
        let day = TrytonDay(min(use.occurredAt, now), in: days)
        let product = try await product(use, work)
        let unit = try await unit(use, work)
        let room = try await location(site.storeRooms[use.subinventory] ?? use.subinventory, work)
        let costCenter = site.costCenters[use.costCenter] ?? site.costCenterPrefix + use.costCenter
        let target = try await location(costCenter, work)
        try await checkPeriod(day, work)
        return TrytonBooking(
            reference: reference, product: product, unit: unit, quantity: use.quantity.magnitude,
            from: use.quantity.isNegative ? target : room, to: use.quantity.isNegative ? room : target, day: day)
    }

    /// Asked for each time: a number that was given to another item must not be booked on the old one.
    private func product(_ use: ResolvedUse, _ work: DeliveryTrace) async throws(Missing) -> Int {
        let found = try await ids(desk.call.search("product.product", "code", use.itemNumber), work)
        guard found.count == 1 else {
            let why = found.isEmpty ? "has no such item, or it is inactive" : "has more than one item of this number"
            throw .fault(
                Fault(
                    .itemRejected, FaultSubject(item: use.itemNumber),
                    detail: "Tryton \(why): \(use.itemNumber)."))
        }
        return found[0]
    }

    private func unit(_ use: ResolvedUse, _ work: DeliveryTrace) async throws(Missing) -> Int {
        let symbol = site.units[use.unit.rawValue] ?? use.unit.rawValue
        let found = await desk.number("product.uom", symbol) {
            await desk.rows(desk.call.search("product.uom", "symbol", symbol), work).map(Self.only)
        }
        guard let id = try Self.called(found) else {
            throw .fault(
                Fault(
                    .unitRejected, FaultSubject(item: use.itemNumber, targetUnit: use.unit.rawValue),
                    detail: "Tryton has no unit of the symbol \(symbol), or more than one: add it, or name the right "
                        + "one in the endpoint's 'units'."))
        }
        return id
    }

    /// By its code; where nothing has that code, by its name.
    private func location(_ word: String, _ work: DeliveryTrace) async throws(Missing) -> Int {
        let found = await desk.number("stock.location", word) {
            await desk.rows(desk.call.location(word), work).map { rows in
                Self.only(rows.filter { $0["code"]?.text == word }) ?? Self.only(rows)
            }
        }
        guard let id = try Self.called(found) else {
            throw .fault(
                Fault(
                    .rejected, FaultSubject(other: "location-\(RemoteText.code(word))"),
                    detail: "Tryton has no location with the code or name \(word), or more than one: open it there, or "
                        + "name the right one in the endpoint's 'store-rooms' or 'cost-centers'."))
        }
        return id
    }

    /// Where no period is open, Tryton would move the stock and leave it out of the accounts without a word.
    private func checkPeriod(_ day: TrytonDay, _ work: DeliveryTrace) async throws(Missing) {
        let periods: [JSONValue]
        switch await desk.rows(desk.call.period(of: day), work) {
        case .success(let rows): periods = rows
        // No accounts are kept here, or our login may not see them: nothing to check.
        case .failure(.refused): return
        case .failure(let failure): throw .call(failure)
        }
        guard periods.contains(where: { $0["state"]?.text == "open" }) else {
            let why = periods.isEmpty ? "there is none for that day." : "it is closed."
            throw .fault(.trytonPeriod(day.monthWords, why))
        }
    }

    private func ids(_ body: [UInt8], _ work: DeliveryTrace) async throws(Missing) -> [Int] {
        switch await desk.rows(body, work) {
        case .success(let rows): return rows.compactMap { $0["id"]?.text.flatMap(Int.init) }
        case .failure(let failure): throw .call(failure)
        }
    }

    private static func called(_ result: Result<Int?, TrytonFailure>) throws(Missing) -> Int? {
        do throws(TrytonFailure) { return try result.get() } catch { throw .call(error) }
    }

    private static func only(_ rows: [JSONValue]) -> Int? {
        rows.count == 1 ? rows[0]["id"]?.text.flatMap(Int.init) : nil
    }
}
