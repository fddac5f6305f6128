// What Swift can't import of ncurses (macros, shared globals), and the signal handlers that give the terminal back.
//
// ncurses draws into a memory file instead of the terminal, so a frame can be sent in one write that never waits.

#ifndef TALLYWARD_CNCURSES_SHIM_H
#define TALLYWARD_CNCURSES_SHIM_H

#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif

#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <wchar.h>

#include "rescue.h"

/// An open screen.
struct nc_screen {
    SCREEN *screen;
    /// Keys are read from a pad of their own: reading from a window that shows something would refresh it.
    WINDOW *keys;
    /// Where ncurses writes to.
    FILE *sink;
};

// Weak, so that all object files of a program share one. A process has one screen at a time.
__attribute__((weak)) struct nc_screen nc_screen_state = {0};

/// What `nc_key` found.
enum nc_input { NC_NONE = 0, NC_CHARACTER = 1, NC_KEY = 2 };

/// Keys without a number of their own in ncurses.
enum nc_key_code { NC_PASTE_BEGIN = 2001, NC_PASTE_END, NC_FOCUS_IN, NC_FOCUS_OUT };

/// Attribute bits of our own; `nc_put` turns them into those of ncurses.
enum nc_attribute { NC_BOLD = 1, NC_DIM = 2, NC_ITALIC = 4, NC_UNDERLINE = 8, NC_REVERSE = 16 };

