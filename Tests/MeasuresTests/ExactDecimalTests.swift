import Testing

import Measures

@Suite("Exact decimals")
struct ExactDecimalTests {
    @Test(
        "numbers are read as HL7 writes them and written in plain notation",
        arguments: [
            ("0.04", "0.04"), ("-2", "-2"), ("+7", "7"), (" 12.50 ", "12.5"), ("-0.00", "0"), (".5", "0.5"),
            ("5.", "5"),
            ("0000123", "123"), ("1000000", "1000000"), ("-123.792", "-123.792"),
            ("1.0000000000000000000000000000000000000000000", "1"),
            ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
            ("0.00000000000000000000000000000000000001", "0.00000000000000000000000000000000000001"),
        ])
    func reads(text: String, plain: String) throws {
        #expect(ExactDecimal(text)?.description == plain)
        #expect(ExactDecimal(utf8: Array(text.utf8))?.description == plain)
    }

    @Test(
        "anything else is no number",
        arguments: [
            "", " ", "-", "+", ".", "-.", "1e3", "1,000", "1 2", "--1", "1-", "1.2.3", "abc", "0x10", "\"\"", "1\n",
            "٣", "NaN",
            "100000000000000000000000000000000000000", "0.000000000000000000000000000000000000001",
            "170141183460469231731687303715884105728", "9999999999999999999999999999999999999999999999999",
        ])
    func refuses(text: String) {
        #expect(ExactDecimal(text) == nil)
    }
}
