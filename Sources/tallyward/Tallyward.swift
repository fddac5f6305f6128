import ArgumentParser

/// The program: a console by default, and everything the console can do as commands.
@main
struct Tallyward: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tallyward",
        abstract:
            "Moves operational facts from the EHR to the ERP, and shows the people who fix what can't go by itself.",
        version: "0.1.0",
        subcommands: [
            ConsoleCommand.self, StatusCommand.self, NoticesCommand.self, EngineCommand.self, QueueCommand.self,
            ShowCommand.self,
            MessagesCommand.self, TraceCommand.self, AuditCommand.self, ReportCommand.self,
            FixCommand.self, ResubmitCommand.self,
            ClaimCommand.self, AssignCommand.self, CommentCommand.self, CommentsCommand.self, ViewsCommand.self,
            DismissCommand.self, LetThroughCommand.self, StepAsideCommand.self, ConfirmCommand.self, DeadCommand.self,
            ReplayCommand.self,
            ReplaysCommand.self,
            PauseCommand.self, ResumeCommand.self, FlowCommand.self, VerifyCommand.self, RetentionCommand.self,
            ApprovalsCommand.self, ApproveCommand.self, RejectCommand.self, WithdrawCommand.self, UndoCommand.self,
            InitCommand.self, ImportCommand.self, CrosswalkCommand.self, LintCommand.self, CatalogCommand.self,
            DemoCommand.self,
            KeysCommand.self, DoctorCommand.self, BackupCommand.self, RestoreCommand.self,
        ],
        defaultSubcommand: ConsoleCommand.self
    )
}
