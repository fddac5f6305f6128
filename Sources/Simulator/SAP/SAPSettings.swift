public import Measures

/// How a simulated SAP is set up.
public struct SAPSettings: Sendable, Hashable {
    /// The login that HTTP Basic lets in.
    public var login: String
    /// Its password.
    public var password: String
    /// The client that OAuth lets in with its secret; tokens as ``ERPSettings`` has them.
    public var tokens: ERPSettings
    /// How long a token against forged requests holds.
    public var sessionLifetime: Duration
    /// Whether requests with `RequestID` are told apart from their repeats.
    public var tellsRepeats: Bool
    /// The months that are closed, as `2026-10`.
    public var closedMonths: Set<String>
    /// Materials that somebody else works on just now.
    public var lockedMaterials: Set<String>
    /// How many of the next bookings are answered without their number.
    public var numbersWithheld: Int

    /// A login `ehr` with the password `demo-secret`, sessions for half an hour, no repeatability, nothing closed.
    public init(
        login: String = "ehr", password: String = "demo-secret", tokens: ERPSettings = ERPSettings(),
        sessionLifetime: Duration = .seconds(1800), tellsRepeats: Bool = false, closedMonths: Set<String> = [],
        lockedMaterials: Set<String> = [], numbersWithheld: Int = 0
    ) {
        self.login = login
        self.password = password
        self.tokens = tokens
        self.sessionLifetime = sessionLifetime
        self.tellsRepeats = tellsRepeats
        self.closedMonths = closedMonths
        self.lockedMaterials = lockedMaterials
        self.numbersWithheld = numbersWithheld
    }
}

/// A material as the simulated SAP knows it.
public struct SAPMaterial: Sendable, Hashable {
    /// Its number.
    public var number: String
    /// How many base units are in one of each unit that it is issued in; 1 for the base unit itself.
    public var units: [String: Int]
    /// How many base units lie in each storage location, by plant and location: `1010/101A`.
    public var stock: [String: ExactDecimal]

    /// Joins a number with its units and its stock.
    public init(number: String, units: [String: Int], stock: [String: ExactDecimal]) {
        self.number = number
        self.units = units
        self.stock = stock
    }
}

/// A material document that the simulated SAP posted.
public struct SAPDocument: Sendable, Hashable {
    /// `MaterialDocument`.
    public var number: String
    /// `MaterialDocumentYear`.
    public var year: String
    /// `ReferenceDocument`.
    public var reference: String
    /// The material of its one item.
    public var material: String
    /// `GoodsMovementType`.
    public var movement: String
    /// What moved, in base units; negative for an issue.
    public var change: ExactDecimal
    /// `CostCenter`.
    public var costCenter: String
}
