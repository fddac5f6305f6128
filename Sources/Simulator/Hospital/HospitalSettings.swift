/// How a simulated hospital sends.
public struct HospitalSettings: Sendable, Hashable {
    /// The host that listens.
    public var host: String
    /// Its MLLP port.
    public var port: Int
    /// Who sends; each has connections of its own.
    public var units: [SendingUnit]
    /// How often what happens.
    public var rates: HospitalRates
    /// How many messages are sent in all, repeats included; `nil` goes on until it is stopped.
    public var messageCount: Int?
    /// How many messages leave in a second, all units together; `nil` as fast as they are acknowledged.
    public var messagesPerSecond: Double?
    /// How long an acknowledgment may take before the connection is closed and the message sent again.
    public var acknowledgmentTimeout: Duration
    /// How long to wait before a lost or refused connection is tried again.
    public var reconnectDelay: Duration
    /// How often one message is sent at most; then it is given up and counted so.
    public var maximumAttempts: Int
    /// What every MSH-10 begins with; two runs on one state need two. Up to eight characters.
    public var controlIDPrefix: String

    /// A hospital of five units that sends to the loopback interface, without pause and without end.
    public init(
        host: String = "127.0.0.1", port: Int, units: [SendingUnit] = SendingUnit.all,
        rates: HospitalRates = HospitalRates(), messageCount: Int? = nil, messagesPerSecond: Double? = nil,
        acknowledgmentTimeout: Duration = .seconds(10), reconnectDelay: Duration = .milliseconds(500),
        maximumAttempts: Int = 200, controlIDPrefix: String = ""
    ) {
        self.host = host
        self.port = port
        self.units = units
        self.rates = rates
        self.messageCount = messageCount
        self.messagesPerSecond = messagesPerSecond
        self.acknowledgmentTimeout = acknowledgmentTimeout
        self.reconnectDelay = reconnectDelay
        self.maximumAttempts = maximumAttempts
        self.controlIDPrefix = controlIDPrefix
    }
}
