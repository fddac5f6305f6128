/// What retention needs to find what is due, and to keep provable what it has removed.
extension Schema {
    static let third = """
        -- What retention has removed in all. The digest of this row stands in the last audit record of a removal.
        CREATE TABLE pruned (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          at INTEGER,
          messages INTEGER NOT NULL,
          deliveries INTEGER NOT NULL,
          dead_letters INTEGER NOT NULL,
          -- Messages that are still there without their payload.
          emptied INTEGER NOT NULL,
          -- The highest numbers that were removed: they are never given again.
          last_message INTEGER NOT NULL,
          last_event INTEGER NOT NULL,
          last_delivery INTEGER NOT NULL,
          last_exception INTEGER NOT NULL,
          -- The checkpoint of the audit chain: what stood before the first record that is still there.
          audit_records INTEGER NOT NULL,
          audit_hash BLOB NOT NULL CHECK (length(audit_hash) = 32),
          audit_messages INTEGER NOT NULL,
          audit_digest BLOB NOT NULL CHECK (length(audit_digest) = 32),
          policy TEXT NOT NULL
        ) STRICT;
        INSERT INTO pruned VALUES (1, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, zeroblob(32), 0, zeroblob(32), '');

        -- Of removed messages, as long as others of their commit are there: its record covers them all.
        CREATE TABLE pruned_digest (
          message INTEGER PRIMARY KEY,
          digest BLOB NOT NULL CHECK (length(digest) = 32)
        ) STRICT;

        -- How far each walk through the audit chain is: one for each retention that a flow has.
        CREATE TABLE prune_walk (
          kind TEXT NOT NULL CHECK (kind = 'payload' OR kind = 'work'),
          retention INTEGER NOT NULL,
          record INTEGER NOT NULL,
          message INTEGER NOT NULL,
          PRIMARY KEY (kind, retention)
        ) STRICT, WITHOUT ROWID;

        -- Messages that a walk has passed by, with the time to look at them again and the ends of their commit.
        CREATE TABLE prune_later (
          message INTEGER NOT NULL,
          kind TEXT NOT NULL CHECK (kind = 'payload' OR kind = 'work'),
          due_at INTEGER NOT NULL,
          first INTEGER NOT NULL,
          last INTEGER NOT NULL,
          PRIMARY KEY (message, kind)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX prune_later_due ON prune_later (due_at);

        -- A key may outlive its message: then it has the digest that repeats are told by.
        ALTER TABLE intake_key ADD COLUMN digest BLOB;
        ALTER TABLE intake_key ADD COLUMN forget_at INTEGER;
        CREATE INDEX intake_key_forget ON intake_key (forget_at) WHERE forget_at IS NOT NULL;

        CREATE INDEX command_at ON command (at);
        CREATE INDEX replay_ended ON replay (ended_at) WHERE ended_at IS NOT NULL;
        CREATE INDEX notice_ended ON notice (ended_at) WHERE ended_at IS NOT NULL;
        CREATE INDEX notification_of_notice ON notification (notice);

        -- Minutes that are over a week old, rolled up.
        CREATE TABLE metric_hour (
          scope TEXT NOT NULL,
          hour INTEGER NOT NULL,
          accepted INTEGER NOT NULL,
          delivered INTEGER NOT NULL,
          failed INTEGER NOT NULL,
          faulted INTEGER NOT NULL,
          latency BLOB NOT NULL,
          PRIMARY KEY (scope, hour)
        ) STRICT, WITHOUT ROWID;

        -- A resubmission of more than one transaction takes, and how far it is.
        CREATE TABLE resubmission (
          command TEXT PRIMARY KEY,
          at INTEGER NOT NULL,
          actor TEXT NOT NULL,
          cause TEXT NOT NULL,
          position INTEGER NOT NULL,
          last INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
