// Gives the terminal back when the program is ended by a signal, a crash or exit(3), and relays the other signals
// through a pipe. Everything a handler does is async-signal-safe.

#ifndef TALLYWARD_CNCURSES_RESCUE_H
#define TALLYWARD_CNCURSES_RESCUE_H

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { NC_RESCUE_ROOM = 512, NC_SIGNALS = 32 };

struct nc_rescue {
    /// Whether the terminal is ours now.
    volatile sig_atomic_t is_active;
    /// Whether exit(3) knows us.
    int is_registered;
    pid_t process;
    int terminal;
    int relay;
    struct termios modes;
    char bytes[NC_RESCUE_ROOM];
    size_t length;
    struct sigaction before[NC_SIGNALS];
    uint32_t installed;
    /// Whether a crash goes on to whoever handled it before.
    int chains_crashes;
    /// Seconds at which a request to end was relayed that nobody has taken yet; 0 for none.
    volatile int64_t asked;
};

// Weak, so that all object files of a program share one.
__attribute__((weak)) struct nc_rescue nc_rescue_state = {0};

static inline int64_t nc_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + 1;
}

/// Gives the terminal back with what was prepared, without waiting for a terminal that takes no output.
static inline void nc_rescue_now(void) {
    struct nc_rescue *it = &nc_rescue_state;
    if (!it->is_active || it->process != getpid()) return;
    it->is_active = 0;
    struct pollfd out = {.fd = it->terminal, .events = POLLOUT};
    size_t done = 0;
    while (done < it->length && poll(&out, 1, 200) > 0 && (out.revents & (POLLHUP | POLLERR)) == 0) {
        ssize_t count = write(it->terminal, it->bytes + done, it->length - done);
        if (count < 0 && errno != EINTR && errno != EAGAIN) break;
        if (count > 0) done += (size_t)count;
    }
    tcsetattr(it->terminal, TCSANOW, &it->modes);
}

static inline void nc_put_back(int number) {
    struct nc_rescue *it = &nc_rescue_state;
    if (it->installed & (1u << number)) sigaction(number, &it->before[number], NULL);
    it->installed &= ~(1u << number);
}

/// Crash: the terminal first, then the kernel, or the backtracer of the Swift runtime if it was asked for. Unasked it
/// would show the program's memory, patients and all, and wait for a key.
static inline void nc_on_crash(int number) {
    int saved = errno;
    nc_rescue_now();
    if (nc_rescue_state.chains_crashes) nc_put_back(number);
    else signal(number, SIG_DFL);
    // Pending until this handler returns, so the former action finds the state of the crash untouched.
    raise(number);
    errno = saved;
}

/// Relays a signal. A request to end that nobody has taken for two seconds means that the loop hangs: then the
/// second one ends the program as if we were not there.
static inline void nc_on_signal(int number) {
    int saved = errno;
    struct nc_rescue *it = &nc_rescue_state;
    int is_end = number == SIGINT || number == SIGTERM || number == SIGQUIT || number == SIGHUP;
    int64_t now = nc_seconds();
    if (is_end && it->asked != 0 && now - it->asked >= 2) {
        nc_rescue_now();
        signal(number, SIG_DFL);
        raise(number);
        errno = saved;
        return;
    }
    if (is_end && it->asked == 0) it->asked = now;
    unsigned char byte = (unsigned char)number;
    ssize_t count = write(it->relay, &byte, 1);
    (void)count;
    errno = saved;
}

static inline void nc_install(int number, void (*handler)(int), int flags) {
    struct nc_rescue *it = &nc_rescue_state;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigfillset(&action.sa_mask);
    struct sigaction before;
    if (sigaction(number, NULL, &before) != 0) return;
    // Whoever started us with hang-ups ignored wants it so; a terminal that is gone is noticed without it.
    if (number == SIGHUP && before.sa_handler == SIG_IGN) return;
    if ((it->installed & (1u << number)) == 0) it->before[number] = before;
    if (sigaction(number, &action, NULL) == 0) it->installed |= 1u << number;
}

/// Takes over all signals that concern a terminal. Relayed ones arrive as bytes at `relay`, a descriptor that never
/// blocks. Call `nc_rescue_arm` next.
static inline void nc_rescue_install(int relay) {
    static const int crashes[] = {SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE};
    static const int relayed[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT};
    struct nc_rescue *it = &nc_rescue_state;
    it->relay = relay;
    it->asked = 0;
    it->chains_crashes = getenv("SWIFT_BACKTRACE") != NULL;
    if (!it->is_registered) it->is_registered = atexit(nc_rescue_now) == 0;
    for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++)
        nc_install(crashes[i], nc_on_crash, SA_ONSTACK);
    for (size_t i = 0; i < sizeof relayed / sizeof relayed[0]; i++)
        nc_install(relayed[i], nc_on_signal, SA_RESTART | SA_ONSTACK);
}

/// From now on the terminal behind the descriptor is ours: these bytes and modes give it back.
static inline void nc_rescue_arm(int terminal, const struct termios *modes, const char *bytes, size_t length) {
    struct nc_rescue *it = &nc_rescue_state;
    it->is_active = 0;
    it->process = getpid();
    it->terminal = terminal;
    it->modes = *modes;
    it->length = length < NC_RESCUE_ROOM ? length : NC_RESCUE_ROOM;
    memcpy(it->bytes, bytes, it->length);
    it->is_active = 1;
}

/// The terminal has been given back.
static inline void nc_rescue_disarm(void) { nc_rescue_state.is_active = 0; }

/// A request to end was taken.
static inline void nc_rescue_taken(void) { nc_rescue_state.asked = 0; }

/// The terminal is gone, and so is whoever might say so once more: the news that is still on its way must not end the
/// program while it puts its things in order. Of effect from `nc_rescue_remove` on.
static inline void nc_ignore_hangup(void) {
    struct sigaction *before = &nc_rescue_state.before[SIGHUP];
    memset(before, 0, sizeof *before);
    before->sa_handler = SIG_IGN;
}

/// All signals go to whoever had them before.
static inline void nc_rescue_remove(void) {
    for (int number = 1; number < NC_SIGNALS; number++) nc_put_back(number);
}

/// Stops the program as Ctrl-Z does; returns when it is continued, or at once when nobody could continue it.
static inline void nc_stop_self(void) {
    struct sigaction ours;
    struct sigaction plain;
    memset(&plain, 0, sizeof plain);
    plain.sa_handler = SIG_DFL;
    sigaction(SIGTSTP, &plain, &ours);
    raise(SIGTSTP);
    sigaction(SIGTSTP, &ours, NULL);
}

/// Gives the calling thread a stack of its own for handlers, so that a stack overflow is survived long enough.
static inline void nc_use_signal_stack(void) {
    stack_t now;
    if (sigaltstack(NULL, &now) != 0 || (now.ss_flags & SS_DISABLE) == 0) return;
    stack_t own;
    memset(&own, 0, sizeof own);
    own.ss_size = 65536;
    own.ss_sp = malloc(own.ss_size);
    if (own.ss_sp != NULL && sigaltstack(&own, NULL) != 0) free(own.ss_sp);
}

#endif
