#include "cli_terminal.h"

#include <limits.h>
#ifndef __EMSCRIPTEN__
#include <poll.h>
#endif
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { REDRAW_MS = 100 };

uint64_t cli_clock_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void cli_progress_begin(cli_progress *progress, bool is_wanted) {
    *progress = (cli_progress){.is_shown = is_wanted && isatty(STDERR_FILENO) == 1,
                               .started_ms = cli_clock_ms()};
}

void cli_progress_show(cli_progress *progress, const char *what, uint64_t done, uint64_t total) {
    if (!progress->is_shown) return;
    const uint64_t now_ms = cli_clock_ms();
    if (progress->what == NULL || strcmp(progress->what, what) != 0) {
        progress->what = what;
        progress->started_ms = now_ms;
        progress->drawn_ms = 0;
    }
    if (progress->drawn_ms != 0 && now_ms - progress->drawn_ms < REDRAW_MS && done < total) return;
    progress->drawn_ms = now_ms;

    const uint64_t elapsed_ms = now_ms - progress->started_ms + 1;
    const uint64_t a_second = done * 1000 / elapsed_ms;
    fprintf(stderr, "\r\033[K%s %llu/%llu", what, (unsigned long long)done,
            (unsigned long long)total);
    if (done > 0 && elapsed_ms > 500) {
        const uint64_t left_ms = elapsed_ms * (total - done) / done;
        fprintf(stderr, ", %llu a second, %llu s left", (unsigned long long)a_second,
                (unsigned long long)((left_ms + 999) / 1000));
    }
    fflush(stderr);
}

void cli_progress_clear(cli_progress *progress) {
    if (!progress->is_shown || progress->drawn_ms == 0) return;
    fputs("\r\033[K", stderr);
    progress->drawn_ms = 0;
}

static void print_harmless(FILE *stream, chatlet_str text, bool keeps_lines) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        const unsigned char byte = (unsigned char)text.data[i];
        /* C1 controls are two bytes in UTF-8: 0xC2 and one of 0x80 to 0x9F. */
        const bool is_c1 = byte == 0xC2 && i + 1 < text.size_bytes &&
                           (unsigned char)text.data[i + 1] >= 0x80 &&
                           (unsigned char)text.data[i + 1] <= 0x9F;
        const bool is_space = byte == '\n' || byte == '\t';
        const bool is_control = (byte < 0x20 && !(is_space && keeps_lines)) || byte == 0x7F;
        fputc(is_control || is_c1 ? '?' : byte, stream);
        if (is_c1) i++;
    }
}

void cli_print_plain(FILE *stream, chatlet_str text) { print_harmless(stream, text, true); }

void cli_print_in_line(FILE *stream, chatlet_str text) { print_harmless(stream, text, false); }

bool cli_wait_for_input(uint64_t time_ms) {
#ifdef __EMSCRIPTEN__
    (void)time_ms;
    return true;
#else
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&input, 1, time_ms > INT_MAX ? INT_MAX : (int)time_ms) != 0;
#endif
}

bool cli_has_color(FILE *stream) {
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    if (no_color != NULL && no_color[0] != '\0') return false;
    if (terminal != NULL && strcmp(terminal, "dumb") == 0) return false;
    return isatty(fileno(stream)) == 1;
}

const char *cli_size_words(cli_memory *memory, uint64_t size_bytes) {
    if (size_bytes < 1000)
        return cli_memory_format(memory, "%llu B", (unsigned long long)size_bytes);
    const bool is_large = size_bytes >= 1000000;
    return cli_memory_format(memory, "%.1f %s",
                             (double)size_bytes / (is_large ? 1000000.0 : 1000.0),
                             is_large ? "MB" : "kB");
}
