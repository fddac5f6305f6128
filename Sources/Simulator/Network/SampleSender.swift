/// Sends one HL7 message over MLLP and says what was answered.
public enum SampleSender {
    /// MSA-1 of the answer.
    ///
    /// - Parameters:
    ///   - message: without framing, its segments ended by CR.
    ///   - controlID: MSH-10, which the answer has to name.
    /// - Throws: where nobody listens, and where no answer came within `timeout`.
    public static func send(
        _ message: [UInt8], controlID: String, to port: Int, timeout: Duration = .seconds(10)
    ) async throws -> String {
        let session = try await MLLPSession.connect(host: "127.0.0.1", port: port)
        let sent = HospitalMessage(
            unit: "", controlID: controlID, type: "", bytes: message, lines: [], malformation: nil, isRepeat: false)
        do {
            let code = try await session.send(sent, timeout: timeout).answer.code
            await session.close()
            return code
        } catch {
            await session.close()
            throw error
        }
    }
}
