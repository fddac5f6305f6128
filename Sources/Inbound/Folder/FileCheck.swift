internal import Catalog
internal import Crypto
internal import Foundation

/// The first of two passes over a file: nothing is booked before all of it was seen to be whole.
///
/// It finds the digest that tells the file from another, looks whether rows can be told apart, and holds what the
/// sender declares against what is there.
struct FileCheck: Sendable {
    /// The SHA-256 of its content, in hexadecimal.
    let digest: String
    /// What the system said of it.
    let facts: FileFacts
    /// How many rows or messages it has.
    let pieces: Int
    /// What its sender declares, beside what was found.
    let figures: [FileTotals.Figure]

    /// Reads a file to its end.
    ///
    /// - Parameters:
    ///   - control: what stands in the file beside it, where there is to be one.
    ///   - goesOn: whether the work shall go on; asked between chunks.
    /// - Throws: ``FileProblem`` where the file is refused, ``FolderTrouble`` where it can't be read just now,
    ///   `CancellationError` where the work shall not go on.
    init(
        _ file: FileReading, of folder: DropFolder, control: [UInt8]?, goesOn: () -> Bool
    ) throws {
        facts = try file.facts()
        guard facts.size <= folder.maximumBytes else {
            throw FileProblem(
                "file size", "The file has \(facts.size) bytes, and 'maximum-size' is \(folder.maximumBytes).")
        }
        guard facts.size > 0 else { throw FileProblem("empty", "The file is empty.") }
        var hash = SHA256()
        let (count, table, totals) = try Self.walk(file, folder) { chunk in
            guard goesOn() else { throw CancellationError() }
            hash.update(data: chunk)
        }
        digest = Hexadecimal.text(hash.finalize())
        pieces = count
        figures = try Self.figures(table, totals, rows: count, control, folder)
        if let problem = FileTotals.problem(with: figures) { throw problem }
        guard try file.facts() == facts else { throw FileChanged() }
    }

    /// The SHA-256 of a file's content, in hexadecimal.
    static func digest(of file: FileReading, goesOn: () -> Bool) throws -> String {
        var hash = SHA256()
        var offset = 0
        while true {
            guard goesOn() else { throw CancellationError() }
            let chunk = try file.bytes(at: offset)
            guard !chunk.isEmpty else { return Hexadecimal.text(hash.finalize()) }
            hash.update(data: chunk)
            offset += chunk.count
        }
    }

    private static func walk(
        _ file: FileReading, _ folder: DropFolder, _ read: ([UInt8]) throws -> Void
    ) throws -> (Int, RowTable?, FileTotals) {
        guard case .rows(let layout) = folder.content else {
            var count = 0
            if let interchanges = folder.interchanges {
                var cutter = SetCutter(limit: folder.maximumRowBytes, mayBeTests: interchanges.mayBeTests)
                try cutter.take(all: file, read) { _ in count += 1 }
            } else {
                var cutter = MessageCutter(limit: folder.maximumRowBytes)
                try cutter.take(all: file, read) { _ in count += 1 }
            }
            return (count, nil, FileTotals(nil))
        }
        var cutter = RowCutter(delimiter: layout.delimiter, limit: folder.maximumRowBytes)
        var table = RowTable(layout)
        var totals = FileTotals(layout.totals)
        try cutter.take(all: file, read) { piece in
            guard case .row = try table.take(piece), !totals.isEmpty else { return }
            let cells: [String: String]
            do throws(RowProblem) { cells = try table.cells(of: piece) } catch {
                throw FileProblem(
                    "totals", line: error.line, column: error.column,
                    error.sentence + " So the sums can't be checked.")
            }
            try totals.add(cells, line: piece.line)
        }
        try table.finish()
        return (table.rows, table, totals)
    }

    private static func figures(
        _ table: RowTable?, _ totals: FileTotals, rows: Int, _ control: [UInt8]?, _ folder: DropFolder
    ) throws -> [FileTotals.Figure] {
        guard let table, let declared = table.layout.totals else { return [] }
        let row = try control.map { try ControlRow($0, table.layout, limit: folder.maximumRowBytes) }
        return try totals.figures(declared, rows: rows) { cell in
            switch cell {
            case .number(let number):
                guard let trailer = table.trailer, number <= trailer.width,
                    let text = table.layout.encoding.text(trailer.cell(number - 1))
                else {
                    throw FileProblem(
                        "totals", line: table.trailer?.line, "The row with the totals has no cell \(number).")
                }
                return text
            case .column(let name):
                guard let text = row?.cells[name] else {
                    throw FileProblem("totals", "The file with the totals has no column '\(name)'.")
                }
                return text
            }
        }
    }
}

/// A file was changed while it was read.
struct FileChanged: Error {}

/// The one row of a file with control totals.
private struct ControlRow {
    var cells: [String: String] = [:]

    init(_ bytes: [UInt8], _ layout: RowLayout, limit: Int) throws {
        var cutter = RowCutter(delimiter: layout.delimiter, limit: limit)
        var pieces: [FilePiece] = []
        try cutter.take(bytes.withoutMark[...]) { pieces.append($0) }
        try cutter.finish { pieces.append($0) }
        guard pieces.count == 2, pieces[0].width == pieces[1].width, pieces.allSatisfy({ $0.flaw == nil }) else {
            throw FileProblem("totals", "The file with the totals has to hold a heading and one row like it.")
        }
        for index in 0..<pieces[0].width {
            if let name = layout.encoding.text(pieces[0].cell(index))?.trimmedOfSpace {
                cells[name] = layout.encoding.text(pieces[1].cell(index))
            }
        }
    }
}

extension FileCutter {
    /// Takes a whole file, chunk by chunk. A mark of UTF-8 at its beginning is left out.
    mutating func take(
        all file: FileReading, _ read: ([UInt8]) throws -> Void, _ each: (FilePiece) throws -> Void
    ) throws {
        var offset = 0
        while true {
            let chunk = try file.bytes(at: offset)
            guard !chunk.isEmpty else { break }
            try read(chunk)
            if offset == 0, [[0xFF, 0xFE], [0xFE, 0xFF]].contains(Array(chunk.prefix(2))) {
                throw FileProblem("text", "The file is in UTF-16: send it in UTF-8.")
            }
            try take(offset == 0 ? chunk.withoutMark[...] : chunk[...], each)
            offset += chunk.count
        }
        try finish(each)
    }
}

extension [UInt8] {
    /// Without the mark that says of text that it is UTF-8.
    fileprivate var withoutMark: [UInt8] { starts(with: [0xEF, 0xBB, 0xBF]) ? Array(dropFirst(3)) : self }
}

/// Digests as text.
enum Hexadecimal {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
