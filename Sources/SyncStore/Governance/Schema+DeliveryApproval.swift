extension Schema {
    /// Deliveries that somebody has to approve before they are sent.
    static let deliveryApprovals = """
        -- The delivery that a request is about, where it is about one; and who may not decide about it.
        ALTER TABLE approval ADD COLUMN delivery INTEGER;
        ALTER TABLE approval ADD COLUMN barred TEXT NOT NULL DEFAULT '';
        CREATE UNIQUE INDEX approval_pending_of_delivery ON approval (delivery)
          WHERE state = 'pending' AND delivery IS NOT NULL;

        -- The SHA-256 of the booking that was approved, and who sent it again.
        ALTER TABLE delivery ADD COLUMN approved BLOB;
        ALTER TABLE delivery ADD COLUMN hands TEXT;
        """
}
