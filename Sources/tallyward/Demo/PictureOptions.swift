import ArgumentParser
import Foundation
import Terminal

/// A picture of the console instead of the console: the program as it is, on a terminal that nobody sees.
struct PictureOptions: ParsableArguments {
    @Option(
        name: .customLong("picture"),
        help: "Write a picture of the screen to this file and end: .svg in colour, anything else as text.")
    var file: String?

    @Option(name: .customLong("press"), help: "The keys to press before the picture is taken, as \"2 Down Enter\".")
    var keyNames = ""

    @Option(name: .customLong("size"), help: "The extent of the picture, in columns and rows.")
    var extent = "120x40"

    @Option(name: .customLong("after"), help: "How many seconds the demo has run when the first key is pressed.")
    var seconds = 20.0

    /// What is to be pictured, and where the picture goes.
    struct Plan: Sendable {
        var file: String
        var size: Size
        var keys: [Key]
        var after: Duration

        /// The terminal that the picture is taken on.
        func driver() -> PictureDriver { PictureDriver(size: size, keys: keys, after: after) }

        /// What the terminal has shown last, as the file is to have it; `nil` where it has shown nothing.
        func picture(on driver: PictureDriver) -> String? {
            guard let frame = driver.frame, let theme = driver.theme else { return nil }
            return file.hasSuffix(".svg") ? frame.svg(theme) : frame.plainText + "\n"
        }

        /// Writes the file.
        func write(_ picture: String) throws {
            do { try picture.write(toFile: file, atomically: true, encoding: .utf8) } catch {
                throw Failure("The picture can't be written to \(file): \(error.localizedDescription)", code: .failed)
            }
        }
    }

    /// What is asked for; `nil` where no picture is.
    func plan() throws -> Plan? {
        guard let file else { return nil }
        let numbers = extent.split(separator: "x").compactMap { Int($0) }
        guard numbers.count == 2, numbers.allSatisfy({ (20...400).contains($0) }) else {
            throw Failure("\(extent) is no extent. Write columns and rows from 20 to 400, as 120x40.", code: .usage)
        }
        let keys = try keyNames.split(separator: " ").map { name in
            guard let key = Key(name: String(name)) else {
                throw Failure("There is no key \(name). Write a, 7, Enter, Esc, Tab, Down, PgDn or F1.", code: .usage)
            }
            return key
        }
        guard (0...3600).contains(seconds) else { throw Failure("--after takes 0 to 3600 seconds.", code: .usage) }
        return Plan(
            file: file, size: Size(width: numbers[0], height: numbers[1]), keys: keys,
            after: .milliseconds(Int64(seconds * 1000)))
    }
}
