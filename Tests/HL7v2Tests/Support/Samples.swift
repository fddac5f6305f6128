import HL7v2

/// Messages the tests share, invented.
enum Samples {
    /// A charge message in enhanced mode with two FT1, a Z segment, repetitions, sub-components and a delete.
    static let charges = bytes(
        #"MSH|^~\&|EPIC|MAIN|TALLY|HQ|20250304050607-0500||DFT^P03^DFT_P03|C1|P|2.5.1|||AL|NE||UNICODE UTF-8"#,
        #"EVN|P03|20250304050600"#,
        #"PID|1||M1^^^A&1.2.3&ISO^MR~A1^^^B^AN||DOE^JOHN"#,
        #"FT1|1|T1||20250304||CG|4471-B^SUTURE\T\CO&x||""|2|||OR1"#,
        #"ZPA|1|EA|CART3^Cart"#,
        #"FT1|2|T2||20250304||CG|9^NINE||""|1"#
    )

    /// The least that is a message, in original mode.
    static let bare = bytes(#"MSH|^~\&|A|B|C|D|2025||ADT^A08|77|T|2.3"#)

    /// Segments joined with CR, and one at the end.
    static func bytes(_ segments: String...) -> [UInt8] {
        segments.flatMap { Array($0.utf8) + [0x0D] }
    }
}

extension [UInt8] {
    /// For comparing whole messages in one expectation; CR becomes LF, so that a failure can be read.
    var lines: String {
        String(decoding: map { $0 == 0x0D ? 0x0A : $0 }, as: UTF8.self)
    }
}
