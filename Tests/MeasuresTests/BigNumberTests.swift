import Testing

@testable import Measures

@Suite("Numbers of any size")
struct BigNumberTests {
    /// Numbers whose limbs sit at the edges where long division goes wrong.
    private var edges: [BigNatural] {
        let limbs: [UInt128] = [0, 1, 2, 0x7fff_ffff, 0x8000_0000, 0xffff_fffe, 0xffff_ffff]
        var numbers: [BigNatural] = []
        for high in limbs {
            for middle in limbs {
                for low in limbs {
                    let number = BigNatural(high << 64 | middle << 32 | low)
                    numbers.append(number)
                    numbers.append(number.shiftedLeft(96) + BigNatural(low))
                }
            }
        }
        return numbers
    }

    @Test("quotient times divisor plus remainder is the number again")
    func division() {
        let numbers = edges
        for (index, number) in numbers.enumerated() {
            for step in [1, 7, 50, 333] {
                let divisor = numbers[(index * 31 + step) % numbers.count]
                guard !divisor.isZero else { continue }
                let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
                #expect(remainder < divisor)
                #expect(quotient * divisor + remainder == number)
                let common = BigNatural.greatestCommonDivisor(number, divisor)
                #expect(number.quotientAndRemainder(dividingBy: common).remainder.isZero)
                #expect(BigNatural.distance(number + divisor, divisor) == number)
            }
        }
    }

    @Test("long numbers divide as a power of ten shows")
    func powers() throws {
        let large = BigNatural(powerOfTen: 120)
        #expect(large.decimalDigits == "1" + String(repeating: "0", count: 120))
        #expect(
            large.quotientAndRemainder(dividingBy: BigNatural(powerOfTen: 77)).quotient == BigNatural(powerOfTen: 43))
        let odd = large + .one
        let (quotient, remainder) = odd.quotientAndRemainder(dividingBy: BigNatural(powerOfTen: 60))
        #expect(quotient == BigNatural(powerOfTen: 60))
        #expect(remainder == .one)
        #expect(BigNatural(digits: odd.decimalDigits.utf8) == odd)
        #expect(large.quotientAndRemainder(dividingBy: .zero).remainder == large)
    }

    @Test("fractions add, multiply and stay in lowest terms")
    func fractions() throws {
        let third = try #require(BigRational(scientific: "3")?.reciprocal)
        let sixth = try #require(BigRational(scientific: "6")?.reciprocal)
        #expect((third + sixth).decimal?.description == "0.5")
        #expect(third - sixth == sixth)
        #expect(sixth - third == sixth.negated)
        #expect((third - third).isZero)
        #expect(third.power(-3)?.decimal == 27)
        #expect(BigRational.zero.power(-1) == nil)
        #expect(BigRational(scientific: "254e-2")?.decimal?.description == "2.54")
        for text in ["", "e5", "1e", "1.2.3", "x", "1e9999", ".", "--1"] {
            #expect(BigRational(scientific: text) == nil)
        }
    }

    @Test(
        "floating point is read and written to the last bit",
        arguments: [
            0, 1, -1, 0.1, -273.15, 1e300, -1e-300, Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude,
            Double.leastNormalMagnitude,
            6.02214076e23,
        ])
    func doubles(value: Double) throws {
        let rational = try #require(BigRational(value))
        let subnormal = value != 0 && abs(value) < Double.leastNormalMagnitude * 2
        #expect(rational.doubleValue == value || subnormal)
        #expect(BigRational(Double.infinity) == nil)
        #expect(BigRational(Double.nan) == nil)
    }

    @Test("digits that count are kept whatever the magnitude")
    func significantDigits() throws {
        let third = try #require(BigRational(scientific: "3")?.reciprocal)
        #expect(third.rounded(significantDigits: 3, mode: .halfEven)?.description == "0.333")
        let large = try #require(BigRational(scientific: "123456e20"))
        #expect(large.rounded(significantDigits: 2, mode: .halfEven)?.description == "12000000000000000000000000")
        let small = try #require(BigRational(scientific: "-9.996e-7"))
        #expect(small.rounded(significantDigits: 3, mode: .halfAwayFromZero)?.description == "-0.000001")
        #expect(try #require(BigRational(scientific: "1e60")).rounded(significantDigits: 3, mode: .halfEven) == nil)
        #expect(try #require(BigRational(scientific: "1e-60")).rounded(significantDigits: 3, mode: .halfEven) == nil)
    }
}
