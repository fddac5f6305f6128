/// One segment, cut into its elements, which share its bytes.
public struct Segment: Hashable, Sendable {
    /// As it came, without its terminator.
    public let bytes: ArraySlice<UInt8>
    /// What stands behind the name, element by element.
    private let elements: [ArraySlice<UInt8>]
    private let delimiters: Delimiters
    /// Its name, such as `IT1`.
    public let name: String

    /// Cuts a segment.
    ///
    /// - Parameter bytes: those of the segment, without its terminator.
    public init(_ bytes: ArraySlice<UInt8>, _ delimiters: Delimiters) {
        self.bytes = bytes
        self.delimiters = delimiters
        let parts = bytes.split(separator: delimiters.element, omittingEmptySubsequences: false)
        name = String(decoding: parts.first ?? [], as: UTF8.self)
        elements = Array(parts.dropFirst())
    }

    /// How many elements it has.
    public var count: Int { elements.count }

    /// The bytes of an element, counted from 1, without spaces around it; `nil` where nothing stands there.
    ///
    /// Of a repeated element its first repetition. ISA-11 and ISA-16 are delimiters and found as they are.
    public func element(_ number: Int) -> ArraySlice<UInt8>? {
        guard elements.indices.contains(number - 1) else { return nil }
        let whole = elements[number - 1]
        guard name != "ISA", let separator = delimiters.repetition else { return whole.trimmed }
        return whole.prefix { $0 != separator }.trimmed
    }

    /// A component of an element, both counted from 1; `nil` where nothing stands there.
    public func component(_ number: Int, ofElement element: Int) -> ArraySlice<UInt8>? {
        guard let whole = self.element(element), number >= 1 else { return nil }
        let parts = whole.split(separator: delimiters.component, omittingEmptySubsequences: false)
        return parts.indices.contains(number - 1) ? parts[number - 1].trimmed : nil
    }

    /// The text of an element; `nil` where nothing stands there.
    public func text(_ number: Int) -> String? { element(number)?.text }
}

extension ArraySlice<UInt8> {
    /// Without spaces around it; `nil` where nothing is left.
    fileprivate var trimmed: ArraySlice<UInt8>? {
        let inner = drop { $0 == 0x20 }
        guard let last = inner.lastIndex(where: { $0 != 0x20 }) else { return nil }
        return inner[...last]
    }

    /// As UTF-8, or where it isn't that, as ISO 8859-1: X12's own sets are within both.
    var text: String {
        String(validating: self, as: UTF8.self)
            ?? String(String.UnicodeScalarView(map { Unicode.Scalar($0) }))
    }
}
