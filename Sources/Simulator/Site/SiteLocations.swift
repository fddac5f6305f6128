internal import SyncModel

/// The store rooms of three invented hospitals.
enum SiteLocations {
    /// All of them, complete.
    static let all: [LocationEntry] = rows.map(\.entry)

    /// Those that the crosswalk has, as it has them.
    static let known: [LocationEntry] = rows.filter { $0.standing != .unknown }.map { row in
        guard row.standing == .withoutCostCenter else { return row.entry }
        var entry = row.entry
        entry.costCenter = nil
        entry.account = nil
        return entry
    }

    /// The locations that a sending unit documents, by what the crosswalk makes of them.
    static func of(unit: String, _ standing: Standing) -> [LocationEntry] {
        rows.filter { $0.unit == unit && $0.standing == standing }.map(\.entry)
    }

    /// What the crosswalk has of a location.
    enum Standing: String { case sound, withoutCostCenter, unknown }

    private struct Row {
        var unit: String
        var standing: Standing
        var entry: LocationEntry
    }

    /// Code, organisation, store room, cost centre, natural account, sending unit, standing.
    private static let rows: [Row] = text.split(separator: "\n").compactMap { line in
        let columns = line.split(separator: "|").map(String.init)
        guard columns.count == 7, let standing = Standing(rawValue: columns[6]) else { return nil }
        let entry = LocationEntry(
            code: columns[0], organization: columns[1], subinventory: columns[2], costCenter: columns[3],
            account: "01-\(columns[3])-\(columns[4])-000")
        return Row(unit: columns[5], standing: standing, entry: entry)
    }

    private static let text = """
        NGH-OR-CORE|NGH|OR-CORE|6420|71010|OR|sound
        NGH-OR-ORTHO|NGH|OR-ORTHO|6421|71010|OR|sound
        NGH-OR-CARD|NGH|OR-CARD|6422|71010|OR|sound
        LKS-OR-CORE|LKS|OR-CORE|6440|71010|OR|sound
        CHC-OR-CORE|CHC|OR-CORE|6460|71010|OR|sound
        CHC-ASC-1|CHC|ASC-1|6465|71010|OR|withoutCostCenter
        NGH-OR-HYB|NGH|OR-HYB|6424|71010|OR|unknown
        NGH-ICU-A|NGH|ICU-A|6110|71020|ICU|sound
        NGH-ICU-B|NGH|ICU-B|6111|71020|ICU|sound
        NGH-CVICU|NGH|CVICU|6115|71020|ICU|sound
        LKS-ICU|LKS|ICU|6140|71020|ICU|sound
        CHC-PICU|CHC|PICU|6160|71020|ICU|sound
        NGH-ED-MAIN|NGH|ED-MAIN|6310|71020|ED|sound
        NGH-ED-TRAUMA|NGH|ED-TRAUMA|6311|71020|ED|sound
        LKS-ED-MAIN|LKS|ED-MAIN|6340|71020|ED|sound
        LKS-ED-OBS|LKS|ED-OBS|6341|71020|ED|withoutCostCenter
        CHC-ED-MAIN|CHC|ED-MAIN|6360|71020|ED|sound
        NGH-CATH-1|NGH|CATH-1|6510|71030|CATH|sound
        NGH-CATH-2|NGH|CATH-2|6511|71030|CATH|sound
        NGH-EP-LAB|NGH|EP-LAB|6515|71030|CATH|sound
        LKS-CATH-1|LKS|CATH-1|6540|71030|CATH|sound
        NGH-RX-MAIN|NGH|RX-MAIN|6710|71110|PHARM|sound
        NGH-RX-ICU|NGH|RX-ICU|6711|71110|PHARM|sound
        LKS-RX-MAIN|LKS|RX-MAIN|6740|71110|PHARM|sound
        CHC-RX-MAIN|CHC|RX-MAIN|6760|71110|PHARM|sound
        """
}
