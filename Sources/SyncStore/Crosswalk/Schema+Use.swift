extension Schema {
    /// How often the crosswalk's entries are used, and what leads to an item.
    static let sixth = """
        ALTER TABLE crosswalk_use ADD COLUMN uses INTEGER NOT NULL DEFAULT 0;

        -- Since when uses are counted: what wasn't used before says nothing.
        CREATE TABLE crosswalk_counting (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          since INTEGER NOT NULL
        ) STRICT;

        -- The codes that lead to an item. Costs where an entry is changed, never where a message comes in.
        CREATE INDEX item_mapping_of_item ON item_mapping (item);
        """
}
