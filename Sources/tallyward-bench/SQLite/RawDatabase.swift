import GRDBSQLite

/// One connection through the bare C API, set up as the engine sets up its own.
@safe final class RawDatabase {
    private let handle: OpaquePointer

    /// Opens a state file that exists.
    init(path: String) throws {
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE, nil)
        guard code == SQLITE_OK, let opened = unsafe opened else {
            unsafe sqlite3_close_v2(opened)
            throw Untrustworthy("\(path) can't be opened: SQLite says \(code).")
        }
        unsafe handle = opened
        try execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")
    }

    deinit { unsafe sqlite3_close_v2(handle) }

    /// Runs statements that answer nothing of interest.
    func execute(_ statements: String) throws {
        let code = unsafe sqlite3_exec(handle, statements, nil, nil, nil)
        guard code == SQLITE_OK else { throw problem(code) }
    }

    /// Compiles a statement that is run many times.
    func prepare(_ statement: String) throws -> RawStatement {
        var compiled: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            handle, statement, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil)
        guard code == SQLITE_OK, let compiled = unsafe compiled else { throw problem(code) }
        return unsafe RawStatement(compiled, of: self)
    }

    fileprivate func problem(_ code: Int32) -> Untrustworthy {
        let message = unsafe sqlite3_errmsg(handle).map { unsafe String(cString: $0) }
        return Untrustworthy("SQLite refused (\(code)): \(message ?? "no reason given")")
    }
}

/// A compiled statement.
@safe final class RawStatement {
    private let handle: OpaquePointer
    private let database: RawDatabase
    private static let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    fileprivate init(_ handle: OpaquePointer, of database: RawDatabase) {
        unsafe self.handle = handle
        self.database = database
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Sets parameter `index`, from 1.
    func bind(_ index: Int32, _ number: Int64) { unsafe sqlite3_bind_int64(handle, index, number) }

    /// Sets parameter `index` to text in UTF-8.
    func bind(_ index: Int32, text: [UInt8]) {
        unsafe text.withUnsafeBytes { bytes in
            let characters = unsafe bytes.assumingMemoryBound(to: CChar.self)
            _ = unsafe sqlite3_bind_text(handle, index, characters.baseAddress, Int32(bytes.count), Self.copied)
        }
    }

    /// Sets parameter `index` to bytes.
    func bind(_ index: Int32, blob: [UInt8]) {
        unsafe blob.withUnsafeBytes { bytes in
            _ = unsafe sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count), Self.copied)
        }
    }

    /// Runs it to its end.
    func run() throws {
        var code = unsafe sqlite3_step(handle)
        while code == SQLITE_ROW { code = unsafe sqlite3_step(handle) }
        unsafe sqlite3_reset(handle)
        guard code == SQLITE_DONE else { throw database.problem(code) }
    }
}
