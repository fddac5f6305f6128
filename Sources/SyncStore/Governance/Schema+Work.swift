extension Schema {
    /// Who works on a cause, and what was said of its rows, whatever their number.
    static let seventh = """
        -- Only the open rows that somebody has taken on: a cause of a hundred thousand free ones costs nothing.
        CREATE INDEX exception_open_held ON exception (cause, claimed_by)
          WHERE closed_at IS NULL AND claimed_by IS NOT NULL;

        -- How many comments it has.
        ALTER TABLE exception ADD COLUMN said INTEGER NOT NULL DEFAULT 0;
        UPDATE exception
        SET said = (SELECT count(*) FROM comment WHERE comment.exception = exception.id)
        WHERE id IN (SELECT exception FROM comment WHERE exception IS NOT NULL);
        CREATE INDEX exception_open_said ON exception (cause, said) WHERE closed_at IS NULL AND said > 0;
        """
}
