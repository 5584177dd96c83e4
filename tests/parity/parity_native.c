/* The engine as a native program that tests drive by lines: one command in, one line out.
 *
 *     parity_native build OUT ROOT FILE…   builds ROOT/bot.json and the documents ROOT/FILE… into
 *                                          OUT; prints the head's file name
 *     parity_native play HEAD              opens the bundle and answers, until its input ends:
 *
 *     part ID BYTES     chatlet_bundle_add_part       ─▶  STATUS
 *     drop ID           chatlet_bundle_drop_part      ─▶  0
 *     step STATE EVENT  chatlet_session_step          ─▶  STATUS STATE EFFECTS JSON MESSAGE
 *     walk STATE EVENT… a step for each event, from the state before ─▶  SUM…
 *                       a sum for each step, of its status, state and effects, or of its status and
 *                       message; see walk_sum
 *     kept STATE EVENT… the same with a workspace that is kept from walk to walk
 *     suggest N TEXT    chatlet_suggest               ─▶  STATUS BYTES JSON
 *     cbor JSON         chatlet_json_to_cbor          ─▶  STATUS BYTES
 *
 * STATUS is a chatlet_status as a number; JSON is the JSON form of the effects. Bytes are hex, none
 * is "-". The program is a test's tool: it stops at the first thing it does not understand. */
#include <chatlet/bundle.h>
#include <chatlet/compile.h>
#include <chatlet/json.h>
#include <chatlet/session.h>
#include <chatlet/suggest.h>

#include "test_allocator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 1024, LINE_BYTES = 16 * 1024 * 1024 };

static void stop(const char *what, const char *detail) {
    fprintf(stderr, "parity_native: %s: %s\n", what, detail);
    exit(2);
}

static chatlet_str str_of(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static void release(chatlet_str text) { free((char *)(uintptr_t)text.data); }

/* The whole file; free with release. */
static chatlet_str read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(LINE_BYTES);
    if (file == NULL || bytes == NULL) stop("cannot read", path);
    const size_t size_bytes = fread(bytes, 1, LINE_BYTES, file);
    fclose(file);
    return (chatlet_str){.data = bytes, .size_bytes = size_bytes};
}

/* ---- build ---- */

typedef struct output_folder {
    const char *path;
    char head_name[PATH_BYTES];
} output_folder;

static bool write_output(void *context, const chatlet_output *output) {
    output_folder *folder = context;
    char path[2 * PATH_BYTES];
    if (output->kind == CHATLET_OUTPUT_PAGE) return true;
    snprintf(path, sizeof path, "%s/%.*s", folder->path, (int)output->name.size_bytes,
             output->name.data);
    FILE *file = fopen(path, "wb");
    if (file == NULL) return false;
    const bool written =
        fwrite(output->bytes.data, 1, output->bytes.size_bytes, file) == output->bytes.size_bytes;
    if (output->kind == CHATLET_OUTPUT_HEAD)
        snprintf(folder->head_name, sizeof folder->head_name, "%.*s", (int)output->name.size_bytes,
                 output->name.data);
    return fclose(file) == 0 && written;
}

static void print_diagnostic(void *context, const chatlet_diagnostic *diagnostic) {
    (void)context;
    fprintf(stderr, "%.*s:%u: %s: %.*s\n", (int)diagnostic->file.size_bytes, diagnostic->file.data,
            diagnostic->line, diagnostic->code, (int)diagnostic->message.size_bytes,
            diagnostic->message.data);
}

