import Catalog
import Foundation
import NIOCore
import NIOPosix
import SyncModel

/// What is to be said of the catalog, and of the endpoints it names.
struct CatalogDiagnosis {
    var name: String
    var report: LintReport

    /// The catalog's own findings.
    var findings: [Finding] {
        let summary = "The catalog \(name): \(report.summary)"
        if report.errorCount > 0 {
            return [Finding("catalog", .problem, "\(summary). Run `tallyward lint \(name)` and mend them.")]
        }
        if report.warningCount > 0 {
            return [Finding("catalog", .warning, "\(summary). Run `tallyward lint \(name)` to read them.")]
        }
        return [Finding("catalog", .fine, "\(summary).")]
    }

    /// Whether the secrets that endpoints are signed in to with are there. Nothing is sent, and none is shown.
    func secrets(environment: [String: String]) -> [Finding] {
        endpoints.flatMap { endpoint -> [Finding] in
            endpoint.authentication.secrets.compactMap { reference in
                do throws(SecretProblem) {
                    _ = try reference.resolve(environment: environment)
                    return nil
                } catch { return Finding("endpoint", .problem, "\(endpoint.name) can't be signed in to: \(error)") }
            }
        }
    }

    /// Whether the secrets that senders share with us are there, and the files with issuers' keys.
    func proofs(environment: [String: String]) -> [Finding] {
        (report.catalog?.sources.values ?? [:].values).sorted { $0.name < $1.name }.flatMap { source -> [Finding] in
            (source.http?.authentication ?? []).flatMap { way -> [Finding] in
                switch way {
                case .key(let references), .signature(let references, _):
                    references.compactMap { reference in
                        do throws(SecretProblem) {
                            _ = try reference.resolve(environment: environment)
                            return nil
                        } catch { return Finding("source", .problem, "\(source.name) can't tell who sends: \(error)") }
                    }
                case .token(let token):
                    Self.keysFile(of: token).map { path in
                        [
                            Finding(
                                "source", .problem, "\(source.name) can't read its issuer's keys in \(path.printable).")
                        ]
                    } ?? []
                }
            }
        }
    }

    /// The file with an issuer's keys, where it can't be read.
    private static func keysFile(of token: HTTPListener.Token) -> String? {
        guard case .file(let path) = token.keys else { return nil }
        return FileManager.default.isReadableFile(atPath: path) ? nil : path
    }

    /// Opens a connection to each endpoint, and closes it again: nothing is sent.
    func probe() async -> [Finding] {
        var findings: [Finding] = []
        for endpoint in endpoints { findings.append(await Self.probe(endpoint)) }
        return findings
    }

    private var endpoints: [Endpoint] {
        (report.catalog?.endpoints.values ?? [:].values).sorted { $0.name < $1.name }
    }

    private static func probe(_ endpoint: Endpoint) async -> Finding {
        if let export = endpoint.fileExport { return FolderDiagnosis.finding("\(endpoint.name)", export) }
        guard let url = URLComponents(string: endpoint.url), let host = url.host else {
            return Finding("endpoint", .problem, "\(endpoint.name) has no host in its url: mend the catalog.")
        }
        let port = url.port ?? (url.scheme == "http" ? 80 : 443)
        do {
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(3))
                .connect(host: host, port: port)
                .get()
            try await channel.close()
            return Finding("endpoint", .fine, "\(endpoint.name) takes connections at \(host):\(port).")
        } catch {
            return Finding(
                "endpoint", .problem,
                "\(endpoint.name) can't be reached at \(host):\(port): look whether it is up, and at names, routes and "
                    + "firewalls between.")
        }
    }
}
