import Foundation
import GRDB
import GRDBSQLite

/// A cached statement whose values are bound straight to SQLite: for the few that run for every message, where boxing
/// their arguments costs more than writing the row.
///
/// Values are bound in the order of the statement's question marks; SQLite copies them.
@safe
struct DirectStatement: ~Copyable {
    private let database: Database
    private let sql: String
    private let handle: OpaquePointer
    private var position: Int32 = 0
    private var code: Int32 = SQLITE_OK

    /// Prepares the statement, or takes it from the connection's cache.
    init(_ database: Database, _ sql: String) throws {
        self.database = database
        self.sql = sql
        unsafe handle = try database.cachedStatement(sql: sql).sqliteStatement
        unsafe sqlite3_reset(handle)
    }

    /// Binds a number, or NULL.
    mutating func bind(_ value: Int64?) {
        position += 1
        let result =
            if let value { unsafe sqlite3_bind_int64(handle, position, value) } else {
                unsafe sqlite3_bind_null(handle, position)
            }
        note(result)
    }

    /// Binds a text, or NULL.
    mutating func bind(_ value: String?) {
        position += 1
        guard var value else { return note(unsafe sqlite3_bind_null(handle, position)) }
        // No text isn't NULL.
        if value.isEmpty { return note(unsafe sqlite3_bind_text(handle, position, "", 0, Self.copied)) }
        let place = position
        let handle = unsafe handle
        let result = value.withUTF8 { text in
            unsafe text.withMemoryRebound(to: CChar.self) { text in
                unsafe sqlite3_bind_text(handle, place, text.baseAddress, Int32(text.count), Self.copied)
            }
        }
        note(result)
    }

    /// Binds bytes, or NULL.
    mutating func bind(_ value: Data?) {
        position += 1
        guard let value else { return note(unsafe sqlite3_bind_null(handle, position)) }
        // No bytes aren't NULL.
        if value.isEmpty { return note(unsafe sqlite3_bind_zeroblob(handle, position, 0)) }
        let place = position
        let handle = unsafe handle
        let result = unsafe value.withUnsafeBytes { bytes in
            unsafe sqlite3_bind_blob64(handle, place, bytes.baseAddress, UInt64(bytes.count), Self.copied)
        }
        note(result)
    }

    /// Runs the statement, which answers no rows.
    ///
    /// - Throws: a `DatabaseError` where a value couldn't be bound or SQLite refuses.
    consuming func run() throws {
        let result = code == SQLITE_OK ? unsafe sqlite3_step(handle) : code
        let message = result == SQLITE_DONE ? nil : database.lastErrorMessage
        unsafe sqlite3_reset(handle)
        guard result == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: result), message: message, sql: sql)
        }
    }

    /// Runs a query and reads the first column of its first row, a number; `nil` where there is no row.
    ///
    /// - Throws: a `DatabaseError` where SQLite refuses.
    consuming func number() throws -> Int64? {
        let result = unsafe sqlite3_step(handle)
        let value = result == SQLITE_ROW ? unsafe sqlite3_column_int64(handle, 0) : nil
        let message = result == SQLITE_ROW || result == SQLITE_DONE ? nil : database.lastErrorMessage
        unsafe sqlite3_reset(handle)
        guard result == SQLITE_ROW || result == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: result), message: message, sql: sql)
        }
        return value
    }

    private mutating func note(_ result: Int32) { if code == SQLITE_OK { code = result } }

    /// `SQLITE_TRANSIENT`: SQLite makes a copy before the call returns.
    private static var copied: sqlite3_destructor_type { unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}
