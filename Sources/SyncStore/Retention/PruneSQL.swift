/// What retention reads and writes; each statement goes by a primary key or an index.
enum PruneSQL {
    static let totals = "SELECT * FROM pruned WHERE id = 1"
    static let writeTotals = """
        UPDATE pruned SET
          at = ?, messages = ?, deliveries = ?, dead_letters = ?, emptied = ?, last_message = ?, last_event = ?,
          last_delivery = ?, last_exception = ?, audit_records = ?, audit_hash = ?, audit_messages = ?, audit_digest = ?
        WHERE id = 1
        """
    static let policy = "SELECT policy FROM pruned WHERE id = 1"
    static let adopt = "UPDATE pruned SET policy = ? WHERE id = 1"
    static let startOver = "DELETE FROM prune_walk"

    /// The columns before the payload lie on the row's own page.
    static let message = """
        SELECT source, control_id, received_at, disposition, digest, length(payload) AS bytes,
          EXISTS (SELECT 1 FROM replay WHERE ended_at IS NULL) AS replaying
        FROM message
        WHERE id = ?
        """
    static let deliveries = """
        SELECT delivery.id, delivery.event, delivery.flow, delivery.state, delivery.value, delivery.settled_at,
          coalesce(substr(event.body, 1, 19) = CAST('{"action":"reverse"' AS BLOB), 0) AS reverses
        FROM delivery
        LEFT JOIN event ON event.id = delivery.event
        WHERE delivery.message = ?
        ORDER BY delivery.id
        """
    static let exceptions = "SELECT id, delivery, code, closed_at FROM exception WHERE message = ? ORDER BY id"

    static let walk = "SELECT record, message FROM prune_walk WHERE kind = ? AND retention = ?"
    static let writeWalk = """
        INSERT INTO prune_walk (kind, retention, record, message) VALUES (?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET record = excluded.record, message = excluded.message
        """
    static let records = """
        SELECT seq, at, actor, action, subject
        FROM audit
        WHERE seq > ?
        ORDER BY seq
        LIMIT ?
        """
    static let messages = "SELECT id FROM message WHERE id >= ? AND id <= ? ORDER BY id"
    static let later = """
        SELECT message, kind, first, last
        FROM prune_later
        WHERE due_at <= ?
        ORDER BY due_at
        LIMIT ?
        """
    static let lookLater = """
        INSERT INTO prune_later (message, kind, due_at, first, last) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET due_at = excluded.due_at
        """
    static let clearLater = "DELETE FROM prune_later WHERE message = ?"
    static let clearLaterOf = "DELETE FROM prune_later WHERE message = ? AND kind = ?"

    static let emptyMessage = "UPDATE message SET payload = zeroblob(0) WHERE id = ?"
    static let emptyEvent = "UPDATE event SET body = NULL WHERE id = ?"
    static let emptyDelivery = "UPDATE delivery SET resolved = NULL WHERE id = ? AND settled_at IS NOT NULL"
    static let emptyEdits = """
        UPDATE edit
        SET before = json_remove(before, '$.event'), after = ''
        WHERE delivery = ?
        """

    static let attempts = "DELETE FROM attempt WHERE delivery = ?"
    static let edits = "DELETE FROM edit WHERE delivery = ?"
    static let event = "DELETE FROM event WHERE id = ?"
    static let delivery = "DELETE FROM delivery WHERE id = ? AND settled_at IS NOT NULL"
    static let exceptionsOf = "DELETE FROM exception WHERE message = ? AND closed_at IS NOT NULL"
    static let removeMessage = "DELETE FROM message WHERE id = ?"
    static let forgetKey = "DELETE FROM intake_key WHERE source = ? AND control_id = ? AND message = ?"
    static let keepKey = """
        UPDATE intake_key
        SET digest = ?, forget_at = ?
        WHERE source = ? AND control_id = ? AND message = ?
        """
    static let isAnyLeft = "SELECT id FROM message WHERE id >= ? AND id <= ? LIMIT 1"
    static let keepDigest = "INSERT INTO pruned_digest (message, digest) VALUES (?, ?)"
    static let clearDigests = "DELETE FROM pruned_digest WHERE message >= ? AND message <= ?"
}
