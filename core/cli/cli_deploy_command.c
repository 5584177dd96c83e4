/* `chatlet deploy`: a built folder to a server, of which only what is new there is sent, and then
 * into a channel. */
#include "cli_command.h"
#include "cli_deploy.h"
#include "cli_deploy_files.h"
#include "cli_files.h"
#include "cli_json.h"
#include "cli_terminal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    KEY_FILE_BYTES_MAX = 4096,
    TAR_BLOCK_BYTES = 512,
    BATCH_BYTES_MAX = 8 * 1024 * 1024, /* of an archive; one larger file goes alone */
    FILE_BYTES_MAX = 16 * 1024 * 1024
};

typedef struct deploy_options {
    const char *folder;
    const char *server;
    const char *bot;
    const char *channel;
    const char *key_file;
    const char *note;
    bool upload_only;
    bool dry_run;
    bool plain_http;
    bool json;
} deploy_options;

/* One deploy on its way. */
typedef struct deploy {
    deploy_options options;
    cli_memory memory;
    cli_deploy_server *server;
    cli_deploy_files files;
    cli_progress progress;
    const char *base; /* "/v1/orgs/…/bots/…" */
    size_t wanted_count;
    uint64_t wanted_bytes;
    const char *version; /* id */
    int64_t number;
    bool is_new;
    const char *address; /* of the channel */
    const char *problem; /* a sentence, once something failed */
} deploy;

static cli_exit stop(deploy *self, cli_exit code, const char *problem) {
    self->problem = problem;
    return code;
}

/* --- asking --- */

static void wait_seconds(long seconds) {
    if (seconds > CLI_DEPLOY_RETRY_SECONDS_MAX) seconds = CLI_DEPLOY_RETRY_SECONDS_MAX;
    const struct timespec pause = {.tv_sec = seconds < 0 ? 0 : seconds};
    (void)nanosleep(&pause, NULL);
}

/* Whether the same request may succeed later: the server is busy, or the network was in the way.
 * Everything asked here may be asked twice: contents and versions are named by their hashes, and a
 * channel's change names what it was. */
static bool is_passing(const cli_deploy_answer *answer) {
    return answer->status == 0 || answer->status == 429 || answer->status == 502 ||
           answer->status == 503 || answer->status == 504;
}

/* Each pause is twice the one before, unless the server says how long. */
static void ask(deploy *self, const cli_deploy_request *request, cli_deploy_answer *answer) {
    long pause_s = 1;
    for (int tries = 1;; tries++, pause_s *= 2) {
        cli_deploy_ask(self->server, &self->memory, request, answer);
        if (!is_passing(answer) || tries == CLI_DEPLOY_TRIES_MAX) return;
        /* What never answered at all is most often a mistake in the address: tell it soon. */
        if (answer->status == 0 && tries == 3) return;
        wait_seconds(answer->retry_after_s >= 0 ? answer->retry_after_s : pause_s);
    }
}

static const char *problem_text(deploy *self, const cli_deploy_answer *answer) {
    chatlet_json_document *document = NULL;
    const char *text = NULL;
    if (chatlet_json_parse(cli_allocator(), answer->body, &document, NULL) == CHATLET_OK) {
        const chatlet_json *root = chatlet_json_root(document);
        const char *detail = cli_json_text(&self->memory, root, "detail");
        const char *title = cli_json_text(&self->memory, root, "title");
        text = detail != NULL ? detail : title;
    }
    chatlet_json_free(document);
    return text;
}

