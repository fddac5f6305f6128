import ArgumentParser
import Foundation

/// A failure that ends the program: one sentence on standard error, and an exit code.
struct Failure: Error, CustomStringConvertible {
    /// The codes of `sysexits.h` where one fits.
    enum Code: Int32 {
        case failed = 1
        /// What `status` ends with where it is critical: monitoring programs know it.
        case critical = 2
        case usage = 64
        case badData = 65
        case unavailable = 69
        case noPermission = 77
        case badCatalog = 78
    }

    var description: String
    var code: Code

    init(_ description: String, code: Code = .failed) {
        self.description = description
        self.code = code
    }

    /// Prints the sentence and ends with the code.
    func exit() -> ExitCode {
        FileHandle.standardError.write(Data("tallyward: \(description)\n".utf8))
        return ExitCode(code.rawValue)
    }
}

/// Runs a command's body; every failure becomes a sentence and an exit code.
func reporting(_ body: () async throws -> Void) async throws {
    do { try await body() } catch let failure as Failure {
        throw failure.exit()
    } catch let code as ExitCode {
        throw code
    } catch {
        throw Failure("\(error)").exit()
    }
}
