/// A part of the hospital with an interface of its own: one MLLP connection, one MSH-3.
public struct SendingUnit: Sendable, Hashable {
    /// What its items and locations are listed under: `OR`, `ICU`, `ED`, `CATH`, `PHARM`.
    public var code: String
    /// MSH-3.
    public var application: String
    /// MSH-4.
    public var facility: String
    /// How many of the hospital's messages are its own, from 0 to 1.
    public var share: Double
    /// How many of its messages are administrations (RAS^O17), from 0 to 1; the others are charges (DFT^P03).
    public var administrations: Double

    /// Joins what there is to know of a unit.
    public init(code: String, application: String, facility: String, share: Double, administrations: Double) {
        self.code = code
        self.application = application
        self.facility = facility
        self.share = share
        self.administrations = administrations
    }

    /// Operating rooms, intensive care, emergency, catheter laboratory, pharmacy.
    public static let all = [
        SendingUnit(code: "OR", application: "ORLOG", facility: "NGH", share: 0.30, administrations: 0),
        SendingUnit(code: "ICU", application: "ICUDOC", facility: "NGH", share: 0.22, administrations: 0.3),
        SendingUnit(code: "ED", application: "EDTRACK", facility: "LKS", share: 0.22, administrations: 0.25),
        SendingUnit(code: "CATH", application: "CATHLAB", facility: "NGH", share: 0.10, administrations: 0),
        SendingUnit(code: "PHARM", application: "MEDADMIN", facility: "CHC", share: 0.16, administrations: 1),
    ]
}
