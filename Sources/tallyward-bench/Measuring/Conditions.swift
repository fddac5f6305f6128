import Foundation
import Glibc

/// What a run was measured under: without it no figure means anything.
struct Conditions: Codable, Sendable {
    /// Processors that may be used.
    var cores: Int
    /// Where state files were.
    var directory: String
    /// How long the disk takes to make 4 KiB durable, before and after: medians, in microseconds.
    var syncMicroseconds: [Double]
    /// How many programs wanted to run, on average over the minute before the start and before the end.
    var load: [Double]

    /// Looks at the machine and its disk.
    init(directory: String) throws {
        cores = ProcessInfo.processInfo.activeProcessorCount
        self.directory = directory
        syncMicroseconds = [try DiskProbe.median(in: directory) / 1000]
        load = [Self.loadAverage]
    }

    /// Looks again, since a disk's speed is no constant of a machine.
    mutating func end(directory: String) {
        load.append(Self.loadAverage)
        do { syncMicroseconds.append(try DiskProbe.median(in: directory) / 1000) } catch {
            FileHandle.standardError.write(Data("The disk could not be measured at the end: \(error)\n".utf8))
        }
    }

    private static var loadAverage: Double {
        var average = 0.0
        unsafe getloadavg(&average, 1)
        return average
    }
}

extension Conditions: CustomStringConvertible {
    /// Two lines for the head of a table.
    var description: String {
        let sync = syncMicroseconds.map(\.short).joined(separator: ", then ")
        let load = load.map(\.hundredths).joined(separator: ", then ")
        return """
            \(cores) cores; load average \(load); 4 KiB made durable in \(sync) µs (median)
            state files in \(directory)
            Senders, engine and receiver share this process and these cores. Compare ratios, not rates.
            """
    }
}

/// How fast a disk makes a page durable.
enum DiskProbe {
    /// The median of some dozens of writes with `fdatasync`, in nanoseconds.
    static func median(in directory: String) throws -> Double {
        let path = "\(directory)/sync"
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Untrustworthy("\(path) can't be written: choose another --dir.") }
        defer {
            close(descriptor)
            unsafe unlink(path)
        }
        let page = [UInt8](repeating: 0x54, count: 4096)
        var samples = Samples()
        let end = Stopwatch.now + 300_000_000
        while Stopwatch.now < end || samples.count < 5 {
            let written = samples.time {
                let count = unsafe page.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
                return count == page.count && fdatasync(descriptor) == 0
            }
            guard written else { throw Untrustworthy("\(path) can't be made durable: choose another --dir.") }
        }
        return samples.median
    }
}
