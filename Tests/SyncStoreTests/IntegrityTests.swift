import Foundation
import GRDB
import SyncModel
import Testing

@testable import SyncStore

@Suite("Damage in the state")
struct IntegrityTests {
    let state: TemporaryState

    init() throws { state = try TemporaryState() }

    @Test("a seal is broken by any changed byte, and what has none is taken as it is")
    func seals() {
        let bytes = Data(#"{"quantity":"2"}"#.utf8)
        let sealed = Seal.seal(bytes)
        #expect(Seal.open(sealed) == bytes)
        #expect(Seal.open(bytes) == bytes)
        #expect(Seal.open(Seal.seal(Data())) == Data())
        for index in sealed.indices where index != bytes.count {
            var changed = sealed
            changed[index] ^= 1
            #expect(Seal.open(changed) == nil, "byte \(index)")
        }
        #expect(Seal.open(sealed.dropLast()) == nil)
    }

    @Test("what a delivery sends is read back as it was stored, and known to be changed when it was")
    func sealedDeliveries() throws {
        let store = try state.store()
        try store.accept(Sample.message("A1"))
        let work = try state.work()
        let id = DeliveryID(rawValue: 1)
        #expect(try work.load([id]).first?.resolved == Data("{}".utf8))
        #expect(try work.load([id]).first?.isWhole == true)
        try state.tamper("UPDATE delivery SET resolved = CAST(x'7b20' || substr(resolved, 3) AS BLOB)")
        #expect(try work.load([id]).first?.isWhole == false)
    }

    @Test("a changed payload of a delivery that sends it is known")
    func payloads() throws {
        let store = try state.store()
        let whole = DeliveryPlan(.ready(nil), value: .zero)
        try store.accept(Sample.message("A1", content: "first", deliveries: [Sample.delivery(whole)]))
        try store.accept(Sample.message("A2", content: "second", deliveries: [Sample.delivery(whole)]))
        try state.tamper("UPDATE message SET payload = CAST('fir5t' AS BLOB) WHERE id = 1")
        let found = try state.work().load([1, 2].map(DeliveryID.init(rawValue:)))
        #expect(found.map(\.isWhole) == [false, true])
        let scan = try state.reader().scanOpen(after: DeliveryID(rawValue: 0), limit: 10)
        #expect(scan.checked == 2 && scan.last?.rawValue == 2 && scan.damaged.map(\.rawValue) == [1])
        #expect(try state.reader().scanOpen(after: DeliveryID(rawValue: 2), limit: 10).last == nil)
    }

    @Test("an outline of a delivery says where it stands, without what it sends")
    func outline() throws {
        let store = try state.store()
        try store.accept(Sample.message("A1", deliveries: [Sample.delivery(lane: "V1")]))
        let outline = try #require(try state.work().loadOutline(DeliveryID(rawValue: 1)))
        #expect(outline.lane == "V1" && outline.flow == Sample.flow && outline.state == .queued)
        #expect(!outline.isWhole && outline.resolved == nil && outline.payload.isEmpty)
        #expect(try state.work().loadOutline(DeliveryID(rawValue: 9)) == nil)
    }

    /// Overwrites a page of the file, as a failing disk does.
    private func damagePage(_ page: Int) throws {
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: state.path))
        try file.seek(toOffset: UInt64(page - 1) * 4096)
        try file.write(contentsOf: Data(repeating: 0xA5, count: 4096))
        try file.close()
    }

    @Test("a damaged page is found in its table only, by name")
    func damagedPage() throws {
        let store = try state.store()
        for number in 1...200 { try store.accept(Sample.message("A\(number)")) }
        try store.release(now: Sample.start)
        let tables = try state.reader().tables()
        for table in tables { #expect(try state.reader().damage(ofTable: table) == []) }
        let root: Int? = try state.ask("SELECT rootpage FROM sqlite_schema WHERE name = 'attempt'")
        try state.tamper("PRAGMA wal_checkpoint(TRUNCATE)")
        try damagePage(try #require(root))
        let damaged = try tables.filter { try !state.reader().damage(ofTable: $0).isEmpty }
        #expect(damaged == ["attempt"])
    }
}
