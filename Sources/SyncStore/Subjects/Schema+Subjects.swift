extension Schema {
    /// What events are about, and what takes back what.
    static let subjects = """
        -- The original that a reversal takes back.
        ALTER TABLE delivery ADD COLUMN takes_back INTEGER;
        -- The reversal that a new record came behind.
        ALTER TABLE delivery ADD COLUMN follows INTEGER;
        CREATE INDEX delivery_taking_back ON delivery (takes_back) WHERE takes_back IS NOT NULL;

        -- What is known of each thing that events of a flow are about: the delivery that says the last of it.
        CREATE TABLE subject (
          flow TEXT NOT NULL,
          key BLOB NOT NULL CHECK (length(key) = 16),
          delivery INTEGER NOT NULL,
          standing TEXT NOT NULL CHECK (standing = 'recorded' OR standing = 'reversed' OR standing = 'awaited'),
          content BLOB NOT NULL CHECK (length(content) = 16),
          PRIMARY KEY (flow, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX subject_of_delivery ON subject (delivery);
        """
}
