/* `chatlet new`: a bot to start from, out of those the program carries within it. */
#include "cli_command.h"
#include "cli_files.h"
#include "cli_json.h"
#include "cli_template_files.h"
#include "cli_terminal.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>

enum { TEMPLATES_MAX = 100, INDENT = 2 };

/* ---- templates ------------------------------------------------------------------------------- */

/* The length of the template's name at the beginning of a file's. */
static size_t template_length(const cli_template_file *file) { return strcspn(file->name, "/"); }

static bool is_of(const cli_template_file *file, const char *name) {
    const size_t length = template_length(file);
    return strlen(name) == length && memcmp(file->name, name, length) == 0 &&
           file->name[length] == '/';
}

/* Their names, each once; their files stand together. */
static size_t list_names(cli_memory *memory, const char **names) {
    size_t count = 0;
    for (size_t i = 0; i < cli_template_file_count && count < TEMPLATES_MAX; i++) {
        const cli_template_file *file = &cli_template_files[i];
        const size_t length = template_length(file);
        if (file->name[length] != '/' || (count > 0 && is_of(file, names[count - 1]))) continue;
        names[count++] =
            cli_memory_copy(memory, (chatlet_str){.data = file->name, .size_bytes = length});
    }
    return count;
}

static chatlet_str bytes_of(const cli_template_file *file) {
    return (chatlet_str){.data = (const char *)file->bytes, .size_bytes = file->size_bytes};
}

static const cli_template_file *find_file(cli_memory *memory, const char *name, const char *rest) {
    const char *wanted = cli_memory_format(memory, "%s/%s", name, rest);
    for (size_t i = 0; i < cli_template_file_count; i++) {
        if (strcmp(cli_template_files[i].name, wanted) == 0) return &cli_template_files[i];
    }
    return NULL;
}

/* The lines of its README between the heading and the next blank line say what it is. */
static void print_about(cli_memory *memory, const char *name) {
    const cli_template_file *readme = find_file(memory, name, "README.md");
    const char *text = readme == NULL ? "" : cli_memory_copy(memory, bytes_of(readme));
    const char *begin = strstr(text, "\n\n");
    if (begin == NULL) return;
    const char *end = strstr(begin + 2, "\n\n");
    const size_t length = end == NULL ? strlen(begin + 2) : (size_t)(end - begin - 2);
    fputs("      ", stdout);
    for (size_t i = 0; i < length; i++) {
        const char byte = begin[2 + i];
        if (byte == '\n' && i + 1 < length) {
            fputs("\n      ", stdout);
        } else if (byte != '\n') {
            fputc(byte, stdout);
        }
    }
    fputc('\n', stdout);
}

static cli_exit list_templates(cli_memory *memory) {
    const char *names[TEMPLATES_MAX];
    const size_t count = list_names(memory, names);
    for (size_t i = 0; i < count; i++) {
        printf("  %s\n", names[i]);
        print_about(memory, names[i]);
    }
    printf("\nchatlet new %s my-bot   makes one of it in the folder my-bot\n",
           count > 0 ? names[0] : "TEMPLATE");
    return CLI_EXIT_OK;
}

static cli_exit refuse_name(cli_memory *memory, const char *name) {
    const char *names[TEMPLATES_MAX];
    const size_t count = list_names(memory, names);
    const char *nearest = cli_nearest_name(name, names, count);
    fprintf(stderr, "chatlet new: there is no template \"%s\"", name);
    if (nearest != NULL) fprintf(stderr, "; did you mean %s?", nearest);
    fputs("\nThere are:", stderr);
    for (size_t i = 0; i < count; i++)
        fprintf(stderr, " %s", names[i]);
    fputs("\n", stderr);
    return CLI_EXIT_USAGE;
}

/* ---- another locale -------------------------------------------------------------------------- */

/* Texts of bot.json that stand in the bot's own locale, and in others under `locales`. */
static bool is_localized(chatlet_str key) {
    static const char *const keys[] = {"title", "greeting", "miss", "suggestions"};
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        if (key.size_bytes == strlen(keys[i]) && memcmp(key.data, keys[i], key.size_bytes) == 0)
            return true;
    }
    return false;
}

static void write_own_texts(chatlet_json_writer *writer, const chatlet_json *bot, const char *own) {
    chatlet_json_write_key(writer, cli_str(own));
    chatlet_json_write_object_begin(writer);
    for (const chatlet_json *member = bot->first; member != NULL; member = member->next) {
        if (!is_localized(member->key)) continue;
        chatlet_json_write_key(writer, member->key);
        cli_json_write_value(writer, member);
    }
    chatlet_json_write_object_end(writer);
}

/* `locales` with the texts of the locale that was the bot's own in place of the new one's; in the
 * order of their tags, as canonical files have them. */
static void write_locales(chatlet_json_writer *writer, const chatlet_json *bot, const char *locale,
                          const char *own) {
    bool is_written = false;
    chatlet_json_write_key(writer, CHATLET_STR("locales"));
    chatlet_json_write_object_begin(writer);
    for (const chatlet_json *member = cli_json_find(bot, "locales")->first; member != NULL;
         member = member->next) {
        cli_memory memory = {0};
        const char *tag = cli_memory_copy(&memory, member->key);
        if (!is_written && strcmp(own, tag) < 0) {
            write_own_texts(writer, bot, own);
            is_written = true;
        }
        if (strcmp(tag, locale) != 0) cli_json_write_member(writer, tag, member);
        cli_memory_free(&memory);
    }
    if (!is_written) write_own_texts(writer, bot, own);
    chatlet_json_write_object_end(writer);
}

