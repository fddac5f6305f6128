import NIOCore

/// Runs tasks on an event loop, so that a request is made where its connections live, without a change of threads.
final class LoopExecutor: TaskExecutor {
    private let eventLoop: any EventLoop

    /// Runs tasks on `eventLoop`.
    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = unsafe asUnownedTaskExecutor()
        eventLoop.execute { unsafe job.runSynchronously(on: executor) }
    }
}
