import Foundation
import GRDB
public import SyncModel

/// A replay under way, as its row holds it.
public struct OpenReplay: Sendable, Hashable {
    /// The id of the command that asked for it.
    public var id: String
    /// Who asked.
    public var actor: String
    /// Why.
    public var reason: String
    /// What was asked for.
    public var order: Order
    /// How many of its deliveries were worked on.
    public var position: Int

    /// A replay that begins.
    public init(id: String, actor: String, reason: String, order: Order) {
        self.id = id
        self.actor = actor
        self.reason = reason
        self.order = order
        position = 0
    }

    init?(row: Row) {
        let selection: String = row["selection"]
        guard let order = try? StateJSON.decode(Order.self, from: Data(selection.utf8)), order.items != nil else {
            return nil
        }
        self.init(id: row["id"], actor: row["actor"], reason: row["reason"], order: order)
        position = row["position"]
    }

    /// The deliveries that go, in their order.
    public var items: [Item] { order.items ?? [] }

    /// What was asked for and shown, as JSON in the row.
    public struct Order: Sendable, Hashable, Codable {
        /// What it is about, in words.
        public var words: String
        /// The digest of the dry run.
        public var digest: String
        /// What is changed, of the one delivery that goes.
        public var edit: EventEdit?
        /// The deliveries that go; gone once it has ended.
        public var items: [Item]?

        /// Joins what was asked for.
        public init(words: String, digest: String, edit: EventEdit?, items: [Item]) {
            self.words = words
            self.digest = digest
            self.edit = edit
            self.items = items
        }
    }

    /// One delivery, with a print of what the dry run made of it. As text: `4711:0a1b2c3d4e5f`.
    public struct Item: Sendable, Hashable, Codable {
        /// The delivery.
        public var id: DeliveryID
        /// The first digits of a hash over where it stood and what would be sent.
        public var print: String

        /// Joins the two.
        public init(id: DeliveryID, print: String) {
            self.id = id
            self.print = print
        }

        /// Reads the text.
        public init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            let parts = try container.decode(String.self).split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let number = Int64(parts[0]) else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "no number and print")
            }
            self.init(id: DeliveryID(rawValue: number), print: String(parts[1]))
        }

        /// Writes the text.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode("\(id):\(print)")
        }
    }
}
