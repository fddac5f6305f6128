internal import Catalog
internal import Dispatch
internal import SyncEngine
internal import SyncModel
internal import Synchronization

/// The second of two passes over a file: hands in one batch of rows after the other, and goes on only when all of a
/// batch have their replies. Blocks its thread.
final class FileBooking {
    /// The most rows of a batch, and the most bytes of all of them.
    static let batch = (rows: 256, bytes: 1 << 20)
    /// So many refused rows are listed in a report; others are only counted.
    static let listed = 100_000

    private let folder: FolderHandle
    private let names: FileNames
    private let file: FileReading
    private let check: FileCheck
    private let decoder: PieceDecoder
    private let intake: any Intake
    private let goesOn: () -> Bool
    private(set) var progress: FileProgress

    /// What is answered to transaction sets; `nil` where nothing is.
    private var answers: AnswerLines?
    private var waiting: [ReadPiece] = []
    private var waitingBytes = 0

    /// - Parameters:
    ///   - folder: where the file is, and where how far it has been booked is kept.
    ///   - progress: where to go on.
    ///   - goesOn: whether the work shall go on; asked between batches.
    init(
        _ file: FileReading, _ check: FileCheck, named names: FileNames, in folder: FolderHandle,
        decoder: PieceDecoder, intake: any Intake, from progress: FileProgress, goesOn: @escaping () -> Bool
    ) {
        self.file = file
        self.check = check
        self.names = names
        self.folder = folder
        self.decoder = decoder
        self.intake = intake
        self.progress = progress
        self.goesOn = goesOn
    }

    /// Books all that isn't booked yet.
    ///
    /// - Throws: ``FileChanged``, ``FolderTrouble`` where it has to be tried again, `CancellationError` where the work
    ///   shall not go on.
    func run(_ content: DropFolder) throws {
        switch content.content {
        case .messages:
            var cutter = MessageCutter(limit: content.maximumRowBytes)
            var number = 0
            try cutter.take(all: file, { _ in }) { piece in
                number += 1
                if number > progress.reached { try add(decoder.message(piece)) }
            }
        case .interchanges(let interchanges):
            var cutter = SetCutter(limit: content.maximumRowBytes, mayBeTests: interchanges.mayBeTests)
            answers = interchanges.areAcknowledged ? AnswerLines() : nil
            var number = 0
            try cutter.take(all: file, { _ in }) { piece in
                number += 1
                if number > progress.reached { try add(decoder.set(piece)) }
            }
        case .rows(let layout):
            var cutter = RowCutter(delimiter: layout.delimiter, limit: content.maximumRowBytes)
            var table = RowTable(layout)
            try cutter.take(all: file, { _ in }) { piece in
                guard case .row(let number) = try table.take(piece), number > progress.reached else { return }
                try add(decoder.row(piece, number: number, of: table, digest: check.digest))
            }
        }
        try book()
    }

    private func add(_ piece: ReadPiece) throws {
        waiting.append(piece)
        waitingBytes += piece.message.bytes.count
        if waiting.count >= Self.batch.rows || waitingBytes >= Self.batch.bytes { try book() }
    }

    private func book() throws {
        guard goesOn() else { throw CancellationError() }
        guard !waiting.isEmpty else { return }
        guard try file.facts() == check.facts else { throw FileChanged() }
        let batch = waiting
        waiting.removeAll(keepingCapacity: true)
        waitingBytes = 0
        var list = ""
        var trouble: FolderTrouble?
        for (piece, reply) in zip(batch, replies(to: batch)) {
            if case .unavailable(let reason) = reply {
                trouble = FolderTrouble("\(names.file) can't be taken in further just now: \(reason)")
                break
            }
            count(piece, reply, &list)
        }
        let bytes = Array(list.utf8)
        if !bytes.isEmpty {
            try folder.append(bytes, to: names.list, at: progress.listed)
            progress.listed += bytes.count
        }
        if let lines = try answers?.taken(), !lines.isEmpty {
            try folder.append(lines, to: names.answers, at: progress.answered ?? 0)
            progress.answered = (progress.answered ?? 0) + lines.count
        }
        try folder.keep(progress, of: names, isDurable: false)
        if let trouble { throw trouble }
    }

    private func replies(to batch: [ReadPiece]) -> [IntakeReply] {
        let done = DispatchSemaphore(value: 0)
        let box = ReplyBox()
        let collector = ReplyCollector(batch.count) { replies in
            box.fill(replies)
            done.signal()
        }
        for (index, piece) in batch.enumerated() {
            intake.submit(piece.message, mayBlock: false) { collector.settle(index, $0) }
        }
        done.wait()
        return box.replies
    }

    private func count(_ piece: ReadPiece, _ reply: IntakeReply, _ list: inout String) {
        progress.reached += 1
        if case .refused = reply, piece.problem == nil {
            answers?.add(piece.answer?.repeated)
        } else {
            answers?.add(piece.answer)
        }
        switch reply {
        case .accepted(let id):
            progress.accepted += 1
            if piece.isAside { progress.aside += 1 }
            progress.latest = max(progress.latest, id.rawValue)
        case .duplicate(let id) where id.rawValue > max(progress.mark, progress.latest):
            // It came with this file, before an interruption.
            progress.accepted += 1
            if piece.isAside { progress.aside += 1 }
            progress.latest = id.rawValue
        case .duplicate: progress.duplicates += 1
        case .refused(let fault):
            progress.refused += 1
            guard progress.refused <= Self.listed else { return }
            let sentence =
                fault.code == .controlIDConflict
                ? "\(piece.answer == nil ? "A row with this key" : "A set of this number") came before with other "
                    + "content: somebody has to say which is right."
                : piece.problem?.sentence ?? fault.detail
            let line = piece.problem?.line ?? piece.line
            list += RowText.row(["refused", String(line), piece.problem?.column ?? "", sentence])
        case .unavailable: break
        }
    }
}

/// Where the replies to a batch are put by whatever thread brings the last.
final class ReplyBox: Sendable {
    private let state = Mutex<[IntakeReply]>([])

    var replies: [IntakeReply] { state.withLock { $0 } }

    func fill(_ replies: [IntakeReply]) { state.withLock { $0 = replies } }
}
