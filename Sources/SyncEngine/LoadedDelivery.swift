import SyncModel
import SyncStore

/// A delivery as it was read back to be sent.
enum LoadedDelivery {
    /// As it was stored, by its checksum.
    case whole(OpenDelivery)
    /// What it would send isn't what was stored, or can't be read: nothing is sent. Where it stands is known.
    case damaged(OpenDelivery)
    /// Not even where it stands can be read.
    case unreadable(StateFileProblem)
}

extension WorkReader {
    /// Deliveries as they can be read; those that aren't there are left out. One on a damaged page doesn't keep those
    /// beside it from being read.
    func loadEach(_ ids: [DeliveryID]) throws(StateFileProblem) -> [DeliveryID: LoadedDelivery] {
        var loaded: [DeliveryID: LoadedDelivery] = [:]
        do throws(StateFileProblem) {
            for delivery in try load(ids) {
                loaded[delivery.id] = delivery.isWhole ? .whole(delivery) : .damaged(delivery)
            }
        } catch {
            guard error.storageFault == .damaged else { throw error }
            guard let id = ids.first, ids.count == 1 else {
                for id in ids { loaded[id] = try loadEach([id])[id] }
                return loaded
            }
            do throws(StateFileProblem) { loaded[id] = try loadOutline(id).map(LoadedDelivery.damaged) } catch {
                loaded[id] = .unreadable(error)
            }
        }
        return loaded
    }
}

extension Settlement.Decision {
    /// What is stored is damaged: a person decides, and nothing wrong is sent.
    static let damaged = Settlement.Decision.faulted(
        Fault(
            .messageMalformed,
            detail: "What is stored for it isn't what was received: not sent. Plan it again, or have it sent again."))
}
