internal import Catalog
internal import Dispatch
internal import Logging
internal import SyncEngine
internal import SyncModel
internal import X12

/// Takes up the files of one source, one after the other. Blocks its thread while it works.
///
/// Where it stands is in the folder, not in memory: a file in `processing` is gone on with, whoever left it there.
final class FolderDesk {
    private let source: Source
    private let drop: DropFolder
    private let decoder: PieceDecoder
    private let services: FolderServer.Services
    private let logger: Logger
    private let goesOn: () -> Bool
    private var watch = DropWatch()
    /// When what couldn't be finished is tried again.
    private var retryAt: [String: Duration] = [:]
    /// The last file that was seen to be whole: it isn't read again only because the engine could not go on.
    private var checked: (name: String, check: FileCheck)?
    private var trouble: FolderTrouble?

    /// How long is waited before a file is tried again.
    static let patience: Duration = .seconds(10)

    init(
        _ source: Source, _ drop: DropFolder, decoder: PieceDecoder, services: FolderServer.Services, logger: Logger,
        goesOn: @escaping () -> Bool
    ) {
        self.source = source
        self.drop = drop
        self.decoder = decoder
        self.services = services
        self.logger = logger
        self.goesOn = goesOn
    }

    /// Looks once: goes on with what was begun, and takes up what is ready.
    ///
    /// - Returns: what is in the way of taking files in, as a sentence; `nil` where nothing is.
    func round() -> String? {
        trouble = nil
        do {
            let site = try DropSite(path: drop.path)
            try clear(site)
            let open = try site.processing.names(limit: DropWatch.limit) { FileNames.isUsable($0) && !isBeside($0) }
            for name in open.sorted() where goesOn() { attempt(name, site) }
            for name in try watch.ready(in: site, drop, at: services.clock.uptime()) where goesOn() {
                try takeUp(name, site)
            }
        } catch let problem as FolderTrouble {
            trouble = trouble ?? problem
        } catch { trouble = FolderTrouble("\(drop.path) can't be read: \(type(of: error)).") }
        return trouble?.sentence
    }

    private var suffix: String? {
        guard case .rows(let layout) = drop.content else { return nil }
        return layout.totals?.suffix
    }

    private func isBeside(_ name: String) -> Bool { suffix.map { name.hasSuffix($0) } ?? false }

    private func takeUp(_ name: String, _ site: DropSite) throws {
        guard try site.folder.move(name, to: site.processing, as: name) else { return }
        try site.processing.sync()
        attempt(name, site)
    }

    private func attempt(_ name: String, _ site: DropSite) {
        let uptime = services.clock.uptime()
        if let at = retryAt[name], uptime < at {
            trouble = trouble ?? lastTrouble[name]
            return
        }
        do {
            try work(FileNames(file: name), site)
            (retryAt[name], lastTrouble[name]) = (nil, nil)
        } catch is CancellationError {
            return
        } catch {
            let problem = error as? FolderTrouble ?? FolderTrouble("\(name) can't be worked on: \(type(of: error)).")
            if lastTrouble[name] != problem {
                logger.error("a file can't be taken in now", metadata: ["reason": "\(problem.sentence)"])
            }
            (retryAt[name], lastTrouble[name]) = (uptime + Self.patience, problem)
            trouble = trouble ?? problem
        }
    }

    private var lastTrouble: [String: FolderTrouble] = [:]

    // MARK: One file

    private func work(_ names: FileNames, _ site: DropSite) throws {
        let kept = site.processing.progress(of: names)
        if let kept, kept.outcome != nil { return try end(names, kept, site) }
        // Its marker says nothing of the next file of this name.
        if kept == nil, let marker = drop.marker { site.folder.remove(names.file + marker) }
        if let suffix, try site.processing.facts(of: names.file + suffix) == nil {
            _ = try site.folder.move(names.file + suffix, to: site.processing, as: names.file + suffix)
        }
        var progress = kept ?? FileProgress()
        if kept == nil { progress.takenUpAt = services.clock.now().milliseconds }
        do {
            let check = try check(names, site, &progress)
            try book(names, check, site, &progress)
            progress.outcome = FileProgress.Outcome(
                pieces: check.pieces, figures: check.figures, at: services.clock.now().milliseconds)
        } catch let problem as FileProblem {
            progress.outcome = outcome(problem)
        } catch is FileChanged {
            if progress.reached == 0, try putBack(names, site) { return }
            progress.outcome = outcome(
                FileProblem(
                    "changed",
                    "It was changed while it was read: \(progress.accepted) rows were booked; have the sender write "
                        + "files under another name first, and compare what was booked."))
        }
        try site.processing.keep(progress, of: names, isDurable: true)
        try end(names, progress, site)
    }

