extension Value {
    /// An `http` or `https` URL without a slash at the end, as requests' paths are added to it.
    func baseURL() -> String? {
        guard var text = url() else { return nil }
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }

    /// An `http` or `https` URL: a host, perhaps a port and a path, and nothing else (RFC 3986 §3).
    func url() -> String? {
        guard let text = text() else { return nil }
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else {
            return refuse("needs a URL that begins with https:// or http://")
        }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        // A password could stand before the @: nothing of it is repeated.
        guard !authority.contains("@") else {
            return refuse("must not hold a user or password; sign in with 'authentication'")
        }
        guard !rest.contains("?"), !rest.contains("#") else {
            return refuse("must end before any '?' or '#', not '\(text.quotable)'")
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}".utf8.contains($0) }) else {
            return refuse("holds a space or another character that no URL has")
        }
        guard Self.isHostAndPort(authority) else {
            return refuse("needs a host and perhaps a port from 1 to 65535, not '\(text.quotable)'")
        }
        return text
    }

    /// The address of an MLLP receiver, `mllp://host:port`, or `mllps://` for TLS.
    func mllpURL() -> String? {
        parsed("an address such as mllp://ehr.example:2575, or mllps:// for TLS") { text in
            guard let scheme = ["mllps://", "mllp://"].first(where: text.hasPrefix) else { return nil }
            let rest = text.dropFirst(scheme.count)
            let port = rest.hasPrefix("[") ? rest.drop { $0 != "]" }.dropFirst() : rest.drop { $0 != ":" }
            return port.hasPrefix(":") && Self.isHostAndPort(rest) ? text : nil
        }
    }

    /// A path that begins with a slash, for requests below a base URL.
    func urlPath() -> String? {
        parsed("a path such as /charges") { text in
            let allowed = "-._~!$&'()*+,;=:@%/".utf8
            return text.hasPrefix("/") && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || allowed.contains($0) }
                ? text : nil
        }
    }

    private static func isHostAndPort(_ authority: Substring) -> Bool {
        var host = authority
        var port: Substring = "80"
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { return false }
            host = authority[..<end].dropFirst()
            let rest = authority[end...].dropFirst()
            guard rest.isEmpty || rest.hasPrefix(":") else { return false }
            if !rest.isEmpty { port = rest.dropFirst() }
            guard host.utf8.allSatisfy({ $0.isASCIILetterOrDigit || ":.".utf8.contains($0) }) else { return false }
        } else {
            if let colon = authority.firstIndex(of: ":") {
                host = authority[..<colon]
                port = authority[colon...].dropFirst()
            }
            guard host.utf8.allSatisfy({ $0.isASCIILetterOrDigit || "-._".utf8.contains($0) }) else { return false }
        }
        guard port.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let number = Int(port)
        else { return false }
        return !host.isEmpty && (1...65_535).contains(number)
    }
}
