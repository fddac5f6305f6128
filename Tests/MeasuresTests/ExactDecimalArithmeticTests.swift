import Testing

import Measures

@Suite("Exact decimal arithmetic")
struct ExactDecimalArithmeticTests {
    private func decimal(_ text: String) throws -> ExactDecimal {
        try #require(ExactDecimal(text))
    }

    @Test(
        "sums, differences, products and quotients are exact",
        arguments: [
            ("0.1", "0.2", "0.3", "-0.1", "0.02", "0.5"),
            ("2", "50", "52", "-48", "100", "0.04"),
            ("-1.5", "0.5", "-1", "-2", "-0.75", "-3"),
            ("1", "3", "4", "-2", "3", nil),
            ("0", "7", "7", "-7", "0", "0"),
            ("1", "0", "1", "1", "0", nil),
            (
                "12", "0.00000000000000000000000000000000000004", "12.00000000000000000000000000000000000004",
                "11.99999999999999999999999999999999999996", "0.00000000000000000000000000000000000048", nil
            ),
        ] as [(String, String, String, String, String, String?)])
    func exact(left: String, right: String, sum: String, difference: String, product: String, quotient: String?) throws
    {
        let (left, right) = (try decimal(left), try decimal(right))
        // 12 and 38 places together need 40 digits.
        let fits = left.scale + right.scale < 38
        #expect(left.adding(right)?.description == (fits ? sum : nil))
        #expect(left.subtracting(right)?.description == (fits ? difference : nil))
        #expect(left.multiplied(by: right)?.description == product)
        #expect(left.divided(by: right)?.description == quotient)
    }

    @Test("what does not fit is nil and never a trap")
    func overflow() throws {
        let most = try decimal(String(repeating: "9", count: 38))
        let least = try decimal("0." + String(repeating: "0", count: 37) + "1")
        for extreme in [most, most.negated, least, least.negated] {
            for other in [most, most.negated, least, least.negated] {
                _ = extreme.adding(other)
                _ = extreme.subtracting(other)
                _ = extreme.multiplied(by: other)
                _ = extreme.divided(by: other)
                #expect((extreme < other) == (other > extreme))
            }
        }
        #expect(most.adding(1) == nil)
        #expect(most.multiplied(by: 10) == nil)
        #expect(least.divided(by: 10) == nil)
        #expect(most.divided(by: least) == nil)
        #expect(most.subtracting(most) == .zero)
        #expect(most > least)
        #expect(most.negated < least.negated)
        #expect(ExactDecimal(coefficient: 1, scale: .min) == nil)
        #expect(ExactDecimal(coefficient: 1, scale: .max) == nil)
        #expect(ExactDecimal(coefficient: 0, scale: .max) == .zero)
        #expect(ExactDecimal(coefficient: .min, scale: 0) == nil)
        #expect(ExactDecimal(coefficient: 5, scale: -1) == 50)
    }

    @Test("small numbers agree with whole-number arithmetic and with themselves")
    func exhaustive() throws {
        for left in -30...30 {
            for right in -30...30 {
                for scale in 0...2 {
                    let first = try #require(ExactDecimal(coefficient: Int128(left), scale: scale))
                    let second = ExactDecimal(right)
                    let unit = [1, 10, 100][scale]
                    #expect(
                        first.adding(second) == ExactDecimal(coefficient: Int128(left + right * unit), scale: scale))
                    #expect(
                        first.multiplied(by: second) == ExactDecimal(coefficient: Int128(left * right), scale: scale))
                    #expect((first < second) == (left < right * unit))
                    #expect((first == second) == (left == right * unit))
                    #expect((first.hashValue == second.hashValue) || left != right * unit)
                    if let quotient = first.divided(by: second) {
                        #expect(quotient.multiplied(by: second) == first)
                    } else {
                        #expect(right == 0 || [3, 7, 9, 11, 13].contains { right % $0 == 0 } || right.magnitude > 16)
                    }
                    #expect(ExactDecimal(first.description) == first)
                }
            }
        }
    }

    @Test(
        "rounding happens only as asked",
        arguments: [
            ("2.5", "2", "3", "2", "3", "2", "3"), ("3.5", "4", "4", "3", "4", "3", "4"),
            ("-2.5", "-2", "-3", "-2", "-3", "-3", "-2"), ("0.04", "0", "0", "0", "1", "0", "1"),
            ("-0.04", "0", "0", "0", "-1", "-1", "0"), ("7", "7", "7", "7", "7", "7", "7"),
            ("2.51", "3", "3", "2", "3", "2", "3"), ("2.49", "2", "2", "2", "3", "2", "3"),
        ])
    func rounding(
        text: String, halfEven: String, half: String, towardZero: String, away: String, down: String, up: String
    ) throws {
        let value = try decimal(text)
        let expected: [RoundingMode: String] = [
            .halfEven: halfEven, .halfAwayFromZero: half, .towardZero: towardZero, .awayFromZero: away, .down: down,
            .up: up,
        ]
        for mode in RoundingMode.allCases {
            #expect(value.rounded(places: 0, mode: mode).description == expected[mode], "\(mode)")
            #expect(value.rounded(places: 2, mode: mode) == value)
        }
        #expect(value.rounded(places: -3, mode: .halfEven) == value.rounded(places: 0, mode: .halfEven))
    }

    @Test("sign and wholeness are told apart from notation")
    func properties() throws {
        let value = try decimal("-2.50")
        #expect(value.isNegative && !value.isWhole && !value.isZero)
        #expect(value.magnitude == value.negated)
        #expect(try decimal("-0.0").isNegative == false)
        #expect(try decimal("2.00").isWhole)
        #expect(try decimal("2.00").wholeValue == 2)
        #expect(value.wholeValue == nil)
        #expect(try decimal("99999999999999999999").wholeValue == nil)
    }
}
