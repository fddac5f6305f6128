extension Schema {
    /// Approvals, the crosswalk's history, what people tell each other, and flows that are held.
    static let fourth = """
        -- A request that needs somebody else: what was asked for, what was shown of it, and what came of it.
        CREATE TABLE approval (
          id INTEGER PRIMARY KEY,
          command TEXT NOT NULL,
          kind TEXT NOT NULL,
          maker TEXT NOT NULL,
          at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL,
          rule TEXT NOT NULL,
          approvers TEXT NOT NULL,
          note TEXT NOT NULL,
          proposal TEXT NOT NULL,
          cause TEXT,
          value INTEGER NOT NULL,
          digest TEXT NOT NULL,
          print TEXT NOT NULL,
          request BLOB NOT NULL,
          state TEXT NOT NULL DEFAULT 'pending'
            CHECK (state IN ('pending', 'approved', 'rejected', 'withdrawn', 'expired')),
          decided_by TEXT,
          decided_at INTEGER,
          decision TEXT,
          outcome TEXT,
          CHECK ((state = 'pending') = (decided_at IS NULL)),
          CHECK ((state = 'pending') = (decided_by IS NULL)),
          -- Nobody decides about their own request, whatever the program does.
          CHECK (state NOT IN ('approved', 'rejected') OR decided_by <> maker)
        ) STRICT;
        CREATE INDEX approval_pending ON approval (id) WHERE state = 'pending';
        CREATE INDEX approval_due ON approval (expires_at) WHERE state = 'pending';
        CREATE UNIQUE INDEX approval_pending_same ON approval (print) WHERE state = 'pending';
        CREATE INDEX approval_pending_of_cause ON approval (cause) WHERE state = 'pending' AND cause IS NOT NULL;

        -- Each change of a crosswalk entry: who, when, why, from what to what, approved by whom.
        CREATE TABLE crosswalk_change (
          id INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          kind TEXT NOT NULL CHECK (kind IN ('item', 'unit', 'location')),
          source TEXT NOT NULL,
          code TEXT NOT NULL,
          item TEXT NOT NULL,
          before TEXT NOT NULL,
          after TEXT NOT NULL,
          author TEXT NOT NULL,
          approver TEXT,
          command TEXT,
          why TEXT NOT NULL,
          undoes INTEGER,
          CHECK (approver IS NULL OR approver <> author)
        ) STRICT;
        CREATE INDEX crosswalk_change_of_entry ON crosswalk_change (source, kind, code, item);
        CREATE INDEX crosswalk_change_of_command ON crosswalk_change (command) WHERE command IS NOT NULL;

        -- What a change let go, so that it can be taken back.
        ALTER TABLE exception ADD COLUMN fix INTEGER;
        CREATE INDEX exception_of_fix ON exception (fix) WHERE fix IS NOT NULL;

        -- What an entry says from a day on; the entry itself holds before the first of them.
        CREATE TABLE crosswalk_dated (
          kind TEXT NOT NULL CHECK (kind IN ('item', 'unit', 'location')),
          source TEXT NOT NULL,
          code TEXT NOT NULL,
          item TEXT NOT NULL,
          valid_from INTEGER NOT NULL,
          mapping TEXT NOT NULL,
          author TEXT NOT NULL,
          changed_at INTEGER NOT NULL,
          PRIMARY KEY (kind, source, code, item, valid_from)
        ) STRICT, WITHOUT ROWID;

        -- When an entry was last used, to the hour.
        CREATE TABLE crosswalk_use (
          kind TEXT NOT NULL,
          source TEXT NOT NULL,
          code TEXT NOT NULL,
          item TEXT NOT NULL,
          used_at INTEGER NOT NULL,
          PRIMARY KEY (kind, source, code, item)
        ) STRICT, WITHOUT ROWID;

        -- How often a cause has stopped something, ever.
        ALTER TABLE cause ADD COLUMN seen INTEGER NOT NULL DEFAULT 0;
        UPDATE cause SET seen = open;
        CREATE INDEX cause_seen ON cause (seen DESC) WHERE seen > 0;

        CREATE TABLE comment (
          id INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          author TEXT NOT NULL,
          exception INTEGER,
          cause TEXT,
          text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 2000),
          CHECK ((exception IS NULL) <> (cause IS NULL))
        ) STRICT;
        CREATE INDEX comment_of_exception ON comment (exception) WHERE exception IS NOT NULL;
        CREATE INDEX comment_of_cause ON comment (cause) WHERE cause IS NOT NULL;

        CREATE TABLE saved_view (
          user TEXT NOT NULL,
          name TEXT NOT NULL,
          specification TEXT NOT NULL,
          changed_at INTEGER NOT NULL,
          PRIMARY KEY (user, name)
        ) STRICT, WITHOUT ROWID;

        -- Flows that a person has held, or has let run again.
        CREATE TABLE flow_state (
          flow TEXT PRIMARY KEY,
          condition TEXT NOT NULL CHECK (condition IN ('running', 'draining', 'paused')),
          through INTEGER NOT NULL,
          reason TEXT NOT NULL,
          actor TEXT NOT NULL,
          changed_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
