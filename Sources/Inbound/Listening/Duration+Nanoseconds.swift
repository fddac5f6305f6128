extension Duration {
    /// Whole nanoseconds, held at what NIO can count.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max / 4 : min(whole, .max / 4) + attoseconds / 1_000_000_000
    }
}