    private func outcome(_ problem: FileProblem) -> FileProgress.Outcome {
        FileProgress.Outcome(
            kind: problem.kind, line: problem.line, column: problem.column, sentence: problem.sentence,
            at: services.clock.now().milliseconds)
    }

    private func check(_ names: FileNames, _ site: DropSite, _ progress: inout FileProgress) throws -> FileCheck {
        guard let facts = try site.processing.facts(of: names.file) else { throw CancellationError() }
        guard facts.kind == .file else {
            let what = facts.kind == .folder ? "a folder" : facts.kind == .link ? "a link" : "no file"
            throw FileProblem("kind", "It is \(what), and only files are taken in: have the file itself dropped.")
        }
        if let checked, checked.name == names.file, checked.check.facts == facts { return checked.check }
        let file = try site.processing.open(names.file)
        do {
            let check = try FileCheck(file, of: drop, control: try control(names, site), goesOn: goesOn)
            checked = (names.file, check)
            return check
        } catch let problem as FileProblem {
            progress.digest = facts.size > drop.maximumBytes ? "" : try FileCheck.digest(of: file, goesOn: goesOn)
            throw problem
        }
    }

    /// What stands in the file with the totals.
    private func control(_ names: FileNames, _ site: DropSite) throws -> [UInt8]? {
        guard let suffix else { return nil }
        guard let facts = try site.processing.facts(of: names.file + suffix), facts.kind == .file else {
            throw FileProblem("totals", "The file with its totals isn't there: send both again.")
        }
        guard facts.size <= FileReading.chunk else {
            throw FileProblem("totals", "The file with its totals is too large.")
        }
        return try site.processing.open(names.file + suffix).bytes(at: 0)
    }

    private func book(
        _ names: FileNames, _ check: FileCheck, _ site: DropSite, _ progress: inout FileProgress
    ) throws {
        if progress.digest != check.digest || !hasLists(names, progress, site) {
            var fresh = FileProgress()
            (fresh.digest, fresh.takenUpAt) = (check.digest, progress.takenUpAt)
            // What came with this file before an interruption is known by the first mark.
            let isSame = progress.digest == check.digest
            fresh.mark = isSame ? progress.mark : try services.lastMessage().rawValue
            progress = fresh
            try site.processing.keep(progress, of: names, isDurable: true)
        }
        let booking = FileBooking(
            try site.processing.open(names.file), check, named: names, in: site.processing, decoder: decoder,
            intake: services.intake, from: progress, goesOn: goesOn)
        defer { progress = booking.progress }
        try booking.run(drop)
    }

    /// Whether the lists of refused rows and of answers are as long as they should be.
    private func hasLists(_ names: FileNames, _ progress: FileProgress, _ site: DropSite) -> Bool {
        [(names.list, progress.listed), (names.answers, progress.answered ?? 0)].allSatisfy { name, length in
            length == 0 || ((try? site.processing.facts(of: name))??.size ?? 0) >= length
        }
    }

    /// Puts back what is still being written: it has to stand still again.
    private func putBack(_ names: FileNames, _ site: DropSite) throws -> Bool {
        guard try site.processing.move(names.file, to: site.folder, as: names.file) else { return false }
        if let suffix { _ = try site.processing.move(names.file + suffix, to: site.folder, as: names.file + suffix) }
        site.processing.remove(names.progress)
        return true
    }

    // MARK: The end of a file

