import Catalog
import Foundation
import Glibc

/// What is to be said of the folders that files are dropped into. Nothing is changed, and no file is opened.
enum FolderDiagnosis {
    /// One finding a folder.
    static func findings(of catalog: SiteCatalog?) -> [Finding] {
        (catalog?.sources.values ?? [:].values).sorted { $0.name < $1.name }.compactMap { source in
            source.folder.map { finding("\(source.name)", $0) }
        }
    }

    private static func finding(_ source: String, _ folder: DropFolder) -> Finding {
        let path = folder.path.printable
        guard unsafe access(folder.path, R_OK | W_OK | X_OK) == 0 else {
            let reason = unsafe String(cString: strerror(errno))
            return Finding(
                "source", .problem,
                "\(source) takes files from \(path), and this user can't: \(reason). Make the folder, or give the user "
                    + "that runs the engine the right to read and write it.")
        }
        let waiting = files(folder.path).count { folder.takes($0) }
        let refused = files(folder.path + "/refused").count { $0.hasSuffix(".report.csv") }
        let open = files(folder.path + "/processing").count
        let words =
            "\(source) takes files from \(path): \(waiting) dropped, \(open) being worked on, \(refused) refused."
        guard refused > 0 else { return Finding("source", .fine, words) }
        return Finding(
            "source", .warning,
            words + " Read the reports in \(path)/refused, have the files sent again, and move them away.")
    }

    /// What is to be said of a folder that an endpoint writes to.
    static func finding(_ endpoint: String, _ export: Endpoint.FileExport) -> Finding {
        let path = export.folder.printable
        guard unsafe access(export.folder, R_OK | W_OK | X_OK) == 0 else {
            let reason = unsafe String(cString: strerror(errno))
            return Finding(
                "endpoint", .problem,
                "\(endpoint) writes files to \(path), and this user can't: \(reason). Make the folder, or give the "
                    + "user that runs the engine the right to read and write it.")
        }
        return Finding(
            "endpoint", .fine,
            "\(endpoint) writes files to \(path): \(files(path).count) are there, not taken away yet.")
    }

    private static func files(_ path: String) -> [String] {
        // A folder of ours that isn't there yet holds nothing.
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }
    }
}
