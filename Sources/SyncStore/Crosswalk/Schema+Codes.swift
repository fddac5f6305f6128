extension Schema {
    /// Codes of the catalog's tables, beside item codes, unit words and locations.
    static let eighth = """
        -- What a sender's code means by a table: 'table:charge-account'.
        CREATE TABLE code_mapping (
          kind TEXT NOT NULL CHECK (kind GLOB 'table:?*'),
          source TEXT NOT NULL,
          code TEXT NOT NULL,
          value TEXT NOT NULL,
          version INTEGER NOT NULL,
          author TEXT NOT NULL,
          changed_at INTEGER NOT NULL,
          PRIMARY KEY (kind, source, code)
        ) STRICT, WITHOUT ROWID;
        -- How many codes mean a value. Costs where an entry is changed, never where a message comes in.
        CREATE INDEX code_mapping_of_value ON code_mapping (kind, value);

        -- The kinds of entries were a closed list.
        CREATE TABLE crosswalk_change_anew (
          id INTEGER PRIMARY KEY,
          at INTEGER NOT NULL,
          kind TEXT NOT NULL CHECK (kind IN ('item', 'unit', 'location') OR kind GLOB 'table:?*'),
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
        INSERT INTO crosswalk_change_anew
          SELECT id, at, kind, source, code, item, before, after, author, approver, command, why, undoes
          FROM crosswalk_change;
        DROP TABLE crosswalk_change;
        ALTER TABLE crosswalk_change_anew RENAME TO crosswalk_change;
        CREATE INDEX crosswalk_change_of_entry ON crosswalk_change (source, kind, code, item);
        CREATE INDEX crosswalk_change_of_command ON crosswalk_change (command) WHERE command IS NOT NULL;

        CREATE TABLE crosswalk_dated_anew (
          kind TEXT NOT NULL CHECK (kind IN ('item', 'unit', 'location') OR kind GLOB 'table:?*'),
          source TEXT NOT NULL,
          code TEXT NOT NULL,
          item TEXT NOT NULL,
          valid_from INTEGER NOT NULL,
          mapping TEXT NOT NULL,
          author TEXT NOT NULL,
          changed_at INTEGER NOT NULL,
          PRIMARY KEY (kind, source, code, item, valid_from)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO crosswalk_dated_anew
          SELECT kind, source, code, item, valid_from, mapping, author, changed_at
          FROM crosswalk_dated;
        DROP TABLE crosswalk_dated;
        ALTER TABLE crosswalk_dated_anew RENAME TO crosswalk_dated;
        """
}
