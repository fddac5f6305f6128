import SyncModel
import Testing

@testable import SyncEngine

@Suite("Refusals of a delivery's own")
struct OwnRefusalTests {
    @Test("it takes three refusals with something accepted between each two of them")
    func convinces() {
        var refusals = OwnRefusals()
        func refuse(_ id: Int64, sentAt: Int, accepted: Int?) -> Bool {
            refusals.isOwn(
                DeliveryID(rawValue: id), sentAt: .seconds(sentAt), acceptedSentAt: accepted.map { .seconds($0) })
        }
        #expect(!refuse(1, sentAt: 1, accepted: nil))
        #expect(!refuse(1, sentAt: 3, accepted: 2))
        #expect(!refuse(1, sentAt: 4, accepted: 2))
        #expect(refuse(1, sentAt: 6, accepted: 5))
        // Decided; if it comes back, it begins anew.
        #expect(!refuse(1, sentAt: 9, accepted: 8))
    }

    @Test("an endpoint that accepts nothing refuses them all")
    func concernsAll() {
        var refusals = OwnRefusals()
        for second in 10..<500 {
            let isOwn = refusals.isOwn(
                DeliveryID(rawValue: Int64(second % 3)), sentAt: .seconds(second), acceptedSentAt: .seconds(9))
            #expect(!isOwn)
        }
    }
}
