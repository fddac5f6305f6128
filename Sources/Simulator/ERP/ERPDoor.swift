internal import Logging

/// What stands behind a door: answers requests, and may refuse connections for a while.
protocol ERPHost: AnyObject, Sendable {
    /// What a request is answered with; `nil` closes the connection.
    func answer(_ request: ERPRequest) async throws -> ERPAnswer?
    /// Whether a new connection is closed at once.
    var refusesConnections: Bool { get }
}

/// Opens and closes the ERP's port, one change at a time, and keeps its number for when it opens again.
actor ERPDoor {
    private var listener: ERPListener?
    private var port = 0
    private var isStarted = false
    private var change: Task<Void, any Error>?

    /// Starts to listen; returns the port.
    func open(port: Int, as erp: any ERPHost, logger: Logger) async throws -> Int {
        self.port = port
        isStarted = true
        try await enqueue { try await $0.listen(as: erp, logger: logger) }
        return self.port
    }

    /// Stops for good.
    func shut() async {
        isStarted = false
        await lock()
    }

    /// Stops listening; connections are refused from here on.
    func lock() async {
        // Closing doesn't throw; a change that failed before has told its own caller.
        try? await enqueue { await $0.close() }
    }

    /// Listens again, where it should and doesn't.
    func unlock(as erp: any ERPHost, logger: Logger) async throws {
        guard isStarted else { return }
        try await enqueue { try await $0.listen(as: erp, logger: logger) }
    }

    /// Closes every connection.
    func hangUp() { listener?.hangUp() }

    /// Runs one change after the other, since each of them waits in the middle.
    private func enqueue(_ work: @escaping @Sendable (isolated ERPDoor) async throws -> Void) async throws {
        let previous = change
        let next = Task {
            _ = await previous?.result
            try await work(self)
        }
        change = next
        try await next.value
    }

    private func listen(as erp: any ERPHost, logger: Logger) async throws {
        guard listener == nil, isStarted else { return }
        let opened = try await ERPListener(
            port: port, logger: logger, answer: { [weak erp] in try await erp?.answer($0) },
            refusesConnections: { [weak erp] in erp?.refusesConnections ?? true })
        listener = opened
        port = opened.port
    }

    private func close() async {
        let closing = listener
        listener = nil
        await closing?.close()
    }
}
