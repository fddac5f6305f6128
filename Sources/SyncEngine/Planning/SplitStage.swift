import Catalog
import Measures
import SyncModel
import SyncStore

/// The stage of a flow that splits an amount among those who pay it.
struct SplitStage: Sendable {
    let flow: Flow
    let step: FlowSplit
    let crosswalk: CrosswalkSnapshot
    let source: SourceName

    /// Puts the parts in; nothing where a look-up that may go without has found nobody to pay.
    func fill(_ fields: inout Fields) throws(Fault) {
        guard let by = fields[step.by] else {
            if let lookUp, lookUp.isOptional { return }
            throw violated(step.by, "is missing, and \(flow.name) splits '\(step.amount)' by it")
        }
        guard let amount = fields[step.amount]?.number else {
            throw violated(step.amount, "is missing, and \(flow.name) splits it")
        }
        let shares: [FlowSplit.Share]
        do throws(FlowSplit.Problem) { shares = try FlowSplit.shares(of: by) } catch {
            throw refused(error, fields)
        }
        let parts: [ExactDecimal]
        do throws(ExactDecimal.SplitProblem) {
            parts = try amount.split(by: shares.map(\.percent), digits: step.digits)
        } catch {
            switch error {
            case .notHundred: throw refused(.notHundred, fields)
            case .finerThanParts:
                throw violated(step.amount, "has more than \(step.digits) digits behind the point")
            case .tooLarge: throw violated(step.amount, "has more digits than can be split exactly")
            }
        }
        fields.values[step.into] = .list(
            zip(shares, parts).map { share, part in
                let values: [FlowSplit.PartField: FieldValue] = [
                    .to: .text(share.to), .percent: .number(share.percent), .amount: .number(part),
                ]
                return .record(Fields(Dictionary(values.map { ($0.rawValue, $1) }) { $1 }))
            })
    }

    /// The look-up that says who pays; `nil` where the event does.
    private var lookUp: FlowLookUp? { flow.lookUps.last { $0.into == step.by } }

    private func violated(_ path: String, _ what: String) -> Fault {
        Fault(
            .contractViolated, FaultSubject(source: source.rawValue, other: "\(flow.event) \(path)"),
            detail: "'\(path)' \(what).")
    }

    /// What was said of the shares is whoever's work it is that said it.
    private func refused(_ problem: FlowSplit.Problem, _ fields: Fields) -> Fault {
        guard let lookUp else { return violated(step.by, problem.rawValue) }
        var said: String?
        _ = lookUp.filling(fields) { code -> String? in
            if case .said(let text) = code { said = text }
            return nil
        }
        let table = crosswalk.definitions[lookUp.table]
        let owner = table?.source(of: source) ?? source
        let code = [table?.codeWord ?? "code", said].compactMap(\.self).joined(separator: " ")
        return Fault(
            .codeValueInvalid, FaultSubject(source: owner.rawValue, table: lookUp.table.rawValue, code: said),
            detail: "What \(lookUp.table) says of \(code)\(owner.ofWhom) \(problem.rawValue).", assigned: table?.owner)
    }
}
