#ifndef TALLYWARD_ALLOCATOR_H
#define TALLYWARD_ALLOCATOR_H

#include <malloc.h>

/// Keeps up to `bytes` of freed memory for what comes next, instead of giving it back to the kernel and asking for it
/// again. Giving it back interrupts every other core.
static inline void tallyward_keep_freed_memory(int bytes) {
    mallopt(M_TRIM_THRESHOLD, bytes);
    mallopt(M_MMAP_THRESHOLD, bytes / 2);
    mallopt(M_TOP_PAD, 1 << 20);
}

#endif