    private func end(_ names: FileNames, _ kept: FileProgress, _ site: DropSite) throws {
        guard let outcome = kept.outcome else { return }
        var progress = kept
        let last = site.last(of: outcome)
        var report = ControlReport(file: names.file, source: source.name, progress: progress, outcome: outcome)
        if let kind = outcome.kind { try tell(report.refusal(kind: kind, digest: progress.digest), names) }
        if progress.target == nil {
            progress.target = try DropSite.freeName(for: names.file, in: last)
            try site.processing.keep(progress, of: names, isDurable: true)
        }
        let target = progress.target ?? names.file
        try acknowledge(names, &progress, outcome, in: last, as: target, site)
        report.progress = progress
        try last.write(FileNames.report(on: target)) { write in
            try write(Array(report.head.utf8)[...])
            try site.processing.copy(names.list, upTo: progress.listed, write)
        }
        guard try site.processing.move(names.file, to: last, as: target) else {
            throw FolderTrouble("\(last.name)/\(target) is in the way of a file that is done with: move it.")
        }
        try last.sync()
        logger.notice(
            "a file is done with",
            metadata: [
                "source": "\(source.name)", "file": "\(names.file)", "outcome": "\(outcome.kind ?? "taken")",
                "accepted": "\(progress.accepted)", "duplicates": "\(progress.duplicates)",
                "refused": "\(progress.refused)",
            ])
        try clear(names, progress, site)
    }

    /// Writes the functional acknowledgment of a file whose sets were read. What it says follows from what is kept: its
    /// number and the time of the outcome, so that one that is written anew is the same.
    private func acknowledge(
        _ names: FileNames, _ progress: inout FileProgress, _ outcome: FileProgress.Outcome, in last: FolderHandle,
        as target: String, _ site: DropSite
    ) throws {
        guard outcome.isTaken, let length = progress.answered else { return }
        let answers = AnswerFile(folder: site.processing, name: names.answers, length: length)
        let number: Int
        if let kept = progress.acknowledgment {
            number = kept
        } else {
            number = try AcknowledgmentNumbers(folder: site.processing)
                .take(try answers.interchangeCount(), now: services.clock.now())
            progress.acknowledgment = number
            try site.processing.keep(progress, of: names, isDurable: true)
        }
        let moment = AcknowledgmentWriter.Moment(source.zone.wall(at: UTCTime(milliseconds: outcome.at)))
        try last.write(FileNames.acknowledgment(on: target)) { write in
            try answers.write(from: number, at: moment, write)
        }
    }

    /// Tells the engine of a file that was refused, so that it waits in the work queue.
    private func tell(_ refusal: IncomingRefusal, _ names: FileNames) throws {
        let message = IncomingMessage(
            source: source.name, bytes: refusal.bytes, controlID: "", type: Source.row, events: [],
            refusal: refusal.fault)
        let reply = services.intake.waitFor(message)
        guard case .unavailable(let reason) = reply else { return }
        throw FolderTrouble("\(names.file) can't be finished just now: \(reason)")
    }

    /// Takes away what stood beside files that are where they belong.
    private func clear(_ site: DropSite) throws {
        let kept = try site.processing.names(limit: DropWatch.limit) { $0.hasSuffix(FileNames.progressSuffix) }
        for progress in kept {
            let names = FileNames(file: String(progress.dropFirst().dropLast(FileNames.progressSuffix.count)))
            guard try site.processing.facts(of: names.file) == nil else { continue }
            try clear(names, site.processing.progress(of: names), site)
        }
    }

    private func clear(_ names: FileNames, _ progress: FileProgress?, _ site: DropSite) throws {
        if let suffix, let target = progress?.target, let outcome = progress?.outcome,
            try site.processing.facts(of: names.file + suffix) != nil
        {
            _ = try site.processing.move(names.file + suffix, to: site.last(of: outcome), as: target + suffix)
        }
        site.processing.remove(names.list)
        site.processing.remove(names.answers)
        site.processing.remove(names.progress)
        try site.processing.sync()
        if checked?.name == names.file { checked = nil }
    }
}

extension Intake {
    /// Hands one message in, and blocks until the reply.
    fileprivate func waitFor(_ message: IncomingMessage) -> IntakeReply? {
        let box = ReplyBox()
        let done = DispatchSemaphore(value: 0)
        submit(message, mayBlock: false) { reply in
            box.fill([reply])
            done.signal()
        }
        done.wait()
        return box.replies.first
    }
}
