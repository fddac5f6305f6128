extension Schema {
    /// What reconciliations add up.
    static let booked = """
        -- How much each delivery of a flow is about that a reconciliation counts, by the flow, the day, the item and the
        -- place. What became of it stands with the delivery.
        CREATE TABLE booked (
          key TEXT NOT NULL,
          delivery INTEGER NOT NULL,
          quantity TEXT NOT NULL,
          unit TEXT NOT NULL,
          takes_back INTEGER NOT NULL CHECK (takes_back = 0 OR takes_back = 1),
          PRIMARY KEY (key, delivery)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX booked_of_delivery ON booked (delivery);
        """
}
