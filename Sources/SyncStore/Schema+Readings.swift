extension Schema {
    /// What the screens read without going through history.
    static let fifth = """
        -- What a flow's objective is about, and what of it was booked in time; both by the minute of acceptance.
        ALTER TABLE metric ADD COLUMN due INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE metric ADD COLUMN in_time INTEGER NOT NULL DEFAULT 0;

        -- The last quarter of an hour in steps of 5 s, and the last 25 hours in steps of 600 s. Each step has a slot
        -- that a later one takes over, so that it never grows.
        CREATE TABLE metric_ring (
          scope TEXT NOT NULL,
          seconds INTEGER NOT NULL CHECK (seconds = 5 OR seconds = 600),
          slot INTEGER NOT NULL,
          number INTEGER NOT NULL,
          accepted INTEGER NOT NULL,
          delivered INTEGER NOT NULL,
          failed INTEGER NOT NULL,
          faulted INTEGER NOT NULL,
          due INTEGER NOT NULL,
          in_time INTEGER NOT NULL,
          latency BLOB NOT NULL,
          PRIMARY KEY (scope, seconds, slot)
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE metric_hour ADD COLUMN due INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE metric_hour ADD COLUMN in_time INTEGER NOT NULL DEFAULT 0;

        -- What the engine says of itself: flows as it runs them, endpoints as it sees them.
        CREATE TABLE published (
          subject TEXT PRIMARY KEY,
          at INTEGER NOT NULL,
          body BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- How far the engine has gone through the audit chain, checking it.
        CREATE TABLE chain_mark (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          seq INTEGER NOT NULL,
          hash BLOB NOT NULL CHECK (length(hash) = 32),
          at INTEGER NOT NULL,
          began_at INTEGER NOT NULL,
          finding TEXT
        ) STRICT;

        -- What was cleared, by its time. Costs where an exception is closed, never where a message comes in.
        CREATE INDEX exception_closed ON exception (closed_at, flow, owner, cause) WHERE closed_at IS NOT NULL;
        -- What people did, without the record of each commit and of each removal by retention.
        CREATE INDEX audit_act ON audit (seq) WHERE action <> 'commit' AND action <> 'prune';
        """
}
