/* `chatlet build --watch`: looks at the sources twice a second and builds again when they changed.
 * Looking is a walk with a stat per file, the same on every file system, network shares included; a
 * slow walk is followed by a pause ten times as long, so that looking never takes over the
 * machine. */
#include "cli_build_once.h"

#include <errno.h>
#include <signal.h>
#include <time.h>

enum { LOOK_EVERY_MS = 500, REST_PER_LOOK = 10 };

/* Set by the signal handler, which may do nothing else. */
static volatile sig_atomic_t is_stopped;

static void on_signal(int signal_number) {
    (void)signal_number;
    is_stopped = 1;
}

static void catch_signals(void) {
    /* Without SA_RESTART the pause below ends at once. */
    struct sigaction action = {.sa_handler = on_signal};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static void rest(uint64_t duration_ms) {
    const struct timespec duration = {.tv_sec = (time_t)(duration_ms / 1000),
                                      .tv_nsec = (long)(duration_ms % 1000) * 1000000};
    nanosleep(&duration, NULL);
}

/* What the sources look like now; 0 when they are not there. */
static uint64_t look(const cli_build_options *options) {
    cli_compile run;
    const cli_exit code = cli_compile_begin(&run, &options->compile, NULL, NULL, true);
    const uint64_t fingerprint = code == CLI_EXIT_OK ? run.documents.fingerprint : 0;
    cli_compile_free(&run);
    return fingerprint;
}

/* Builds once more and prints a line; returns the fingerprint of what was built. */
static uint64_t rebuild(const cli_build_options *options, cli_exit *code) {
    cli_build_result result;
    cli_build_once(options, &result);
    if (options->compile.json) {
        cli_build_print_json(&result);
    } else {
        cli_build_print_line(&result);
    }
    const uint64_t fingerprint = result.run.documents.fingerprint;
    *code = result.exit;
    cli_build_result_free(&result);
    return fingerprint;
}

cli_exit cli_watch(const cli_build_options *options) {
    cli_build_result first;
    catch_signals();
    cli_build_once(options, &first);
    cli_build_print(options, &first);
    cli_exit code = first.exit;
    uint64_t fingerprint = first.run.documents.fingerprint;
    cli_build_result_free(&first);
    if (code == CLI_EXIT_USAGE) return code;
    if (!options->compile.json && !is_stopped) fputs("Watching for changes.\n", stderr);

    uint64_t pause_ms = LOOK_EVERY_MS;
    while (!is_stopped) {
        rest(pause_ms);
        const uint64_t begun_ms = cli_clock_ms();
        const uint64_t seen = is_stopped ? fingerprint : look(options);
        const uint64_t rest_ms = (cli_clock_ms() - begun_ms) * REST_PER_LOOK;
        pause_ms = rest_ms > LOOK_EVERY_MS ? rest_ms : LOOK_EVERY_MS;
        if (seen != fingerprint) {
            const uint64_t built = rebuild(options, &code);
            /* What failed is not tried again until the sources change again. */
            fingerprint = built != 0 ? built : seen;
        }
    }
    return code;
}