/* What went wrong, in words, and what the command ends with. */
static cli_exit stop_with(deploy *self, const char *what, const cli_deploy_answer *answer) {
    const char *server = self->options.server;
    const char *said = problem_text(self, answer);
    cli_memory *memory = &self->memory;
    if (answer->status == 0)
        return stop(self, CLI_EXIT_TROUBLE,
                    cli_memory_format(memory, "%s cannot be reached: %s", server, answer->failure));
    if (answer->status >= 300 && answer->status < 400)
        return stop(self, CLI_EXIT_TROUBLE,
                    cli_memory_format(memory,
                                      "%s leads to another address; give that one with "
                                      "--server",
                                      server));
    if (answer->status == 401)
        return stop(self, CLI_EXIT_REFUSED,
                    cli_memory_format(memory,
                                      "%s does not know this key; make one in Studio, or "
                                      "with POST /v1/orgs/…/keys",
                                      server));
    if (answer->status == 403)
        return stop(self, CLI_EXIT_REFUSED,
                    "the key may not do that; it needs the scopes bots.read, versions.read, "
                    "versions.upload and versions.publish");
    if (answer->status >= 500 || said == NULL)
        return stop(self, CLI_EXIT_TROUBLE,
                    cli_memory_format(memory, "%s: %s answered %ld%s%s", what, server,
                                      answer->status, said != NULL ? ": " : "",
                                      said != NULL ? said : "; is it a chatletd?"));
    return stop(self, CLI_EXIT_REFUSED, cli_memory_format(memory, "%s: %s", what, said));
}

/* An answer's JSON; NULL when it has none, which is trouble. Freed by the caller. */
static chatlet_json_document *parse(const cli_deploy_answer *answer) {
    chatlet_json_document *document = NULL;
    if (chatlet_json_parse(cli_allocator(), answer->body, &document, NULL) != CHATLET_OK)
        return NULL;
    return document;
}

static cli_exit stop_strange(deploy *self) {
    return stop(self, CLI_EXIT_TROUBLE,
                cli_memory_format(&self->memory, "%s does not answer as a chatletd does",
                                  self->options.server));
}

/* --- the bot --- */

static bool is_plain(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= '0' && byte <= '9') || byte == '-' || byte == '_';
}

/* Ids and slugs are letters, digits, '-' and '_'; anything else is in no address. */
static bool is_name(const char *name) {
    if (name[0] == '\0') return false;
    for (size_t i = 0; name[i] != '\0'; i++) {
        if (!is_plain(name[i])) return false;
    }
    return true;
}

static cli_exit find_bot(deploy *self) {
    cli_deploy_answer answer;
    const cli_deploy_request request = {
        .method = "GET",
        .path = cli_memory_format(&self->memory, "/v1/bots/find?bot=%s", self->options.bot)};
    ask(self, &request, &answer);
    if (answer.status == 404 && problem_text(self, &answer) != NULL)
        return stop(self, CLI_EXIT_REFUSED,
                    cli_memory_format(&self->memory, "the key's organization has no bot \"%s\"",
                                      self->options.bot));
    if (answer.status != 200) return stop_with(self, "finding the bot", &answer);
    chatlet_json_document *document = parse(&answer);
    if (document == NULL) return stop_strange(self);
    const chatlet_json *root = chatlet_json_root(document);
    const char *id = cli_json_text(&self->memory, root, "id");
    const char *organization = cli_json_text(&self->memory, root, "organization");
    chatlet_json_free(document);
    if (id == NULL || organization == NULL || !is_name(id) || !is_name(organization))
        return stop_strange(self);
    self->base = cli_memory_format(&self->memory, "/v1/orgs/%s/bots/%s", organization, id);
    return CLI_EXIT_OK;
}

/* --- files --- */

/* {"files": [{"name", "sha256"}, …]}, and a note where it is for a version. */
static chatlet_str write_list(deploy *self, bool with_note) {
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    chatlet_json_write_key(writer, CHATLET_STR("files"));
    chatlet_json_write_array_begin(writer);
    for (size_t i = 0; i < self->files.count; i++) {
        chatlet_json_write_object_begin(writer);
        cli_json_write_text(writer, "name", self->files.files[i].name);
        cli_json_write_text(writer, "sha256", self->files.files[i].sha256);
        chatlet_json_write_object_end(writer);
    }
    chatlet_json_write_array_end(writer);
    if (with_note && self->options.note != NULL)
        cli_json_write_text(writer, "note", self->options.note);
    chatlet_json_write_object_end(writer);
    return cli_str(cli_json_finish(&self->memory, writer));
}

