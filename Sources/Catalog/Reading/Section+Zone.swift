import SyncModel

extension Section {
    /// The keys that say where clocks are.
    static let zoneKeys = ["time-zone", "utc-offset"]

    /// The zone that `time-zone` or `utc-offset` names; `nil` where neither is there, or it can't be read.
    func clockZone() -> ClockZone? {
        if let place = keyPlaces["utc-offset"], keyPlaces["time-zone"] != nil {
            findings.error(
                place,
                "'utc-offset' and 'time-zone' both say what clocks show; keep 'utc-offset' only where no clock is ever "
                    + "put forward")
        }
        if let value = self["time-zone"] { return value.timeZone() }
        return self["utc-offset"].flatMap { $0.utcOffset() }.map(ClockZone.init(secondsEastOfUTC:))
    }
}

extension Value {
    /// The name of a zone of the IANA database, such as `America/Chicago`.
    func timeZone() -> ClockZone? {
        guard let text = text() else { return nil }
        if let zone = ClockZone(name: text) { return zone }
        let names = ClockZone.names
        let place = "/" + text.lowercased().map { $0 == " " ? "_" : String($0) }.joined()
        let near = NearestWord.to(text, among: names) ?? names.first { $0.lowercased().hasSuffix(place) }
        guard let near else {
            return refuse("needs the name of a time zone such as America/Chicago, not '\(text.quotable)'")
        }
        return refuse("can't be '\(text.quotable)'; did you mean '\(near)'?")
    }

    /// An offset from UTC such as `-05:00` or `Z`, in seconds.
    func utcOffset() -> Int? {
        parsed("an offset from UTC such as -05:00, in quotes") { text in
            if text == "Z" { return 0 }
            let bytes = Array(text.utf8)
            guard bytes.count == 6, bytes[3] == UInt8(ascii: ":"), let sign = ["+": 1, "-": -1][text.prefix(1)],
                let hours = Int(text.dropFirst().prefix(2)), let minutes = Int(text.suffix(2)),
                bytes.enumerated().allSatisfy({ [0, 3].contains($0.offset) || $0.element.isASCIILetterOrDigit }),
                (0...14).contains(hours), (0...59).contains(minutes)
            else { return nil }
            return sign * (hours * 3600 + minutes * 60)
        }
    }
}
