/// A whole number of any size, for ratios of units whose definitions have dozens of digits.
///
/// Callers bound the size: the parser of unit expressions limits their length and exponents.
struct BigNatural: Hashable, Sendable {
    /// Least significant first, without zeros at the end; empty for zero.
    private(set) var limbs: [UInt32]

    static let zero = BigNatural(limbs: [])
    static let one = BigNatural(limbs: [1])

    private init(limbs: [UInt32]) {
        self.limbs = limbs
        while self.limbs.last == 0 { self.limbs.removeLast() }
    }

    init(_ value: UInt128) {
        self.init(limbs: (0..<4).map { UInt32(truncatingIfNeeded: value >> (32 * UInt128($0))) })
    }

    /// `10^exponent`, for an exponent of 0 or more.
    init(powerOfTen exponent: Int) {
        self = BigNatural(10).power(exponent)
    }

    /// Nil for anything but ASCII digits; zero for none.
    init?(digits: some Sequence<UInt8>) {
        self = .zero
        for byte in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            self = self * BigNatural(10) + BigNatural(UInt128(byte - UInt8(ascii: "0")))
        }
    }

    var isZero: Bool { limbs.isEmpty }
    var isOdd: Bool { (limbs.first ?? 0) & 1 == 1 }

    /// How many bits the number needs.
    var bitWidth: Int {
        guard let last = limbs.last else { return 0 }
        return limbs.count * 32 - last.leadingZeroBitCount
    }

    /// The value, when it fits.
    var small: UInt128? {
        guard limbs.count <= 4 else { return nil }
        return limbs.reversed().reduce(0) { $0 << 32 | UInt128($1) }
    }

    /// The number in decimal notation.
    var decimalDigits: String {
        var groups: [String] = []
        var rest = self
        let billion = BigNatural(1_000_000_000)
        repeat {
            let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: billion)
            let group = String(remainder.small ?? 0)
            groups.append(quotient.isZero ? group : String(repeating: "0", count: 9 - group.count) + group)
            rest = quotient
        } while !rest.isZero
        return groups.reversed().joined()
    }

    func power(_ exponent: Int) -> BigNatural {
        var result = BigNatural.one
        var square = self
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result = result * square }
            rest >>= 1
            if rest > 0 { square = square * square }
        }
        return result
    }

    func shiftedLeft(_ bits: Int) -> BigNatural {
        guard !isZero, bits > 0 else { return self }
        var shifted = [UInt32](repeating: 0, count: bits / 32)
        let rest = UInt64(bits % 32)
        var carry: UInt64 = 0
        for limb in limbs {
            let wide = UInt64(limb) << rest | carry
            shifted.append(UInt32(truncatingIfNeeded: wide))
            carry = wide >> 32
        }
        shifted.append(UInt32(carry))
        return BigNatural(limbs: shifted)
    }

    static func + (left: BigNatural, right: BigNatural) -> BigNatural {
        var sum: [UInt32] = []
        var carry: UInt64 = 0
        for index in 0..<max(left.limbs.count, right.limbs.count) {
            let wide = left.limb(index) + right.limb(index) + carry
            sum.append(UInt32(truncatingIfNeeded: wide))
            carry = wide >> 32
        }
        sum.append(UInt32(carry))
        return BigNatural(limbs: sum)
    }

    /// The distance between two numbers: there is nothing below zero here.
    static func distance(_ left: BigNatural, _ right: BigNatural) -> BigNatural {
        let (larger, smaller) = left < right ? (right, left) : (left, right)
        var difference: [UInt32] = []
        var borrow: UInt64 = 0
        for index in 0..<larger.limbs.count {
            let taken = smaller.limb(index) + borrow
            let wide = (1 << 32) + larger.limb(index) - taken
            difference.append(UInt32(truncatingIfNeeded: wide))
            borrow = wide >> 32 == 0 ? 1 : 0
        }
        return BigNatural(limbs: difference)
    }

    static func * (left: BigNatural, right: BigNatural) -> BigNatural {
        guard !left.isZero, !right.isZero else { return .zero }
        var product = [UInt32](repeating: 0, count: left.limbs.count + right.limbs.count)
        for (offset, limb) in left.limbs.enumerated() {
            var carry: UInt64 = 0
            for (index, other) in right.limbs.enumerated() {
                let wide = UInt64(limb) * UInt64(other) + UInt64(product[offset + index]) + carry
                product[offset + index] = UInt32(truncatingIfNeeded: wide)
                carry = wide >> 32
            }
            product[offset + right.limbs.count] = UInt32(carry)
        }
        return BigNatural(limbs: product)
    }

    private func limb(_ index: Int) -> UInt64 {
        index < limbs.count ? UInt64(limbs[index]) : 0
    }
}

