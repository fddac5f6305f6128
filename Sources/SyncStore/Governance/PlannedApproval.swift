public import Foundation
public import SyncModel

/// What somebody has to approve before it is sent.
public struct PlannedApproval: Sendable, Hashable {
    /// Exactly what would be sent: the JSON of a ``SyncModel/Booking``.
    public var booking: Data
    /// Who decides.
    public var approvers: Set<Role>
    /// Why it needs approval.
    public var rule: String
    /// What an approver is shown. Its print is that of the booking; what is about a patient is masked.
    public var proposal: Proposal

    /// Joins what would be sent with who decides about it.
    ///
    /// - Parameter proposal: its print is put in.
    public init(booking: Data, approvers: Set<Role>, rule: String, proposal: Proposal) {
        self.booking = booking
        self.approvers = approvers
        self.rule = rule
        self.proposal = proposal
        self.proposal.print = Hexadecimal.digits(Self.digest(of: booking))
    }

    /// What an approval of it holds for.
    public var digest: Data { Self.digest(of: booking) }

    /// Stands for a booking: its SHA-256.
    public static func digest(of booking: Data) -> Data { PayloadDigest.of(booking) }
}
