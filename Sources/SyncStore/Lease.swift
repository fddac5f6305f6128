/// The lease: which engine works on a state.
///
/// A kernel lock on the file beside the state settles a killed holder at once; the row, with an epoch that only grows,
/// fences a paused one: every engine transaction checks that the epoch is still its own.
public enum Lease {
    /// How long a heartbeat counts.
    public static let duration: Duration = .seconds(5)
    /// How often it is written.
    public static let heartbeat: Duration = .seconds(2)
}