static int compare_text(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Marks the files that the answer names; several may share a content, which is sent once. */
static bool mark_wanted(deploy *self, const chatlet_json *missing) {
    if (missing == NULL || missing->kind != CHATLET_JSON_ARRAY) return false;
    const char **names = cli_memory_take(&self->memory, (missing->count + 1) * sizeof *names);
    size_t count = 0;
    for (const chatlet_json *one = missing->first; one != NULL; one = one->next) {
        if (one->kind != CHATLET_JSON_STRING) return false;
        names[count++] = cli_memory_copy(&self->memory, one->text);
    }
    qsort(names, count, sizeof *names, compare_text);
    for (size_t i = 0; i < self->files.count; i++) {
        cli_deploy_file *file = &self->files.files[i];
        const char *name = file->name;
        if (count == 0 || bsearch(&name, names, count, sizeof *names, compare_text) == NULL)
            continue;
        file->is_wanted = true;
        self->wanted_count++;
        self->wanted_bytes += file->size_bytes;
    }
    return true;
}

static cli_exit find_missing(deploy *self) {
    cli_deploy_answer answer;
    const cli_deploy_request request = {
        .method = "POST",
        .path = cli_memory_format(&self->memory, "%s/files/missing", self->base),
        .type = "application/json",
        .body = write_list(self, false)};
    ask(self, &request, &answer);
    if (answer.status != 200) return stop_with(self, "comparing files", &answer);
    chatlet_json_document *document = parse(&answer);
    const bool good =
        document != NULL &&
        mark_wanted(self, chatlet_json_find(chatlet_json_root(document), CHATLET_STR("missing")));
    chatlet_json_free(document);
    return good ? CLI_EXIT_OK : stop_strange(self);
}

/* A header of an archive (POSIX.1-2017, pax, "ustar Interchange Format"). The content's hash serves
 * as the name: the server keeps contents, and names come with the version. */
static void put_header(char *block, const cli_deploy_file *file) {
    unsigned sum = 0;
    memset(block, 0, TAR_BLOCK_BYTES);
    memcpy(block, file->sha256, CLI_SHA256_HEX_BYTES);
    memcpy(block + 100,
           "0000644\0"
           "0000000\0"
           "0000000\0",
           24);
    uint64_t left = file->size_bytes;
    for (int i = 10; i >= 0; i--, left /= 8)
        block[124 + i] = (char)('0' + left % 8);
    memcpy(block + 136, "00000000000\0", 12);
    memset(block + 148, ' ', 8);
    block[156] = '0';
    memcpy(block + 257,
           "ustar\0"
           "00",
           8);
    for (int i = 0; i < TAR_BLOCK_BYTES; i++)
        sum += (unsigned char)block[i];
    for (int i = 5; i >= 0; i--, sum /= 8)
        block[148 + i] = (char)('0' + sum % 8);
    block[154] = '\0';
}

static uint64_t packed_bytes(uint64_t size_bytes) {
    return (size_bytes + TAR_BLOCK_BYTES - 1) / TAR_BLOCK_BYTES * TAR_BLOCK_BYTES + TAR_BLOCK_BYTES;
}

/* Puts one file into the archive; false when it changed or went since it was hashed. */
static bool pack(deploy *self, const cli_deploy_file *wanted, char *archive, size_t *at) {
    cli_file file;
    char sha256[CLI_SHA256_HEX_BYTES];
    const char *path = cli_path_join(&self->memory, self->files.folder, wanted->name);
    if (!cli_file_read(path, FILE_BYTES_MAX, &file)) return false;
    cli_sha256_hex(cli_file_str(&file), sha256);
    const bool is_same = strcmp(sha256, wanted->sha256) == 0;
    if (is_same) {
        put_header(archive + *at, wanted);
        memcpy(archive + *at + TAR_BLOCK_BYTES, file.bytes, file.size_bytes);
        *at += (size_t)packed_bytes(wanted->size_bytes);
    }
    cli_file_free(&file);
    return is_same;
}

/* The files from `begin` on that go into one archive; where the next begins. */
static size_t batch_end(const deploy *self, size_t begin, uint64_t *size_bytes) {
    size_t end = begin;
    *size_bytes = 2 * (uint64_t)TAR_BLOCK_BYTES;
    for (; end < self->files.count; end++) {
        const cli_deploy_file *file = &self->files.files[end];
        if (!file->is_wanted) continue;
        const uint64_t more = packed_bytes(file->size_bytes);
        if (*size_bytes > 2 * (uint64_t)TAR_BLOCK_BYTES && *size_bytes + more > BATCH_BYTES_MAX)
            break;
        *size_bytes += more;
    }
    return end;
}

static cli_exit send_batch(deploy *self, size_t begin, size_t end, uint64_t size_bytes) {
    cli_deploy_answer answer;
    size_t at = 0;
    char *archive = calloc(1, (size_t)size_bytes);
    if (archive == NULL) cli_out_of_memory();
    for (size_t i = begin; i < end; i++) {
        const cli_deploy_file *file = &self->files.files[i];
        if (!file->is_wanted || pack(self, file, archive, &at)) continue;
        free(archive);
        return stop(self, CLI_EXIT_TROUBLE,
                    cli_memory_format(&self->memory,
                                      "%s/%s: changed while it was being sent; "
                                      "deploy again",
                                      self->files.folder, file->name));
    }
    const cli_deploy_request request = {
        .method = "POST",
        .path = cli_memory_format(&self->memory, "%s/files", self->base),
        .type = "application/x-tar",
        .body = {.data = archive, .size_bytes = (size_t)size_bytes}};
    ask(self, &request, &answer);
    free(archive);
    return answer.status == 200 ? CLI_EXIT_OK : stop_with(self, "sending files", &answer);
}

static cli_exit send_files(deploy *self) {
    size_t sent = 0;
    for (size_t begin = 0; begin < self->files.count;) {
        uint64_t size_bytes;
        const size_t end = batch_end(self, begin, &size_bytes);
        for (size_t i = begin; i < end; i++)
            sent += self->files.files[i].is_wanted;
        if (size_bytes > 2 * (uint64_t)TAR_BLOCK_BYTES) {
            const cli_exit code = send_batch(self, begin, end, size_bytes);
            if (code != CLI_EXIT_OK) return code;
        }
        cli_progress_show(&self->progress, "sent", sent, self->wanted_count);
        begin = end;
    }
    return CLI_EXIT_OK;
}

/* --- version and channel --- */

static cli_exit make_version(deploy *self) {
    cli_deploy_answer answer;
    const cli_deploy_request request = {
        .method = "POST",
        .path = cli_memory_format(&self->memory, "%s/versions", self->base),
        .type = "application/json",
        .body = write_list(self, true)};
    ask(self, &request, &answer);
    if (answer.status != 200 && answer.status != 201)
        return stop_with(self, "the version was refused", &answer);
    chatlet_json_document *document = parse(&answer);
    if (document == NULL) return stop_strange(self);
    const chatlet_json *root = chatlet_json_root(document);
    const chatlet_json *number = chatlet_json_find(root, CHATLET_STR("number"));
    self->version = cli_json_text(&self->memory, root, "id");
    self->number = number != NULL ? number->integer : 0;
    self->is_new = answer.status == 201;
    chatlet_json_free(document);
    return self->version != NULL && is_name(self->version) ? CLI_EXIT_OK : stop_strange(self);
}

/* What the channel shows; self->address is filled in. */
static cli_exit look_at_channel(deploy *self, const char *path, const char **etag, bool *shows_it) {
    cli_deploy_answer answer;
    const cli_deploy_request request = {.method = "GET", .path = path};
    ask(self, &request, &answer);
    if (answer.status != 200) return stop_with(self, "looking at the channel", &answer);
    chatlet_json_document *document = parse(&answer);
    if (document == NULL) return stop_strange(self);
    const chatlet_json *root = chatlet_json_root(document);
    const char *version = cli_json_text(&self->memory, root, "version");
    self->address = cli_json_text(&self->memory, root, "address");
    chatlet_json_free(document);
    *etag = answer.etag;
    *shows_it = version != NULL && strcmp(version, self->version) == 0;
    return self->address != NULL ? CLI_EXIT_OK : stop_strange(self);
}

static cli_exit publish(deploy *self) {
    cli_deploy_answer answer;
    const char *etag;
    bool shows_it;
    const char *path =
        cli_memory_format(&self->memory, "%s/channels/%s", self->base, self->options.channel);
    cli_exit code = look_at_channel(self, path, &etag, &shows_it);
    if (code != CLI_EXIT_OK || shows_it) return code;
    const cli_deploy_request request = {
        .method = "PUT",
        .path = path,
        .type = "application/json",
        .if_match = etag,
        .body = cli_str(cli_memory_format(&self->memory, "{\"version\":\"%s\"}", self->version))};
    ask(self, &request, &answer);
    if (answer.status == 200) return CLI_EXIT_OK;
    if (answer.status != 412) return stop_with(self, "publishing", &answer);
    /* Somebody else published, or an answer was lost and this is the second try. */
    code = look_at_channel(self, path, &etag, &shows_it);
    if (code != CLI_EXIT_OK || shows_it) return code;
    return stop(self, CLI_EXIT_REFUSED,
                "somebody else published to this channel meanwhile; look, and deploy again");
}

static cli_exit run_steps(deploy *self) {
    cli_exit code = find_bot(self);
    if (code == CLI_EXIT_OK) code = find_missing(self);
    if (code != CLI_EXIT_OK || self->options.dry_run) return code;
    code = send_files(self);
    if (code == CLI_EXIT_OK) code = make_version(self);
    if (code == CLI_EXIT_OK && !self->options.upload_only) code = publish(self);
    return code;
}

/* --- what is said --- */

static void print_json(deploy *self) {
    chatlet_json_writer *writer = cli_json_writer();
    chatlet_json_write_object_begin(writer);
    cli_json_write_count(writer, "files", self->files.count);
    cli_json_write_count(writer, "bytes", self->files.size_bytes);
    cli_json_write_count(writer, "new_files", self->wanted_count);
    cli_json_write_count(writer, "new_bytes", self->wanted_bytes);
    if (self->version != NULL) {
        cli_json_write_text(writer, "version", self->version);
        chatlet_json_write_key(writer, CHATLET_STR("number"));
        chatlet_json_write_integer(writer, self->number);
        chatlet_json_write_key(writer, CHATLET_STR("is_new"));
        chatlet_json_write_boolean(writer, self->is_new);
    }
    if (self->address != NULL) {
        cli_json_write_text(writer, "channel", self->options.channel);
        cli_json_write_text(writer, "address", self->address);
    }
    chatlet_json_write_object_end(writer);
    puts(cli_json_finish(&self->memory, writer));
}

static const char *plural(size_t count) { return count == 1 ? "" : "s"; }

static void print_words(deploy *self) {
    cli_memory *memory = &self->memory;
    const bool is_dry = self->options.dry_run;
    printf("%s %zu of %zu file%s, %s of %s\n", is_dry ? "Would send" : "Sent", self->wanted_count,
           self->files.count, plural(self->files.count), cli_size_words(memory, self->wanted_bytes),
           cli_size_words(memory, self->files.size_bytes));
    if (is_dry) return;
    printf("Version %lld of %s%s\n", (long long)self->number, self->options.bot,
           self->is_new ? "" : ", which was there already");
    if (self->address == NULL) return;
    printf("Published in channel %s. The line for a page:\n\n  <script src=\"%schatlet.js\" "
           "defer></script>\n",
           self->options.channel, self->address);
}

static void tell_problem(const deploy *self) {
    if (self->options.json) {
        cli_json_tell_problem("deploy", self->problem, true);
        return;
    }
    fputs("chatlet deploy: ", stderr);
    cli_print_plain(stderr, cli_str(self->problem));
    fputc('\n', stderr);
}

/* --- options --- */

/* The key is in a file or in the environment: a command line is seen by everybody on the
 * machine. */
static const char *read_key(deploy *self) {
    const char *key = getenv("CHATLET_KEY");
    if (self->options.key_file != NULL) {
        cli_file file;
        if (!cli_file_read(self->options.key_file, KEY_FILE_BYTES_MAX, &file)) {
            self->problem =
                cli_memory_format(&self->memory, "%s: %s", self->options.key_file, strerror(errno));
            return NULL;
        }
        char *text = cli_memory_copy(&self->memory, cli_file_str(&file));
        text[strcspn(text, " \t\r\n")] = '\0';
        cli_file_free(&file);
        key = text;
    }
    if (key == NULL || !is_name(key)) {
        self->problem = "no API key: put one into CHATLET_KEY, or name a file that holds it with "
                        "--key-file";
        return NULL;
    }
    return key;
}

static bool is_local(const char *address) {
    static const char *const hosts[] = {"http://localhost", "http://127.0.0.1", "http://[::1]"};
    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        const size_t length = strlen(hosts[i]);
        if (strncmp(address, hosts[i], length) == 0 &&
            (address[length] == ':' || address[length] == '/' || address[length] == '\0'))
            return true;
    }
    return false;
}

