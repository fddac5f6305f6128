/// What the trade writes short though no rule of letters leads there, as item masters of hospitals do.
enum CandidateShortForms {
    /// The short form, and words that stand for the same.
    private static let pairs: [(short: String, words: [String])] = [
        ("AG", ["SILVER"]), ("AU", ["GOLD"]), ("TI", ["TITANIUM"]), ("SS", ["STEEL", "STAINLESS"]),
        ("CR", ["CHROME", "CHROMIC"]), ("CO", ["COBALT"]), ("PT", ["PLATINUM"]), ("NI", ["NICKEL"]),
        ("PP", ["POLYPROPYLENE"]), ("PE", ["POLYESTER", "POLYETHYLENE"]), ("PI", ["POLYISOPRENE"]),
        ("PU", ["POLYURETHANE"]), ("PVC", ["VINYL"]), ("LW", ["LIGHTWEIGHT"]), ("HW", ["HEAVYWEIGHT"]),
        ("XL", ["EXTRA"]), ("XR", ["XRAY"]), ("CHG", ["CHLORHEXIDINE", "ANTIMICROBIAL"]),
        ("CHX", ["CHLORHEXIDINE", "ANTIMICROBIAL"]), ("STY", ["STYLET"]), ("ETT", ["ENDOTRACHEAL"]),
        ("DX", ["DIAGNOSTIC"]), ("RX", ["PRESCRIPTION"]), ("PCT", ["PERCENT"]), ("ECG", ["EKG"]),
        ("NACL", ["SODIUM", "SALINE"]), ("KCL", ["POTASSIUM"]), ("CV", ["CENTRAL"]), ("COR", ["CORONARY"]),
        ("LTX", ["LATEX"]), ("PWD", ["POWDER"]), ("BTL", ["BOTTLE"]), ("DRSG", ["DRESSING"]),
    ]

    /// Each word and short form with what else stands for it.
    static let others: [String: [String]] = {
        var others: [String: [String]] = [:]
        for (short, words) in pairs {
            others[short, default: []] += words
            for word in words { others[word, default: []].append(short) }
        }
        return others
    }()

    /// Words that turn the next one into its opposite: what is non-vented isn't vented.
    static let negations: Set<String> = ["NON", "NO", "NOT", "WITHOUT"]
}
