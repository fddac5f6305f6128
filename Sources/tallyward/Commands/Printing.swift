import ArgumentParser
import Foundation
import SyncModel

/// How a command prints: for people, or as JSON for programs.
struct OutputOptions: ParsableArguments {
    @Flag(name: .long, help: "Print JSON.")
    var json = false

    /// Prints a value as JSON.
    func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        Swift.print(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Prints a value as JSON, or the lines for people.
    func print(_ value: some Encodable, lines: @autoclosure () -> [String]) throws {
        if json {
            try self.json(value)
        } else {
            for line in lines() { Swift.print(line.printable) }
        }
    }
}

extension String {
    /// The text with control characters, bidirectional overrides and the like shown as `?`: what came from outside
    /// never reaches the terminal raw.
    var printable: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: "?"
                    default: scalar
                    }
                }))
    }

    /// The text cut or filled to `width` characters.
    func column(_ width: Int) -> String {
        count > width
            ? prefix(max(0, width - 1)) + "…" : self + String(repeating: " ", count: width - count)
    }

    /// The text filled from the left to `width` characters.
    func right(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
