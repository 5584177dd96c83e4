#include "cli_options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES_MAX = 40, EDITS_MAX = 2, OPTIONS_MAX = 24 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

/* Edits from one name to the other (Wagner and Fischer, 1974); both at most NAME_BYTES_MAX long. */
static size_t count_edits(const char *a, const char *b) {
    size_t row[NAME_BYTES_MAX + 1];
    const size_t width = strlen(b);
    for (size_t j = 0; j <= width; j++)
        row[j] = j;
    for (size_t i = 0; a[i] != '\0'; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 0; j < width; j++) {
            const size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = least(replaced, least(row[j], row[j + 1]) + 1);
        }
    }
    return row[width];
}

const char *cli_nearest_name(const char *name, const char *const *names, size_t count) {
    const char *nearest = NULL;
    size_t fewest = EDITS_MAX + 1;
    if (strlen(name) > NAME_BYTES_MAX) return NULL;
    for (size_t i = 0; i < count; i++) {
        const size_t edits = count_edits(name, names[i]);
        if (edits >= fewest) continue;
        fewest = edits;
        nearest = names[i];
    }
    return nearest;
}

static const cli_option *find_option(const cli_option *options, size_t count, const char *name,
                                     size_t length) {
    for (size_t i = 0; i < count; i++) {
        if (strlen(options[i].name) == length && strncmp(options[i].name, name, length) == 0)
            return &options[i];
    }
    return NULL;
}

static bool refuse_unknown(const char *command, const char *name, size_t length,
                           const cli_option *options, size_t count) {
    const char *names[OPTIONS_MAX];
    char mistyped[NAME_BYTES_MAX + 1];
    for (size_t i = 0; i < count; i++)
        names[i] = options[i].name;
    (void)snprintf(mistyped, sizeof(mistyped), "%.*s", (int)least(length, NAME_BYTES_MAX), name);
    const char *nearest = cli_nearest_name(mistyped, names, count);
    fprintf(stderr, "chatlet %s: unknown option %s", command, mistyped);
    if (nearest != NULL) fprintf(stderr, "; did you mean %s?", nearest);
    fprintf(stderr, "\nTry: chatlet help %s\n", command);
    return false;
}

static bool read_number(const char *command, const cli_option *option, const char *value) {
    char *end = NULL;
    const bool has_digits_only = value[0] != '\0' && strspn(value, "0123456789") == strlen(value);
    const unsigned long long number = has_digits_only ? strtoull(value, &end, 10) : 0;
    if (!has_digits_only || strlen(value) > 19 || number < option->minimum ||
        number > option->maximum) {
        fprintf(stderr, "chatlet %s: %s takes a number from %llu to %llu, not \"%s\"\n", command,
                option->name, (unsigned long long)option->minimum,
                (unsigned long long)option->maximum, value);
        return false;
    }
    *(uint64_t *)option->target = number;
    return true;
}

static bool add_text(const char *command, const cli_option *option, const char *value) {
    cli_text_list *list = option->target;
    if (list->count == CLI_TEXT_LIST_MAX) {
        fprintf(stderr, "chatlet %s: %s stands there more than %d times\n", command, option->name,
                CLI_TEXT_LIST_MAX);
        return false;
    }
    list->values[list->count++] = value;
    return true;
}

/* Reads the option at `index`; returns how many arguments it took, 0 when it is wrong. */
static int read_option(const char *command, const cli_arguments *arguments, int index,
                       const cli_option *options, size_t option_count) {
    const char *argument = arguments->values[index];
    const size_t length = strcspn(argument, "=");
    const cli_option *option = find_option(options, option_count, argument, length);
    const char *value = argument[length] == '=' ? argument + length + 1 : NULL;
    if (option == NULL) {
        refuse_unknown(command, argument, length, options, option_count);
        return 0;
    }
    if (option->kind == CLI_OPTION_FLAG) {
        if (value != NULL) {
            fprintf(stderr, "chatlet %s: %s takes no value\n", command, option->name);
            return 0;
        }
        *(bool *)option->target = true;
        return 1;
    }
    const int taken = value == NULL ? 2 : 1;
    if (value == NULL && index + 1 < arguments->count) value = arguments->values[index + 1];
    if (value == NULL) {
        fprintf(stderr, "chatlet %s: %s needs a value\n", command, option->name);
        return 0;
    }
    if (option->kind == CLI_OPTION_NUMBER) return read_number(command, option, value) ? taken : 0;
    if (option->kind == CLI_OPTION_TEXT_LIST) return add_text(command, option, value) ? taken : 0;
    *(const char **)option->target = value;
    return taken;
}

bool cli_options_read(const char *command, cli_arguments *arguments, int arguments_max,
                      const cli_option *options, size_t option_count) {
    int kept = 0;
    bool options_ended = false;
    for (int i = 0; i < arguments->count;) {
        char *argument = arguments->values[i];
        if (!options_ended && strcmp(argument, "--") == 0) {
            options_ended = true;
            i++;
        } else if (!options_ended && argument[0] == '-' && argument[1] != '\0') {
            const int taken = read_option(command, arguments, i, options, option_count);
            if (taken == 0) return false;
            i += taken;
        } else {
            arguments->values[kept++] = argument;
            i++;
        }
    }
    arguments->count = kept;
    if (kept <= arguments_max) return true;
    fprintf(stderr, "chatlet %s: \"%s\" is one argument too many\nTry: chatlet help %s\n", command,
            arguments->values[arguments_max], command);
    return false;
}
