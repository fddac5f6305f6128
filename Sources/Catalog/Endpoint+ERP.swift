extension Endpoint {
    /// What Tryton's stock needs beside the line itself.
    public struct TrytonStock: Sendable, Hashable {
        /// The database, as the path of every call names it.
        public var database: String
        /// The number of the company whose stock it is.
        public var company: Int
        /// The code or name of the location for a store room; one that isn't here has its own name there.
        public var storeRooms: [String: String]
        /// The code or name of the location that a cost centre's use goes to; for one that isn't here it is
        /// ``costCenterPrefix`` and its number.
        public var costCenters: [String: String]
        /// What stands before a cost centre's number in the code of its location.
        public var costCenterPrefix: String
        /// The symbol of a unit; one that isn't here has its own code there.
        public var units: [String: String]

        /// The usual names: store rooms by their own, cost centres behind `CC-`, units by their own.
        public init(
            database: String, company: Int = 1, storeRooms: [String: String] = [:], costCenters: [String: String] = [:],
            costCenterPrefix: String = "CC-", units: [String: String] = [:]
        ) {
            self.database = database
            self.company = company
            self.storeRooms = storeRooms
            self.costCenters = costCenters
            self.costCenterPrefix = costCenterPrefix
            self.units = units
        }
    }

    /// What a material document of SAP S/4HANA needs beside the line itself.
    public struct SAPMaterialDocument: Sendable, Hashable {
        /// The plant of an organization; one that isn't here is a plant itself.
        public var plants: [String: String]
        /// The storage location of a store room; one that isn't here is one itself.
        public var storageLocations: [String: String]
        /// The cost centre as SAP has it; one that isn't here has the same number there.
        public var costCenters: [String: String]
        /// The unit of entry; one that isn't here has its own code there.
        public var units: [String: String]
        /// `GoodsMovementType` of usage.
        public var issueMovement: String
        /// `GoodsMovementType` of a reversal.
        public var reversalMovement: String
        /// How the system is told that a request is a repeat.
        public var repeatability: Repeatability
        /// Whether `GLAccount` carries the line's account; else the system determines it.
        public var sendsAccount: Bool

        /// The usual set-up: our codes, movements 201 and 202, no repeatability, accounts determined there.
        public init(
            plants: [String: String] = [:], storageLocations: [String: String] = [:],
            costCenters: [String: String] = [:], units: [String: String] = [:], issueMovement: String = "201",
            reversalMovement: String = "202", repeatability: Repeatability = .none, sendsAccount: Bool = false
        ) {
            self.plants = plants
            self.storageLocations = storageLocations
            self.costCenters = costCenters
            self.units = units
            self.issueMovement = issueMovement
            self.reversalMovement = reversalMovement
            self.repeatability = repeatability
            self.sendsAccount = sendsAccount
        }

        /// Which headers tell the system that a request is a repeat.
        public enum Repeatability: String, Sendable, Hashable, CaseIterable {
            /// None: what is in doubt is looked up by its reference.
            case none
            /// SAP Gateway's `RequestID` and `RepeatabilityCreation`.
            case requestID = "request-id"
            /// OASIS's `Repeatability-Request-ID` and `Repeatability-First-Sent`.
            case oasis = "repeatability-request-id"
        }
    }
}
