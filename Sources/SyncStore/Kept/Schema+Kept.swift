extension Schema {
    /// What flows keep, what is matched against it, and who said what of a field.
    static let kept = """
        -- The latest record of each thing, by the contract and its key; no fields where it was taken back.
        CREATE TABLE kept (
          type TEXT NOT NULL,
          key TEXT NOT NULL,
          delivery INTEGER NOT NULL,
          at INTEGER,
          fields BLOB,
          PRIMARY KEY (type, key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX kept_of_delivery ON kept (delivery);

        -- What each delivery takes of the lines of what is kept. One that was taken out or given up takes nothing.
        CREATE TABLE match_claim (
          type TEXT NOT NULL,
          key TEXT NOT NULL,
          line TEXT NOT NULL,
          delivery INTEGER NOT NULL,
          claimant TEXT NOT NULL,
          quantity TEXT NOT NULL,
          PRIMARY KEY (type, key, line, delivery)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX match_claim_of_delivery ON match_claim (delivery);

        -- What stopped deliveries look at; due once something of it has changed.
        CREATE TABLE match_watch (
          type TEXT NOT NULL,
          key TEXT NOT NULL,
          delivery INTEGER NOT NULL,
          is_due INTEGER NOT NULL DEFAULT 0 CHECK (is_due = 0 OR is_due = 1),
          PRIMARY KEY (type, key, delivery)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX match_watch_of_delivery ON match_watch (delivery);
        CREATE INDEX match_watch_due ON match_watch (delivery) WHERE is_due = 1;

        -- What the owners of fields say of each thing, by the contract and the print of its key.
        CREATE TABLE owned (
          type TEXT NOT NULL,
          key BLOB NOT NULL CHECK (length(key) = 16),
          fields BLOB NOT NULL,
          PRIMARY KEY (type, key)
        ) STRICT, WITHOUT ROWID;
        """
}