static void add_document(chatlet_compiler *compiler, const char *root, const char *name) {
    char path[2 * PATH_BYTES], url[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", root, name);
    snprintf(url, sizeof url, "/%s", name);
    const chatlet_str bytes = read_file(path);
    const chatlet_document document = {.path = str_of(name),
                                       .url = str_of(url),
                                       .format = chatlet_document_format_of(str_of(name)),
                                       .bytes = bytes};
    if (chatlet_compiler_add_document(compiler, &document) != CHATLET_OK) stop("refused", name);
    release(bytes);
}

static int build(const char *out, const char *root, char **names, int name_count) {
    output_folder folder = {.path = out};
    const chatlet_compile_callbacks callbacks = {
        .context = &folder, .on_diagnostic = print_diagnostic, .on_output = write_output};
    chatlet_compiler *compiler = NULL;
    chatlet_compile_report report;
    char path[PATH_BYTES];
    if (chatlet_compiler_new(test_plain_allocator(), &callbacks, &compiler) != CHATLET_OK)
        stop("build", "out of memory");
    snprintf(path, sizeof path, "%s/bot.json", root);
    const chatlet_str bot = read_file(path);
    if (chatlet_compiler_set_bot(compiler, str_of("bot.json"), bot) != CHATLET_OK)
        stop("refused", path);
    release(bot);
    for (int i = 0; i < name_count; i++)
        add_document(compiler, root, names[i]);
    if (chatlet_compiler_finish(compiler, &report) != CHATLET_OK) stop("build failed", root);
    chatlet_compiler_free(compiler);
    puts(folder.head_name);
    return 0;
}

/* ---- play ---- */

static unsigned digit_of(char digit) {
    if (digit >= '0' && digit <= '9') return (unsigned)(digit - '0');
    if (digit >= 'a' && digit <= 'f') return (unsigned)(digit - 'a') + 10;
    stop("not hex", "a command's bytes");
    return 0;
}

/* The bytes of a hex word, decoded in its place. */
static chatlet_str bytes_of(char *word) {
    if (word == NULL) stop("a command", "lacks a word");
    if (strcmp(word, "-") == 0) return (chatlet_str){.data = NULL, .size_bytes = 0};
    const size_t size_bytes = strlen(word) / 2;
    for (size_t i = 0; i < size_bytes; i++)
        word[i] = (char)(digit_of(word[2 * i]) << 4 | digit_of(word[2 * i + 1]));
    return (chatlet_str){.data = word, .size_bytes = size_bytes};
}

static void print_bytes(chatlet_str bytes) {
    putchar(' ');
    if (bytes.size_bytes == 0) putchar('-');
    for (size_t i = 0; i < bytes.size_bytes; i++)
        printf("%02x", (unsigned)(uint8_t)bytes.data[i]);
}

static void print_as_json(chatlet_str cbor) {
    chatlet_str json;
    if (chatlet_json_from_cbor(test_plain_allocator(), cbor, 0, &json) != CHATLET_OK)
        stop("effects", "cannot be written as JSON");
    print_bytes(json);
    release(json);
}

static void play_step(const chatlet_bundle *bundle, char *state, char *event) {
    chatlet_step *step = NULL;
    chatlet_error error;
    const chatlet_status status = chatlet_session_step(
        test_plain_allocator(), bundle, bytes_of(state), bytes_of(event), &step, &error);
    printf("%d", (int)status);
    if (status == CHATLET_OK) {
        print_bytes(chatlet_step_state(step));
        print_bytes(chatlet_step_effects(step));
        print_as_json(chatlet_step_effects(step));
        print_bytes(str_of(""));
    } else {
        printf(" - - -");
        print_bytes(str_of(error.message));
    }
    chatlet_step_free(step);
}

/* ---- walks: many steps for one line, told by sums ---- */

/* Two sums of 32 bits by FNV-1a (Fowler, Noll and Vo) from different beginnings; support/walk.mjs
 * has the same. */
typedef struct walk_sum {
    uint32_t first, second;
} walk_sum;

static void add_byte(walk_sum *sum, uint8_t byte) {
    sum->first = (sum->first ^ byte) * 16777619u;
    sum->second = (sum->second ^ byte) * 16777619u + 1;
}

static void add_bytes(walk_sum *sum, chatlet_str bytes) {
    for (size_t i = 0; i < bytes.size_bytes; i++)
        add_byte(sum, (uint8_t)bytes.data[i]);
    add_byte(sum, 0xff);
}

/* The state is copied to memory of its own before each step, as a host would that restores it. */
static chatlet_str kept_copy(chatlet_str bytes) {
    char *copy = malloc(bytes.size_bytes + 1);
    if (copy == NULL) stop("walk", "out of memory");
    if (bytes.size_bytes > 0) memcpy(copy, bytes.data, bytes.size_bytes);
    return (chatlet_str){.data = copy, .size_bytes = bytes.size_bytes};
}

static chatlet_str walk_step(const chatlet_bundle *bundle, chatlet_workspace *workspace,
                             chatlet_str state, chatlet_str event, walk_sum *sum) {
    chatlet_step *step = NULL;
    chatlet_error error = {0};
    chatlet_str kept = state;
    const chatlet_status status =
        workspace != NULL
            ? chatlet_workspace_step(workspace, state, event, &step, &error)
            : chatlet_session_step(test_plain_allocator(), bundle, state, event, &step, &error);
    add_byte(sum, (uint8_t)status);
    if (status == CHATLET_OK) {
        add_bytes(sum, chatlet_step_state(step));
        add_bytes(sum, chatlet_step_effects(step));
        kept = kept_copy(chatlet_step_state(step));
        release(state);
    } else {
        add_bytes(sum, str_of(error.message));
    }
    chatlet_step_free(step);
    return kept;
}

static void play_walk(const chatlet_bundle *bundle, chatlet_workspace *workspace, char *first,
                      char *word) {
    chatlet_str state = kept_copy(bytes_of(first));
    for (; word != NULL; word = strtok(NULL, " \n")) {
        walk_sum sum = {.first = 2166136261u, .second = 2166136261u ^ 0x5bd1e995u};
        state = walk_step(bundle, workspace, state, bytes_of(word), &sum);
        printf("%08x%08x ", sum.first, sum.second);
    }
    release(state);
}

static void play_suggest(const chatlet_bundle *bundle, uint32_t limit, char *text) {
    chatlet_suggestions *suggestions = NULL;
    const chatlet_status status =
        chatlet_suggest(test_plain_allocator(), bundle, bytes_of(text), limit, &suggestions);
    printf("%d", (int)status);
    if (status == CHATLET_OK) {
        print_bytes(chatlet_suggestions_bytes(suggestions));
        print_as_json(chatlet_suggestions_bytes(suggestions));
    } else {
        printf(" - -");
    }
    chatlet_suggestions_free(suggestions);
}

static void play_cbor(char *json) {
    chatlet_str cbor = {.data = NULL, .size_bytes = 0};
    const chatlet_status status =
        chatlet_json_to_cbor(test_plain_allocator(), bytes_of(json), &cbor, NULL);
    printf("%d", (int)status);
    print_bytes(cbor);
    release(cbor);
}

static void play_line(chatlet_bundle *bundle, chatlet_workspace *workspace, char *line) {
    const char *command = strtok(line, " \n");
    char *first = strtok(NULL, " \n");
    char *second = strtok(NULL, " \n");
    if (command == NULL || first == NULL) stop("not a command", line);
    if (strcmp(command, "part") == 0)
        printf("%d", (int)chatlet_bundle_add_part(bundle, (uint32_t)strtoul(first, NULL, 10),
                                                  bytes_of(second)));
    else if (strcmp(command, "drop") == 0) {
        chatlet_bundle_drop_part(bundle, (uint32_t)strtoul(first, NULL, 10));
        putchar('0');
    } else if (strcmp(command, "step") == 0)
        play_step(bundle, first, second);
    else if (strcmp(command, "walk") == 0)
        play_walk(bundle, NULL, first, second);
    else if (strcmp(command, "kept") == 0)
        play_walk(bundle, workspace, first, second);
    else if (strcmp(command, "suggest") == 0)
        play_suggest(bundle, (uint32_t)strtoul(first, NULL, 10), second);
    else if (strcmp(command, "cbor") == 0)
        play_cbor(first);
    else
        stop("not a command", command);
    putchar('\n');
    fflush(stdout);
}

static int play(const char *head_path) {
    const chatlet_str head = read_file(head_path);
    chatlet_bundle *bundle = NULL;
    chatlet_error error;
    if (chatlet_bundle_open(test_plain_allocator(), head, &bundle, &error) != CHATLET_OK)
        stop("not a bundle", error.message);
    release(head);
    chatlet_workspace *workspace = NULL;
    char *line = malloc(LINE_BYTES);
    if (line == NULL ||
        chatlet_workspace_new(test_plain_allocator(), bundle, &workspace) != CHATLET_OK)
        stop("play", "out of memory");
    while (fgets(line, LINE_BYTES, stdin) != NULL)
        play_line(bundle, workspace, line);
    free(line);
    chatlet_workspace_free(workspace);
    chatlet_bundle_close(bundle);
    return 0;
}

int main(int argc, char **argv) {
    if (argc >= 4 && strcmp(argv[1], "build") == 0)
        return build(argv[2], argv[3], argv + 4, argc - 4);
    if (argc == 3 && strcmp(argv[1], "play") == 0) return play(argv[2]);
    fputs("usage: parity_native build OUT ROOT FILE... | play HEAD\n", stderr);
    return 2;
}
