import Console
import Foundation
import Glibc
import Terminal

/// Standard input and output as lines.
enum PlainTerminal {
    /// Runs a console of lines on a thread of its own.
    static func run(_ session: PlainSession) async -> ExitReason {
        await withCheckedContinuation { continuation in
            let thread = Thread { continuation.resume(returning: session.run()) }
            thread.name = "tallyward.plain"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// The next line; `nil` after the last.
    @Sendable static func read() -> String? { readLine(strippingNewline: true) }

    /// Prints a line; `false` where nobody reads any more.
    @Sendable static func write(_ line: String) -> Bool {
        let text = isUnicode ? line : String(line.map { $0.isASCII ? $0 : "?" })
        do {
            try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
            return true
        } catch {
            return false
        }
    }

    /// Whether the terminal says of itself that it has no screen.
    static var isDumb: Bool { ProcessInfo.processInfo.environment["TERM"] == "dumb" }

    /// Whether the locale's character set has all characters.
    private static let isUnicode: Bool = {
        unsafe setlocale(LC_CTYPE, "")
        let name = unsafe nl_langinfo(Int32(CODESET))
        return unsafe name.map { unsafe String(cString: $0) }?.uppercased() == "UTF-8"
    }()
}
