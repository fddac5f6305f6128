public import Measures
public import SyncModel

/// A message as a hospital sends it, with what it means.
public struct HospitalMessage: Sendable, Hashable {
    /// The code of the unit that sends it.
    public var unit: String
    /// MSH-10.
    public var controlID: String
    /// `DFT^P03` or `RAS^O17`; something else in a malformed one.
    public var type: String
    /// Byte for byte, without framing.
    public var bytes: [UInt8]
    /// What it documents, one for each FT1 or RXA; empty where it is malformed.
    public var lines: [DocumentedLine]
    /// Why a receiver can't take it; `nil` where it can.
    public var malformation: Malformation?
    /// Whether it is an earlier message, sent again.
    public var isRepeat: Bool

    /// Why a receiver can't take a message.
    public enum Malformation: String, Sendable, Hashable, CaseIterable {
        /// A DFT without FT1: AE, 100.
        case withoutLines
        /// An FT1 that says neither what nor how: AE, 101.
        case emptyLine
        /// MSH-12 names a version that there never was: AR, 203.
        case unknownVersion
        /// A kind of message that nobody asked for: AR, 200.
        case unsupportedType
    }
}

/// One FT1 or RXA: what was documented, and what the ERP should make of it.
public struct DocumentedLine: Sendable, Hashable {
    /// Its number in the message, from 1.
    public var number: Int
    /// The hospital's code of the item.
    public var code: String
    /// How much, as sent.
    public var quantity: ExactDecimal
    /// The word for the unit, as sent; empty where it has none.
    public var unit: String
    /// Where the stock was taken from.
    public var location: String
    /// New, taken back, or nothing to account for.
    public var action: EventAction
    /// What is wrong with it; `nil` where it goes through.
    public var flaw: LineFlaw?
    /// What it does to the ERP's stock in the end, when every fault that a fix can mend is mended; `nil` where nothing.
    public var change: StockChange?

    /// A change of stock in the item's primary unit.
    public struct StockChange: Sendable, Hashable {
        /// Which stock.
        public var stock: StockKey
        /// By how much: negative for usage.
        public var quantity: ExactDecimal

        /// Joins a stock with a change.
        public init(stock: StockKey, quantity: ExactDecimal) {
            self.stock = stock
            self.quantity = quantity
        }
    }
}
