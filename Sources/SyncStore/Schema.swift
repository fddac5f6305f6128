import GRDB

/// The tables, oldest version first. A migration that has landed is never edited: a change is a new one.
///
/// One row says what happened to the work (`delivery`), another what we told the sender (`message.disposition`).
/// Rows only ever arrive at the end of `message`, `event` and `delivery`; the open ones are found through partial
/// indexes, so that nothing costs more as history grows.
enum Schema {
    /// The version a state file has after all migrations of this program.
    static let version = migrations.count

    private static let migrations: [(name: String, sql: String)] = [
        ("1 messages, events, deliveries, exceptions, crosswalks, audit, metrics, lease", first),
        ("2 notices, feeds, replays", second),
        ("3 retention, hours, resubmissions", third),
        ("4 approvals, crosswalk history, comments, views, flows", fourth),
        ("5 figures for screens", fifth),
        ("6 use of the crosswalk", sixth),
        ("7 who works on a cause", seventh),
        ("8 codes of tables", eighth),
        ("9 what events are about", subjects),
        ("10 what is kept", kept),
        ("11 deliveries that need approval", deliveryApprovals),
        ("12 what reconciliations add up", booked),
    ]

    /// Brings a state file up to this program's version, in one transaction a version.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for (name, sql) in migrations {
            migrator.registerMigration(name) { try $0.execute(sql: sql) }
        }
        return migrator
    }

    private static let first = """
        CREATE TABLE state (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          identity BLOB NOT NULL CHECK (length(identity) = 8),
          created_at INTEGER NOT NULL
        ) STRICT;
        INSERT INTO state VALUES (1, randomblob(8), unixepoch() * 1000);

        CREATE TABLE lease (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          epoch INTEGER NOT NULL,
          holder TEXT NOT NULL,
          pid INTEGER NOT NULL,
          taken_at INTEGER NOT NULL,
          heartbeat_at INTEGER NOT NULL,
          released_at INTEGER
        ) STRICT;

        CREATE TABLE message (
          id INTEGER PRIMARY KEY,
          source TEXT NOT NULL,
          control_id TEXT NOT NULL,
          type TEXT NOT NULL,
          version TEXT NOT NULL,
          received_at INTEGER NOT NULL,
          disposition TEXT NOT NULL CHECK (disposition = 'accepted' OR disposition = 'refused'),
          digest BLOB NOT NULL CHECK (length(digest) = 32),
          payload BLOB NOT NULL
        ) STRICT;

        -- The only way to a message by the sender's id; repeats are told from it.
        CREATE TABLE intake_key (
          source TEXT NOT NULL,
          control_id TEXT NOT NULL,
          message INTEGER NOT NULL,
          PRIMARY KEY (source, control_id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE event (
          id INTEGER PRIMARY KEY,
          message INTEGER NOT NULL,
          line INTEGER NOT NULL,
          type TEXT NOT NULL,
          body BLOB
        ) STRICT;

        CREATE TABLE delivery (
          id INTEGER PRIMARY KEY,
          event INTEGER NOT NULL,
          message INTEGER NOT NULL,
          line INTEGER NOT NULL,
          flow TEXT NOT NULL,
          endpoint TEXT NOT NULL,
          lane TEXT,
          -- Chains of OR: an IN list is built anew for each row that is written.
          state TEXT NOT NULL CHECK (state = 'queued' OR state = 'sending' OR state = 'waiting' OR state = 'in-doubt'
            OR state = 'faulted' OR state = 'delivered' OR state = 'dead' OR state = 'dismissed'),
          value INTEGER NOT NULL,
          attempts INTEGER NOT NULL DEFAULT 0,
          accepted_at INTEGER NOT NULL,
          due_at INTEGER,
          settled_at INTEGER,
          document TEXT,
          reason TEXT,
          resolved BLOB,
          CHECK ((state = 'delivered') = (document IS NOT NULL)),
          CHECK ((state <> 'dead' AND state <> 'dismissed') OR reason IS NOT NULL),
          CHECK ((state = 'delivered' OR state = 'dead' OR state = 'dismissed') = (settled_at IS NOT NULL))
        ) STRICT;
        CREATE INDEX delivery_of_message ON delivery (message);
        -- What an engine takes up at its start: open work, and what is stopped in a lane that others wait in.
        CREATE INDEX delivery_open ON delivery (id)
          WHERE settled_at IS NULL AND (state <> 'faulted' OR lane IS NOT NULL);

        CREATE TABLE attempt (
          delivery INTEGER NOT NULL,
          number INTEGER NOT NULL,
          at INTEGER NOT NULL,
          outcome TEXT NOT NULL CHECK (outcome IN ('delivered', 'transient', 'ambiguous', 'permanent', 'looked-up')),
          code TEXT NOT NULL,
          status INTEGER,
          detail TEXT NOT NULL,
          took_ms INTEGER NOT NULL,
          PRIMARY KEY (delivery, number, at)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE exception (
          id INTEGER PRIMARY KEY,
          delivery INTEGER,
          message INTEGER NOT NULL,
          flow TEXT NOT NULL,
          code TEXT NOT NULL,
          owner TEXT NOT NULL,
          cause TEXT NOT NULL,
          fault TEXT NOT NULL,
          item TEXT NOT NULL,
          description TEXT NOT NULL,
          quantity TEXT NOT NULL,
          unit TEXT NOT NULL,
          location TEXT NOT NULL,
          value INTEGER NOT NULL,
          opened_at INTEGER NOT NULL,
          claimed_by TEXT,
          closed_at INTEGER,
          resolution TEXT,
          CHECK ((closed_at IS NULL) = (resolution IS NULL))
        ) STRICT;
        -- Each ends in the row's number: a cause's exceptions in their order, and the lists, dearest first.
        CREATE INDEX exception_open_of_cause ON exception (cause) WHERE closed_at IS NULL;
        CREATE INDEX exception_open_by_cause ON exception (cause, value DESC) WHERE closed_at IS NULL;
        CREATE INDEX exception_open_by_owner ON exception (owner, value DESC) WHERE closed_at IS NULL;
        -- Holds what a text filter looks at too: a hundred thousand rows are searched as one types.
        CREATE INDEX exception_open_by_value
          ON exception (value DESC, id, owner, item, description, location, code, flow)
          WHERE closed_at IS NULL;
        CREATE INDEX exception_of_delivery ON exception (delivery) WHERE delivery IS NOT NULL;
        CREATE INDEX exception_of_message ON exception (message);

        -- What open exceptions share, counted as they open and close.
        CREATE TABLE cause (
          cause TEXT PRIMARY KEY,
          code TEXT NOT NULL,
          owner TEXT NOT NULL,
          fault TEXT NOT NULL,
          description TEXT NOT NULL,
          open INTEGER NOT NULL CHECK (open >= 0),
          value INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX cause_open ON cause (owner) WHERE open > 0;

        CREATE TABLE master_item (
          number TEXT PRIMARY KEY,
          description TEXT NOT NULL,
          unit TEXT NOT NULL,
          indivisible INTEGER NOT NULL CHECK (indivisible IN (0, 1)),
          unit_cost INTEGER NOT NULL,
          manufacturer_number TEXT,
          manufacturer TEXT,
          gtin TEXT
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE pack_factor (
          item TEXT NOT NULL,
          unit TEXT NOT NULL,
          contains TEXT NOT NULL,
          of_unit TEXT NOT NULL,
          author TEXT NOT NULL,
          changed_at INTEGER NOT NULL,
          PRIMARY KEY (item, unit)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE item_mapping (
          source TEXT NOT NULL,
          code TEXT NOT NULL,
          item TEXT NOT NULL,
          default_unit TEXT,
          version INTEGER NOT NULL,
          author TEXT NOT NULL,
          changed_at INTEGER NOT NULL,
          PRIMARY KEY (source, code)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE unit_mapping (
          source TEXT NOT NULL,
          word TEXT NOT NULL,
          item TEXT NOT NULL,
          unit TEXT NOT NULL,
          version INTEGER NOT NULL,
          author TEXT NOT NULL,
          changed_at INTEGER NOT NULL,
          PRIMARY KEY (source, word, item)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE location_mapping (
          source TEXT NOT NULL,
          code TEXT NOT NULL,
          organization TEXT NOT NULL,
          subinventory TEXT NOT NULL,
          cost_center TEXT,
          account TEXT,
          version INTEGER NOT NULL,
          author TEXT NOT NULL,
          changed_at INTEGER NOT NULL,
          PRIMARY KEY (source, code)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tally (
          flow TEXT NOT NULL,
          line TEXT NOT NULL,
          count INTEGER NOT NULL CHECK (count >= 0),
          value INTEGER NOT NULL,
          PRIMARY KEY (flow, line)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE metric (
          scope TEXT NOT NULL,
          minute INTEGER NOT NULL,
          accepted INTEGER NOT NULL,
          delivered INTEGER NOT NULL,
          failed INTEGER NOT NULL,
          faulted INTEGER NOT NULL,
          latency BLOB NOT NULL,
          PRIMARY KEY (scope, minute)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE endpoint_state (
          endpoint TEXT PRIMARY KEY,
          condition TEXT NOT NULL CHECK (condition IN ('up', 'limited', 'down', 'paused', 'unknown')),
          detail TEXT NOT NULL,
          resumes_at INTEGER,
          changed_at INTEGER NOT NULL,
          last_success_at INTEGER
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE audit (
          seq INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          actor TEXT NOT NULL,
          action TEXT NOT NULL,
          subject TEXT NOT NULL,
          detail TEXT NOT NULL,
          hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;

        -- Commands that were applied, with the answer: the same id is answered again, not applied again.
        CREATE TABLE command (
          id TEXT PRIMARY KEY,
          at INTEGER NOT NULL,
          reply BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let second = """
        -- What people are told before they reach for a spreadsheet: one row a cause, from its start to its end.
        CREATE TABLE notice (
          id INTEGER PRIMARY KEY,
          kind TEXT NOT NULL CHECK (kind IN ('endpoint', 'feed-silent', 'feed-flood', 'storage')),
          subject TEXT NOT NULL,
          level TEXT NOT NULL CHECK (level IN ('warning', 'critical')),
          text TEXT NOT NULL,
          waiting INTEGER NOT NULL,
          value INTEGER NOT NULL,
          started_at INTEGER NOT NULL,
          changed_at INTEGER NOT NULL,
          back_at INTEGER,
          ended_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX notice_open ON notice (kind, subject) WHERE ended_at IS NULL;

        -- What each of the catalog's targets is told of a notice; kept until it was taken.
        CREATE TABLE notification (
          id INTEGER PRIMARY KEY,
          notice INTEGER NOT NULL,
          target TEXT NOT NULL,
          moment TEXT NOT NULL CHECK (moment IN ('start', 'worse', 'end')),
          text TEXT NOT NULL,
          at INTEGER NOT NULL,
          attempts INTEGER NOT NULL DEFAULT 0,
          due_at INTEGER,
          settled_at INTEGER,
          problem TEXT
        ) STRICT;
        CREATE INDEX notification_open ON notification (id) WHERE settled_at IS NULL;

        -- The rhythm that each source is known by.
        CREATE TABLE feed (
          source TEXT PRIMARY KEY,
          rhythm TEXT NOT NULL,
          last_at INTEGER,
          changed_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- Dead letters by their end, latest first.
        CREATE INDEX delivery_dead ON delivery (settled_at DESC, id) WHERE state = 'dead' OR state = 'dismissed';

        -- A replay that was asked for, and how far it is.
        CREATE TABLE replay (
          id TEXT PRIMARY KEY,
          at INTEGER NOT NULL,
          actor TEXT NOT NULL,
          reason TEXT NOT NULL,
          selection TEXT NOT NULL,
          total INTEGER NOT NULL,
          replayed INTEGER NOT NULL DEFAULT 0,
          skipped INTEGER NOT NULL DEFAULT 0,
          position INTEGER NOT NULL DEFAULT 0,
          ended_at INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX replay_open ON replay (at) WHERE ended_at IS NULL;

        -- What a person changed before a replay; the original stays.
        CREATE TABLE edit (
          id INTEGER PRIMARY KEY,
          delivery INTEGER NOT NULL,
          at INTEGER NOT NULL,
          actor TEXT NOT NULL,
          reason TEXT NOT NULL,
          before TEXT NOT NULL,
          after TEXT NOT NULL
        ) STRICT;
        CREATE INDEX edit_of_delivery ON edit (delivery);

        -- Which lane a stopped delivery holds, so that each follower can say what it is behind.
        ALTER TABLE exception ADD COLUMN endpoint TEXT;
        ALTER TABLE exception ADD COLUMN lane TEXT;
        UPDATE exception SET
          endpoint = (SELECT endpoint FROM delivery WHERE delivery.id = exception.delivery),
          lane = (SELECT lane FROM delivery WHERE delivery.id = exception.delivery)
          WHERE closed_at IS NULL AND delivery IS NOT NULL;
        CREATE INDEX exception_open_of_lane ON exception (endpoint, lane)
          WHERE closed_at IS NULL AND lane IS NOT NULL;
        """
}
