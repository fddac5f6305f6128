/// Cuts a byte stream into MLLP frames: a value without I/O, whose events don't depend on how the bytes were read.
///
/// Give it what was read with `append`, then take events with `next()` until it answers nil. The rules:
///
/// - a frame is `VT … FS CR`; `FS CR LF` is accepted, and so is `FS VT`, where the CR is missing before the next frame;
/// - FS before any other byte is content;
/// - bytes outside a frame are skipped and counted as noise;
/// - VT inside a frame drops what came so far and starts anew;
/// - a frame that passes the limit is reported at once with its first bytes, and discarded up to its end.
///
/// It never holds more than one frame of at most `limit` bytes beside the events not yet taken.
public struct MLLPFramer: Sendable {
    /// What the stream brought.
    public enum Event: Hashable, Sendable {
        /// The content of one whole frame.
        case frame([UInt8])
        /// This many bytes outside any frame. Reported before the next frame, at `finish()`, and every 64 KiB.
        case noise(Int)
        /// A frame began inside another one, of which this many bytes were dropped.
        case resynchronised(droppedBytes: Int)
        /// A frame passed the limit; `head` is its first KiB at most, to answer its sender by name.
        case oversize(limit: Int, head: [UInt8])
    }

    private enum State: Hashable, Sendable {
        case outside, inside, insideAfterEnd, afterFrame, discarding, discardingAfterEnd
    }

    /// The largest frame content in bytes.
    public let limit: Int
    private var state = State.outside
    private var partial: [UInt8] = []
    private var noise = 0
    private var events: [Event] = []
    private var taken = 0

    /// The most noise counted into one event.
    private static let noiseUnit = 1 << 16

    /// How much of an oversize frame is shown: no more than is there, however it was read.
    private var headLength: Int { min(limit, 1024) }

    /// A framer at the start of a stream; frames may hold up to `limit` bytes, 16 MiB unless told otherwise.
    public init(limit: Int = 16 << 20) {
        self.limit = max(limit, 1)
    }

    /// A frame has begun and not ended. Time spent so is what a partial-frame timeout measures.
    public var isMidFrame: Bool {
        state != .outside && state != .afterFrame
    }

    /// How many bytes of an unfinished frame are held.
    public var pendingByteCount: Int { partial.count }

    /// The next event, nil when more bytes are needed.
    public mutating func next() -> Event? {
        guard taken < events.count else {
            events.removeAll(keepingCapacity: events.count <= 64)
            taken = 0
            return nil
        }
        let event = events[taken]
        events[taken] = .noise(0)
        taken += 1
        return event
    }

    /// Takes in what was read, in pieces of any size.
    public mutating func append(_ bytes: some Sequence<UInt8>) {
        let isDone: Void? = bytes.withContiguousStorageIfAvailable { buffer in
            unsafe consume(UnsafeRawBufferPointer(buffer))
        }
        if isDone == nil { append(Array(bytes)) }
    }

    /// Takes in what was read, straight from a buffer.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        unsafe consume(bytes)
    }

    /// The stream is at its end. A frame that lacks only its last CR is whole; anything else unfinished is dropped
    /// and reported as noise. Take the events with `next()`.
    public mutating func finish() {
        switch state {
        case .insideAfterEnd:
            emitFrame()
        case .inside:
            count(noise: partial.count + 1)
            partial = []
        case .outside, .afterFrame, .discarding, .discardingAfterEnd:
            break
        }
        flushNoise()
        state = .outside
    }

    private mutating func consume(_ buffer: UnsafeRawBufferPointer) {
        var offset = 0
        while offset < buffer.count {
            switch state {
            case .outside:
                offset = unsafe skipNoise(buffer, from: offset)
            case .afterFrame:
                if unsafe buffer[offset] == ASCII.lineFeed { offset += 1 }
                state = .outside
            case .inside:
                offset = unsafe takeContent(buffer, from: offset)
            case .insideAfterEnd:
                offset = unsafe settleEnd(buffer, at: offset)
            case .discarding, .discardingAfterEnd:
                offset = unsafe discard(buffer, from: offset)
            }
        }
    }

    private mutating func skipNoise(_ buffer: UnsafeRawBufferPointer, from offset: Int) -> Int {
        let range = offset..<buffer.count
        let start = unsafe ByteScan.offset(of: MLLPFrame.start, or: MLLPFrame.start, in: buffer, range)
        count(noise: start - offset)
        guard start < buffer.count else { return start }
        flushNoise()
        state = .inside
        return start + 1
    }

    private mutating func takeContent(_ buffer: UnsafeRawBufferPointer, from offset: Int) -> Int {
        let stop = unsafe ByteScan.offset(
            of: MLLPFrame.end, or: MLLPFrame.start, in: buffer, offset..<buffer.count)
        guard partial.count + (stop - offset) <= limit else {
            let missing = headLength - partial.count
            if missing > 0 {
                unsafe keep(buffer, offset..<min(stop, offset + missing))
            }
            overflow()
            return stop
        }
        unsafe keep(buffer, offset..<stop)
        guard stop < buffer.count else { return stop }
        if unsafe buffer[stop] == MLLPFrame.start {
            events.append(.resynchronised(droppedBytes: partial.count + 1))
            partial = []
        } else {
            state = .insideAfterEnd
        }
        return stop + 1
    }

    private mutating func keep(_ buffer: UnsafeRawBufferPointer, _ range: Range<Int>) {
        unsafe partial.append(contentsOf: UnsafeRawBufferPointer(rebasing: buffer[range]))
    }

    /// Decides what an FS was by the byte after it.
    private mutating func settleEnd(_ buffer: UnsafeRawBufferPointer, at offset: Int) -> Int {
        switch unsafe buffer[offset] {
        case ASCII.carriageReturn:
            emitFrame()
            state = .afterFrame
            return offset + 1
        case MLLPFrame.start:
            emitFrame()
            state = .inside
            return offset + 1
        default:
            state = .inside
            if partial.count < limit { partial.append(MLLPFrame.end) } else { overflow() }
            return offset
        }
    }

    private mutating func discard(_ buffer: UnsafeRawBufferPointer, from offset: Int) -> Int {
        if state == .discardingAfterEnd, unsafe buffer[offset] == ASCII.carriageReturn {
            state = .afterFrame
            return offset + 1
        }
        state = .discarding
        let stop = unsafe ByteScan.offset(
            of: MLLPFrame.end, or: MLLPFrame.start, in: buffer, offset..<buffer.count)
        guard stop < buffer.count else { return stop }
        state = unsafe buffer[stop] == MLLPFrame.start ? .inside : .discardingAfterEnd
        return stop + 1
    }

    private mutating func emitFrame() {
        events.append(.frame(partial))
        partial = []
    }

    private mutating func overflow() {
        events.append(.oversize(limit: limit, head: Array(partial.prefix(headLength))))
        partial = []
        state = .discarding
    }

    private mutating func count(noise more: Int) {
        noise += more
        while noise >= Self.noiseUnit {
            events.append(.noise(Self.noiseUnit))
            noise -= Self.noiseUnit
        }
    }

    private mutating func flushNoise() {
        if noise > 0 { events.append(.noise(noise)) }
        noise = 0
    }
}
