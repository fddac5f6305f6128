import Foundation

/// One figure with what it is compared to.
struct Line: Codable, Sendable {
    /// The section it belongs to.
    var section: String
    /// What was measured.
    var name: String
    /// The figure; `nil` where it can't be had, and `note` says why.
    var value: Double?
    /// Its unit.
    var unit: String
    /// What it is compared to.
    var yardstick: String?
    /// How many times the yardstick it is.
    var ratio: Double?
    /// The least ratio that we want.
    var aim: Double?
    /// What was measured along with it.
    var details: [Detail]
    /// What a reader should know.
    var note: String?

    init(
        _ section: Section, _ name: String, _ value: Double?, _ unit: String, of yardstick: String? = nil,
        ratio: Double? = nil, aim: Double? = nil, details: [Detail] = [], note: String? = nil
    ) {
        self.section = section.rawValue
        self.name = name
        self.value = value
        self.unit = unit
        self.yardstick = yardstick
        self.ratio = ratio
        self.aim = aim
        self.details = details
        self.note = note
    }
}

/// A figure beside the main one.
struct Detail: Codable, Sendable {
    /// What it is.
    var name: String
    /// How much.
    var value: Double
    /// Of what.
    var unit: String

    init(_ name: String, _ value: Double, _ unit: String) {
        self.name = name
        self.value = value
        self.unit = unit
    }
}

/// All that a run found.
struct Report: Codable, Sendable {
    /// What it was measured under.
    var conditions: Conditions
    /// The figures.
    var lines: [Line] = []

    /// As JSON, for programs.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