extension BigNatural: Comparable {
    static func < (left: BigNatural, right: BigNatural) -> Bool {
        guard left.limbs.count == right.limbs.count else { return left.limbs.count < right.limbs.count }
        for (mine, other) in zip(left.limbs.reversed(), right.limbs.reversed()) where mine != other {
            return mine < other
        }
        return false
    }
}

extension BigNatural {
    /// Schoolbook long division (Knuth, volume 2, algorithm D). The divisor must not be zero; a zero divisor answers
    /// (0, self).
    func quotientAndRemainder(dividingBy divisor: BigNatural) -> (quotient: BigNatural, remainder: BigNatural) {
        guard !divisor.isZero, self >= divisor else { return (.zero, self) }
        if let mine = small, let other = divisor.small {
            let (quotient, remainder) = mine.quotientAndRemainder(dividingBy: other)
            return (BigNatural(quotient), BigNatural(remainder))
        }
        // Shifted so that the divisor's top bit is set, the estimate of each digit is at most two too large.
        let shift = divisor.limbs[divisor.limbs.count - 1].leadingZeroBitCount
        let scaled = divisor.shiftedLeft(shift).limbs
        var rest = shiftedLeft(shift).limbs
        while rest.count <= limbs.count { rest.append(0) }
        var quotient = [UInt32](repeating: 0, count: rest.count - scaled.count)
        for position in quotient.indices.reversed() {
            quotient[position] = Self.takeDigit(from: &rest, at: position, dividingBy: scaled)
        }
        let remainder = BigNatural(limbs: rest)
        return (BigNatural(limbs: quotient), remainder.shiftedRight(shift))
    }

    /// One digit of the quotient; `rest` loses that many divisors.
    private static func takeDigit(from rest: inout [UInt32], at position: Int, dividingBy divisor: [UInt32]) -> UInt32 {
        let count = divisor.count
        let top = UInt64(divisor[count - 1])
        let head = UInt64(rest[position + count]) << 32 | UInt64(rest[position + count - 1])
        var (digit, left) = head.quotientAndRemainder(dividingBy: top)
        let second = count > 1 ? UInt64(divisor[count - 2]) : 0
        let next = count > 1 ? UInt64(rest[position + count - 2]) : 0
        while digit >> 32 != 0 || digit * second > left << 32 | next {
            digit -= 1
            left += top
            if left >> 32 != 0 { break }
        }
        var carry: UInt64 = 0
        var borrow: Int64 = 0
        for index in 0..<count {
            let product = digit * UInt64(divisor[index]) + carry
            carry = product >> 32
            let difference = Int64(rest[position + index]) - borrow - Int64(product & 0xffff_ffff)
            rest[position + index] = UInt32(truncatingIfNeeded: difference)
            borrow = difference < 0 ? 1 : 0
        }
        let difference = Int64(rest[position + count]) - borrow - Int64(carry)
        rest[position + count] = UInt32(truncatingIfNeeded: difference)
        guard difference < 0 else { return UInt32(digit) }
        var overflow: UInt64 = 0
        for index in 0..<count {
            let sum = UInt64(rest[position + index]) + UInt64(divisor[index]) + overflow
            rest[position + index] = UInt32(truncatingIfNeeded: sum)
            overflow = sum >> 32
        }
        rest[position + count] = UInt32(truncatingIfNeeded: UInt64(rest[position + count]) + overflow)
        return UInt32(digit - 1)
    }

    /// By fewer than 32 bits.
    private func shiftedRight(_ bits: Int) -> BigNatural {
        guard bits > 0 else { return self }
        var shifted: [UInt32] = []
        for index in limbs.indices {
            let wide = limb(index + 1) << 32 | limb(index)
            shifted.append(UInt32(truncatingIfNeeded: wide >> UInt64(bits)))
        }
        return BigNatural(limbs: shifted)
    }

    static func greatestCommonDivisor(_ first: BigNatural, _ second: BigNatural) -> BigNatural {
        var (left, right) = (first, second)
        while !right.isZero {
            if let smallLeft = left.small, let smallRight = right.small {
                return BigNatural(Measures.greatestCommonDivisor(smallLeft, smallRight))
            }
            (left, right) = (right, left.quotientAndRemainder(dividingBy: right).remainder)
        }
        return left
    }
}