static const char *check_options(const deploy_options *options) {
    if (options->server == NULL) return "name the server with --server, or in CHATLET_SERVER";
    if (options->bot == NULL) return "name the bot by its slug or id with --bot";
    if (!is_name(options->bot)) return "--bot takes the slug or id of a bot";
    if (strcmp(options->channel, "draft") != 0 && strcmp(options->channel, "staging") != 0 &&
        strcmp(options->channel, "live") != 0)
        return "--channel takes draft, staging or live";
    if (strncmp(options->server, "http://", 7) == 0 && !options->plain_http &&
        !is_local(options->server))
        return "http:// shows the key to everybody on the way; take https://, or say --plain-http";
    return NULL;
}

static cli_exit run(deploy *self) {
    const char *key = read_key(self);
    if (key == NULL) return CLI_EXIT_USAGE;
    if (!cli_deploy_files_read(&self->files, &self->memory, self->options.folder))
        return stop(self, self->files.is_no_build ? CLI_EXIT_NOTHING : CLI_EXIT_TROUBLE,
                    self->files.problem);
    const char *problem = NULL;
    self->server = cli_deploy_open(&self->memory, self->options.server, key, &problem);
    if (self->server == NULL)
        return stop(self, cli_deploy_is_here() ? CLI_EXIT_USAGE : CLI_EXIT_TROUBLE, problem);
    cli_progress_begin(&self->progress, !self->options.json);
    const cli_exit code = run_steps(self);
    cli_progress_clear(&self->progress);
    cli_deploy_close(self->server);
    return code;
}

