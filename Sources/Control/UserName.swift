import Glibc

/// The names of Unix users.
public enum UserName {
    /// The user this process runs as.
    public static var own: String { of(getuid()) }

    /// The name of a user id; `uid:N` where it has none.
    public static func of(_ uid: UInt32) -> String {
        var entry = unsafe passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 4096)
        let name = unsafe buffer.withUnsafeMutableBufferPointer { buffer -> String? in
            guard let start = buffer.baseAddress else { return nil }
            let code = unsafe getpwuid_r(uid, &entry, start, buffer.count, &found)
            guard code == 0, unsafe found != nil, let name = unsafe entry.pw_name else { return nil }
            return unsafe String(cString: name)
        }
        return name ?? "uid:\(uid)"
    }
}