/* bot.json with another locale as the bot's own, or NULL when the template is not in it. */
static const char *translate(cli_memory *memory, const chatlet_json *bot, const char *locale) {
    const char *own = cli_json_text(memory, bot, "locale");
    const chatlet_json *texts = cli_json_find(cli_json_find(bot, "locales"), locale);
    if (own == NULL || texts == NULL) return NULL;
    chatlet_json_writer *writer = NULL;
    if (chatlet_json_writer_new(cli_allocator(), INDENT, &writer) != CHATLET_OK)
        cli_out_of_memory();
    chatlet_json_write_object_begin(writer);
    for (const chatlet_json *member = bot->first; member != NULL; member = member->next) {
        const char *key = cli_memory_copy(memory, member->key);
        const chatlet_json *translated = cli_json_find(texts, key);
        if (strcmp(key, "locale") == 0) {
            cli_json_write_text(writer, key, locale);
        } else if (strcmp(key, "locales") == 0) {
            write_locales(writer, bot, locale, own);
        } else if (!is_localized(member->key)) {
            cli_json_write_member(writer, key, member);
        } else if (translated != NULL) {
            cli_json_write_member(writer, key, translated);
        }
    }
    chatlet_json_write_object_end(writer);
    return cli_memory_format(memory, "%s\n", cli_json_finish(memory, writer));
}

/* The bytes of bot.json in `locale`; false when the template is not in it, which was said. */
static bool bot_in_locale(cli_memory *memory, const char *name, const char *locale,
                          chatlet_str *bytes) {
    const cli_template_file *file = find_file(memory, name, "bot.json");
    if (locale == NULL || file == NULL) return true;
    chatlet_json_document *document = cli_json_parse_own(cli_memory_copy(memory, bytes_of(file)));
    const chatlet_json *bot = chatlet_json_root(document);
    const bool is_own = cli_json_is_text(cli_json_find(bot, "locale"), locale);
    const char *text = is_own ? NULL : translate(memory, bot, locale);
    chatlet_json_free(document);
    if (text != NULL) *bytes = cli_str(text);
    if (is_own || text != NULL) return true;
    fprintf(stderr, "chatlet new: %s is not in \"%s\"; its bot.json has `locale` and `locales`\n",
            name, locale);
    return false;
}

/* ---- the folder ------------------------------------------------------------------------------ */

/* Nothing of an author's is ever replaced: the folder must be new, or have nothing in it. */
static bool is_free(const char *folder) {
    struct stat status;
    if (stat(folder, &status) != 0) return errno == ENOENT;
    DIR *directory = S_ISDIR(status.st_mode) ? opendir(folder) : NULL;
    bool has_nothing = directory != NULL;
    for (const struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            has_nothing = false;
    }
    if (directory != NULL) closedir(directory);
    return has_nothing;
}

static cli_exit write_template(cli_memory *memory, const char *name, const char *folder,
                               chatlet_str bot) {
    size_t count = 0;
    for (size_t i = 0; i < cli_template_file_count; i++) {
        const cli_template_file *file = &cli_template_files[i];
        if (!is_of(file, name)) continue;
        const char *rest = file->name + template_length(file) + 1;
        const char *path = cli_path_join(memory, folder, rest);
        const bool is_bot = strcmp(rest, "bot.json") == 0 && bot.size_bytes > 0;
        if (!cli_file_write(path, is_bot ? bot : bytes_of(file))) {
            fprintf(stderr, "chatlet new: %s: %s\n", path, strerror(errno));
            return CLI_EXIT_TROUBLE;
        }
        count++;
    }
    printf("%zu files in %s; its README.md says what to change first. Then:\n"
           "  chatlet chat %s    talk to it here\n"
           "  chatlet test %s    play its own tests\n"
           "  chatlet build %s   make the files for your site\n",
           count, folder, folder, folder, folder);
    return CLI_EXIT_OK;
}

static cli_exit make_bot(cli_memory *memory, const char *name, const char *folder,
                         const char *locale) {
    const char *names[TEMPLATES_MAX];
    const size_t count = list_names(memory, names);
    chatlet_str bot = {0};
    bool is_there = false;
    for (size_t i = 0; i < count; i++)
        is_there = is_there || strcmp(names[i], name) == 0;
    if (!is_there) return refuse_name(memory, name);
    if (!bot_in_locale(memory, name, locale, &bot)) return CLI_EXIT_USAGE;
    if (is_free(folder)) return write_template(memory, name, folder, bot);
    fprintf(stderr, "chatlet new: %s is there already; give a new folder\n", folder);
    return CLI_EXIT_TROUBLE;
}

cli_exit cli_new(cli_arguments arguments) {
    const char *locale = NULL;
    const cli_option known[] = {{"--locale", CLI_OPTION_TEXT, &locale, 0, 0}};
    if (!cli_options_read("new", &arguments, 2, known, 1)) return CLI_EXIT_USAGE;
    cli_memory memory = {0};
    const char *folder = arguments.count > 1 ? arguments.values[1] : arguments.values[0];
    const cli_exit code = arguments.count == 0
                              ? list_templates(&memory)
                              : make_bot(&memory, arguments.values[0], folder, locale);
    cli_memory_free(&memory);
    return code;
}