cli_exit cli_deploy(cli_arguments arguments) {
    deploy self = {.options = {.channel = "live", .server = getenv("CHATLET_SERVER")}};
    deploy_options *options = &self.options;
    const cli_option known[] = {{"--server", CLI_OPTION_TEXT, &options->server, 0, 0},
                                {"--bot", CLI_OPTION_TEXT, &options->bot, 0, 0},
                                {"--channel", CLI_OPTION_TEXT, &options->channel, 0, 0},
                                {"--key-file", CLI_OPTION_TEXT, &options->key_file, 0, 0},
                                {"--note", CLI_OPTION_TEXT, &options->note, 0, 0},
                                {"--upload-only", CLI_OPTION_FLAG, &options->upload_only, 0, 0},
                                {"--dry-run", CLI_OPTION_FLAG, &options->dry_run, 0, 0},
                                {"--plain-http", CLI_OPTION_FLAG, &options->plain_http, 0, 0},
                                {"--json", CLI_OPTION_FLAG, &options->json, 0, 0}};
    if (!cli_options_read("deploy", &arguments, 1, known, sizeof known / sizeof known[0]))
        return CLI_EXIT_USAGE;
    if (options->server != NULL && options->server[0] == '\0') options->server = NULL;
    options->folder = arguments.count > 0 ? arguments.values[0] : "chatlet-site";
    self.problem = check_options(options);
    const cli_exit code = self.problem != NULL ? CLI_EXIT_USAGE : run(&self);
    if (self.problem != NULL)
        tell_problem(&self);
    else if (options->json)
        print_json(&self);
    else
        print_words(&self);
    cli_memory_free(&self.memory);
    return code;
}
