import SyncModel
import Terminal

/// What stands in front of the screen.
struct OverlayView {
    let model: ConsoleModel
    let layout: FrameLayout

    func draw(into surface: inout Surface) {
        switch model.overlay {
        case .help(let offset): surface.draw(HelpContent.overlay(for: model, offset: offset))
        case .prompt(let prompt): drawPrompt(prompt, into: &surface)
        case .dismiss(let panel): drawDismiss(panel, into: &surface)
        case .entry(let panel): drawEntry(panel, into: &surface)
        case nil: break
        }
    }

    private func drawPrompt(_ prompt: CommandPrompt, into surface: inout Surface) {
        let names = prompt.completions.joined(separator: "  ")
        let above = layout.message.moved(dy: -1)
        surface.fill(above, style: .dialog)
        surface.put(
            [Span(names.isEmpty ? " no command begins like this" : " \(names)", Style(.dim, on: .dialog))],
            at: above.origin, limit: above.width)
        surface.fill(layout.message, style: .input)
        surface.draw(TextField(prompt.input, label: " :", placeholder: "command, Tab completes"), in: layout.message)
    }

    private func drawDismiss(_ panel: DismissPanel, into surface: inout Surface) {
        let target = panel.target
        let what = "\(target.fault.code.title) \(target.subject)"
        var lines: [[Span]] = [[Span(what, .strong)]]
        let count = panel.count
        if panel.isWholeCause {
            lines.append([Span("All \(Wording.count(count, "row")) of this cause, worth "), Span("\(target.value)", .money)])
        }
        lines.append([Span("Nothing is booked for it; the reason is kept in the audit.", .dim)])
        lines.append([])
        var hints = [
            KeyHint("1-\(DismissPanel.reasons.count)", "reason"), KeyHint("t", "type one"), KeyHint("Esc", "keep"),
        ]
        if let reason = panel.chosen {
            lines += [[Span("Reason: \(reason)")], [], [Span("Enter takes out all \(count.grouped).", .statusWarning)]]
            hints = [KeyHint("Enter", "take out \(count.grouped)"), KeyHint("Esc", "keep")]
        } else if let typed = panel.typed {
            lines.append([Span("Reason: "), Span(typed.text + "_", .input)])
            hints = [KeyHint("Enter", "take out"), KeyHint("Esc", "keep")]
        } else {
            lines += DismissPanel.reasons.enumerated().map { [Span("\($0 + 1) ", .key), Span($1)] }
        }
        surface.draw(Dialog("Dismiss with a reason", lines: lines, hints: hints, preferredWidth: 70), in: layout.body)
    }

    private func drawEntry(_ panel: EntryPanel, into surface: inout Surface) {
        let lines: [[Span]] = [
            [Span(panel.explanation, .dim)], [], [Span("\(panel.label): "), Span(panel.input.text + "_", .input)], [],
        ]
        surface.draw(
            Dialog(
                panel.title, lines: lines, hints: [KeyHint("Enter", "do it"), KeyHint("Esc", "leave it")],
                preferredWidth: 72), in: layout.body)
    }
}
