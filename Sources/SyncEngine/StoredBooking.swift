import Crypto
import Foundation
import SyncModel
import SyncStore

/// What a delivery asks for as the state keeps it: the booking, and beside it what its key is made from since the
/// destination refused something else under the key before.
struct StoredBooking: Codable, Hashable, Sendable {
    /// What is asked for.
    var booking: Booking
    /// What the key follows; `nil` as long as it has been the same since the message came.
    var key: KeyContent?

    /// What a renewed key is made from.
    struct KeyContent: Codable, Hashable, Sendable {
        /// A hash over the booking.
        var content: String
        /// The same of the booking before; `nil` where that had the first key.
        var before: String?
    }

    private enum Key: String, CodingKey { case key = "key-content" }

    init(_ booking: Booking, key: KeyContent? = nil) {
        self.booking = booking
        self.key = key
    }

    /// Reads a booking, with or without what its key follows.
    init(from decoder: any Decoder) throws {
        booking = try Booking(from: decoder)
        key = try decoder.container(keyedBy: Key.self).decodeIfPresent(KeyContent.self, forKey: .key)
    }

    /// Writes one object: the booking's own members, and one more where its key follows something.
    func encode(to encoder: any Encoder) throws {
        try booking.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encodeIfPresent(key, forKey: .key)
    }

    /// What the key of a stored booking follows. Costs next to nothing where it follows nothing.
    static func key(of stored: Data?) -> KeyContent? {
        guard let stored, stored.range(of: Data("\"key-content\"".utf8)) != nil else { return nil }
        return (try? StateJSON.decode(StoredBooking.self, from: stored))?.key
    }

    /// A stored booking whose key follows something else; one that can't be read stays as it is.
    static func stored(_ booking: Data, key: KeyContent?) throws -> Data {
        guard key != nil || Self.key(of: booking) != nil else { return booking }
        var stored = try StateJSON.decode(StoredBooking.self, from: booking)
        stored.key = key
        return try StateJSON.encode(stored)
    }
}

extension OpenDelivery {
    /// Whether it asks for what a plan asks for, whatever its key follows.
    func asks(for planned: Data?) -> Bool {
        guard planned != resolved else { return true }
        guard let planned, let resolved, StoredBooking.key(of: resolved) != nil else { return false }
        return (try? StoredBooking.stored(resolved, key: nil)) == planned
    }

    /// What is stored when it goes again and a plan asks for `planned`, at a destination that honours keys, where
    /// nothing of it may be booked.
    ///
    /// What the destination has refused it doesn't know as booked: something else gets a key of its own. It is made
    /// from the content, so that a restored state makes the same. Otherwise it keeps its key.
    ///
    /// - Parameters:
    ///   - isRefused: whether the last that was heard is a refusal, or a person's word that nothing is booked.
    ///   - isAwaited: whether what is stored now only waited for approval: what was sent before isn't known.
    func stored(_ planned: Data, isRefused: Bool, isAwaited: Bool) throws -> Data {
        guard let resolved, isAwaited || !asks(for: planned) else { return resolved ?? planned }
        let before = StoredBooking.key(of: resolved)
        guard isRefused else { return try StoredBooking.stored(planned, key: before) }
        let content = Hexadecimal.digits(SHA256.hash(data: planned).prefix(8))
        return try StoredBooking.stored(planned, key: .init(content: content, before: before?.content))
    }
}
