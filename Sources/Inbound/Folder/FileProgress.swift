internal import Foundation

/// How far a file has been booked: kept beside it, so that after a crash the work goes on where it stood.
///
/// It is written after the commit of each batch, so it never says more than was committed. What was committed and isn't
/// in it is handed in again, and known again: nothing is booked twice, whatever is lost of this.
struct FileProgress: Codable, Hashable, Sendable {
    /// The SHA-256 of the file's content.
    var digest = ""
    /// The last message that the engine had before it had any of this file. A repeat with a later number came with this
    /// very file, before an interruption.
    var mark: Int64 = 0
    /// The latest message of this file.
    var latest: Int64 = 0
    /// When it was taken up, in milliseconds since 1970.
    var takenUpAt: Int64 = 0
    /// How many rows were handed in and answered.
    var reached = 0
    /// How many of them were accepted.
    var accepted = 0
    /// How many of the accepted mean nothing to any flow.
    var aside = 0
    /// How many came before.
    var duplicates = 0
    /// How many were refused.
    var refused = 0
    /// How long the list of refused rows is, in bytes.
    var listed = 0
    /// How long the list of what is answered is, in bytes; `nil` where nothing is.
    var answered: Int?
    /// The control number of the acknowledgment; `nil` before it has one.
    var acknowledgment: Int?
    /// How it ended; `nil` before it has.
    var outcome: Outcome?
    /// The name it gets in its last folder.
    var target: String?

    /// How a file ended.
    struct Outcome: Codable, Hashable, Sendable {
        /// Why it was refused; `nil` where it was taken.
        var kind: String?
        var line: Int?
        var column: String?
        var sentence: String?
        /// How many rows or messages it has.
        var pieces: Int?
        /// What its sender declares, beside what was found.
        var figures: [FileTotals.Figure] = []
        /// When, in milliseconds since 1970.
        var at: Int64 = 0

        /// Whether it was taken.
        var isTaken: Bool { kind == nil }
    }
}

/// The names of what stands beside a file while it is worked on.
struct FileNames {
    let file: String

    /// How far it has been booked.
    var progress: String { ".\(file)\(Self.progressSuffix)" }
    /// The refused rows, for the report.
    var list: String { ".\(file).rows" }
    /// What is answered to each transaction set, for the acknowledgment.
    var answers: String { ".\(file).sets" }
    /// What is written to its sender at the end.
    static func acknowledgment(on name: String) -> String { name + ".997.x12" }
    /// What is written about it at the end.
    static func report(on name: String) -> String { name + reportSuffix }

    static let progressSuffix = ".progress"
    static let reportSuffix = ".report.csv"
    /// The most bytes of a name: what is put around it has to fit too.
    static let limit = 200

    /// Whether a file of such a name is taken up: text without controls that begins with a letter or a digit.
    static func isUsable(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, name.utf8.count <= limit else { return false }
        guard first.properties.isAlphabetic || ("0"..."9").contains(first) else { return false }
        let unseen: [Unicode.GeneralCategory] = [.control, .format, .lineSeparator, .paragraphSeparator]
        return !name.unicodeScalars.contains { unseen.contains($0.properties.generalCategory) }
    }

    /// `labor.csv`, `labor-2.csv`, `labor-3.csv` and so on.
    static func numbered(_ name: String, _ number: Int) -> String {
        guard number > 1 else { return name }
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "\(name)-\(number)" }
        return "\(name[..<dot])-\(number)\(name[dot...])"
    }
}

extension FolderHandle {
    /// How far a file has been booked; `nil` where nothing of it was, or nobody can tell.
    func progress(of names: FileNames) -> FileProgress? {
        guard let file = try? open(names.progress), let bytes = try? file.bytes(at: 0) else { return nil }
        return try? JSONDecoder().decode(FileProgress.self, from: Data(bytes))
    }

    /// Writes down how far a file has been booked.
    func keep(_ progress: FileProgress, of names: FileNames, isDurable: Bool) throws {
        let bytes = [UInt8](try JSONEncoder().encode(progress))
        try write(names.progress, isDurable: isDurable) { try $0(bytes[...]) }
    }
}