/// Takes the character set from the environment. Returns whether it is UTF-8.
static inline int nc_use_locale(void) {
    if (setlocale(LC_CTYPE, "") == NULL) {
        // The environment names a locale that isn't installed; what matters of it is whether it is UTF-8.
        const char *name = getenv("LC_ALL");
        if (name == NULL || *name == 0) name = getenv("LC_CTYPE");
        if (name == NULL || *name == 0) name = getenv("LANG");
        if (name != NULL && (strcasestr(name, "utf-8") != NULL || strcasestr(name, "utf8") != NULL))
            setlocale(LC_CTYPE, "C.UTF-8");
    }
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static inline void nc_define_keys(void) {
    static const struct { const char *bytes; int code; } keys[] = {
        {"\033[200~", NC_PASTE_BEGIN}, {"\033[201~", NC_PASTE_END},
        {"\033[I", NC_FOCUS_IN}, {"\033[O", NC_FOCUS_OUT},
        {"\033[A", KEY_UP}, {"\033[B", KEY_DOWN}, {"\033[C", KEY_RIGHT}, {"\033[D", KEY_LEFT},
        {"\033OA", KEY_UP}, {"\033OB", KEY_DOWN}, {"\033OC", KEY_RIGHT}, {"\033OD", KEY_LEFT},
        {"\033[H", KEY_HOME}, {"\033[F", KEY_END}, {"\033OH", KEY_HOME}, {"\033OF", KEY_END},
        {"\033[1~", KEY_HOME}, {"\033[4~", KEY_END}, {"\033[7~", KEY_HOME}, {"\033[8~", KEY_END},
        {"\033[2~", KEY_IC}, {"\033[3~", KEY_DC}, {"\033[5~", KEY_PPAGE}, {"\033[6~", KEY_NPAGE},
        {"\033[Z", KEY_BTAB}, {"\033[1;2A", KEY_SR}, {"\033[1;2B", KEY_SF},
        {"\033[1;2D", KEY_SLEFT}, {"\033[1;2C", KEY_SRIGHT},
        {"\033OP", KEY_F0 + 1}, {"\033OQ", KEY_F0 + 2}, {"\033OR", KEY_F0 + 3}, {"\033OS", KEY_F0 + 4},
        {"\033[11~", KEY_F0 + 1}, {"\033[12~", KEY_F0 + 2}, {"\033[13~", KEY_F0 + 3}, {"\033[14~", KEY_F0 + 4},
        {"\033[15~", KEY_F0 + 5}, {"\033[17~", KEY_F0 + 6}, {"\033[18~", KEY_F0 + 7}, {"\033[19~", KEY_F0 + 8},
        {"\033[20~", KEY_F0 + 9}, {"\033[21~", KEY_F0 + 10}, {"\033[23~", KEY_F0 + 11}, {"\033[24~", KEY_F0 + 12},
        {"\033[[A", KEY_F0 + 1}, {"\033[[B", KEY_F0 + 2}, {"\033[[C", KEY_F0 + 3}, {"\033[[D", KEY_F0 + 4},
        {"\033[[E", KEY_F0 + 5},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (key_defined(keys[i].bytes) <= 0) define_key(keys[i].bytes, keys[i].code);
}

/// Opens a screen for the terminal type `name` that reads keys from descriptor `input`. Returns 0, or -1 when the
/// type is unknown.
static inline int nc_open(const char *name, int input) {
    int memory = (int)syscall(SYS_memfd_create, "frame", 1u /* close on exec */);
    if (memory < 0) return -1;
    FILE *sink = fdopen(memory, "w");
    FILE *source = input == STDIN_FILENO ? stdin : fdopen(input, "r");
    if (sink == NULL || source == NULL) {
        close(memory);
        return -1;
    }
    SCREEN *screen = newterm(name, sink, source);
    if (screen == NULL) {
        fclose(sink);
        return -1;
    }
    set_term(screen);
    set_escdelay(25);
    cbreak();
    noecho();
    nonl();
    typeahead(-1);
    WINDOW *keys = newpad(1, 1);
    keypad(keys, TRUE);
    nodelay(keys, TRUE);
    mouseinterval(0);
    nc_define_keys();
    nc_screen_state.screen = screen;
    nc_screen_state.keys = keys;
    nc_screen_state.sink = sink;
    return 0;
}

/// Writes what gives the terminal back into the memory file.
static inline void nc_leave(void) { endwin(); }

/// Frees the screen.
static inline void nc_free(void) {
    struct nc_screen *it = &nc_screen_state;
    delwin(it->keys);
    delscreen(it->screen);
    fclose(it->sink);
    memset(it, 0, sizeof *it);
}

/// Moves up to `room` bytes of what ncurses has written to `bytes` and forgets them. Returns how many; call again
/// until it is 0. `*offset` starts at 0.
static inline long nc_take(char *bytes, size_t room, long *offset) {
    struct nc_screen *it = &nc_screen_state;
    fflush(it->sink);
    int memory = fileno(it->sink);
    long count = pread(memory, bytes, room, *offset);
    if (count > 0) {
        *offset += count;
        return count;
    }
    if (*offset > 0 && ftruncate(memory, 0) == 0) lseek(memory, 0, SEEK_SET);
    return 0;
}

/// A number of the terminal's description; below 0 when it has none.
static inline int nc_number(const char *name) { return tigetnum(name); }

/// Whether the terminal's description has a flag.
static inline bool nc_flag(const char *name) { return tigetflag(name) > 0; }

/// A string of the terminal's description without its delays, as bytes in `out`. Returns the length; 0 for none.
static inline size_t nc_string(const char *name, char *out, size_t room) {
    const char *from = tigetstr(name);
    size_t length = 0;
    if (from == NULL || from == (const char *)-1) return 0;
    while (*from != 0 && length < room) {
        if (from[0] == '$' && from[1] == '<') {
            const char *end = strchr(from, '>');
            if (end != NULL) {
                from = end + 1;
                continue;
            }
        }
        out[length++] = *from++;
    }
    return length;
}

/// Turns colour on with the terminal's own colours as default. Returns the number of pairs there are.
static inline int nc_use_color(void) {
    if (start_color() == ERR || use_default_colors() == ERR) return 0;
    int pairs = tigetnum("pairs");
    return pairs < 0 ? 0 : pairs;
}

/// Defines a pair of colours; -1 is the terminal's own.
static inline int nc_define_pair(int pair, int foreground, int background) {
    return init_extended_pair(pair, foreground, background);
}

/// The columns ncurses gives to a scalar; below 0 when it can't be shown.
static inline int nc_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

/// Writes one character with its marks.
static inline void nc_put(int row, int column, const uint32_t *scalars, int count, unsigned attributes, int pair) {
    wchar_t text[4];
    int length = count < 3 ? count : 3;
    for (int i = 0; i < length; i++) text[i] = (wchar_t)scalars[i];
    text[length] = 0;
    attr_t bits = 0;
    if (attributes & NC_BOLD) bits |= A_BOLD;
    if (attributes & NC_DIM) bits |= A_DIM;
    if (attributes & NC_ITALIC) bits |= A_ITALIC;
    if (attributes & NC_UNDERLINE) bits |= A_UNDERLINE;
    if (attributes & NC_REVERSE) bits |= A_REVERSE;
    cchar_t cell;
    if (setcchar(&cell, text, bits, 0, &pair) == OK) mvwadd_wch(stdscr, row, column, &cell);
}

/// Writes the difference between what is shown and what was put into the memory file.
static inline void nc_flush(int row, int column, int all) {
    if (row >= 0) wmove(stdscr, row, column);
    leaveok(stdscr, row < 0);
    if (all) clearok(stdscr, TRUE);
    wnoutrefresh(stdscr);
    doupdate();
}

/// Forgets all that was put.
static inline void nc_erase(void) { werase(stdscr); }

/// Shows or hides the cursor.
static inline void nc_show_cursor(int visible) { curs_set(visible); }

/// Whether a capability is there that needs no delay.
static inline bool nc_is_plain(const char *capability) {
    return capability != NULL && capability != (const char *)-1 && strstr(capability, "$<") == NULL;
}

/// Takes a new extent. The next frame must be sent whole.
///
/// Has the terminal scroll all of its rows: ncurses, which doesn't see the terminal, tells it at first to scroll as many
/// as its description names, and would leave it so. putp(3) would write to the terminal, past the memory file. What is
/// put into the file's buffer here comes behind the next frame, which ncurses writes past it; so the cursor, which this
/// puts into the corner, is given back the place where ncurses takes it to be.
static inline void nc_resize(int rows, int columns) {
    resizeterm(rows, columns);
    const char *region = tigetstr("csr"), *save = tigetstr("sc"), *restore = tigetstr("rc");
    if (!nc_is_plain(region) || !nc_is_plain(save) || !nc_is_plain(restore)) return;
    fputs(save, nc_screen_state.sink);
    const char *bytes = tparm(region, 0L, (long)rows - 1);
    if (bytes != NULL) fputs(bytes, nc_screen_state.sink);
    fputs(restore, nc_screen_state.sink);
}

/// The extent ncurses works with.
static inline void nc_extent(int *rows, int *columns) { getmaxyx(stdscr, *rows, *columns); }

/// The extent of the terminal behind a descriptor; 0 by 0 when it has none.
static inline void nc_terminal_extent(int descriptor, int *rows, int *columns) {
    struct winsize extent = {0};
    if (ioctl(descriptor, TIOCGWINSZ, &extent) != 0) memset(&extent, 0, sizeof extent);
    *rows = extent.ws_row;
    *columns = extent.ws_col;
}

/// The number of bytes that can be read without waiting; below 0 when the descriptor is dead.
static inline int nc_readable(int descriptor) {
    int count = 0;
    return ioctl(descriptor, FIONREAD, &count) == 0 ? count : -1;
}

/// Takes a key or character without waiting.
static inline enum nc_input nc_key(int *value) {
    wint_t found = 0;
    switch (wget_wch(nc_screen_state.keys, &found)) {
    case OK:
        *value = (int)found;
        return NC_CHARACTER;
    case KEY_CODE_YES:
        *value = (int)found;
        return NC_KEY;
    default:
        return NC_NONE;
    }
}

/// Starts or stops to report the mouse.
static inline void nc_use_mouse(int on) {
    mousemask(on ? BUTTON1_PRESSED | BUTTON4_PRESSED | BUTTON5_PRESSED : 0, NULL);
}

/// The mouse event behind a KEY_MOUSE: 1 for the left button, 4 and 5 for the wheel, 0 for anything else.
static inline int nc_mouse(int *row, int *column) {
    MEVENT event;
    if (getmouse(&event) != OK) return 0;
    *row = event.y;
    *column = event.x;
    if (event.bstate & BUTTON1_PRESSED) return 1;
    if (event.bstate & BUTTON4_PRESSED) return 4;
    if (event.bstate & BUTTON5_PRESSED) return 5;
    return 0;
}

/// The number of function key F1; the others follow.
static inline int nc_first_function_key(void) { return KEY_F0 + 1; }

#endif
