/* Triggers that another one always comes before (E12): it is of the same kind, asks for no
 * condition, and takes all that they take. */
#include "flow_checker.h"

#include "../base/str.h"
#include "../text/language.h"
#include "../text/phrase_fold.h"

#define S CHATLET_STR

typedef struct trigger_check {
    clet_flow_checker *check;
    const clet_ast_trigger **order; /* as they are tried */
    uint32_t count;
    clet_phrase *first;
    clet_phrase *second;
} trigger_check;

static void list_triggers(trigger_check *list, const clet_ast_triggers *triggers) {
    for (uint32_t i = 0; i < triggers->count; i++) {
        const clet_ast_trigger *added = &triggers->items[i];
        uint32_t place = list->count++;
        /* By falling priority; those of one stay as they stand. */
        while (place > 0 && list->order[place - 1]->priority.integer < added->priority.integer) {
            list->order[place] = list->order[place - 1];
            place--;
        }
        list->order[place] = added;
    }
}

static bool list_all(trigger_check *list) {
    const clet_flow_ast *ast = list->check->ast;
    uint32_t count = ast->triggers.count;
    for (uint32_t i = 0; i < ast->flow_count; i++)
        count += ast->flows[i]->triggers.count;
    list->order = clet_check_allocate(list->check, count, sizeof(const clet_ast_trigger *));
    list->first = clet_check_allocate(list->check, 1, sizeof *list->first);
    list->second = clet_check_allocate(list->check, 1, sizeof *list->second);
    if (list->check->status != CHATLET_OK) return false;
    list_triggers(list, &ast->triggers);
    for (uint32_t i = 0; i < ast->flow_count; i++)
        list_triggers(list, &ast->flows[i]->triggers);
    return true;
}

/* Whether the words of `part` stand together within those of `whole`. */
static bool holds_words(chatlet_str whole, chatlet_str part) {
    if (part.size_bytes == 0) return false;
    for (size_t i = 0; i + part.size_bytes <= whole.size_bytes; i++) {
        const size_t end = i + part.size_bytes;
        const bool is_at_words = (i == 0 || whole.data[i - 1] == ' ') &&
                                 (end == whole.size_bytes || whole.data[end] == ' ');
        if (is_at_words && clet_str_equal(clet_str_slice(whole, i, end), part)) return true;
    }
    return false;
}

static bool takes_keyword(const trigger_check *list, chatlet_str earlier, chatlet_str later) {
    const chatlet_str language = clet_language_of_locale(list->check->ast->locale);
    if (clet_check_is_pattern(earlier) || clet_check_is_pattern(later))
        return clet_str_equal(earlier, later);
    clet_phrase_fold(language, earlier, list->first);
    clet_phrase_fold(language, later, list->second);
    return holds_words(clet_phrase_str(list->second), clet_phrase_str(list->first));
}

static bool takes_match(const trigger_check *list, clet_trigger_kind kind, chatlet_str earlier,
                        chatlet_str later) {
    if (kind == CLET_TRIGGER_KEYWORD) return takes_keyword(list, earlier, later);
    if (kind == CLET_TRIGGER_PAGE && clet_str_equal(earlier, S("*"))) return true;
    return clet_str_equal(earlier, later);
}

/* Whether every match of the later one is taken by one of the earlier one. */
static bool takes_all_matches(const trigger_check *list, const clet_ast_trigger *earlier,
                              const clet_ast_trigger *later) {
    for (uint32_t i = 0; i < later->match_count; i++) {
        bool is_taken = false;
        for (uint32_t k = 0; k < earlier->match_count && !is_taken; k++)
            is_taken =
                takes_match(list, later->kind, earlier->matches[k].text, later->matches[i].text);
        if (!is_taken) return false;
    }
    return later->match_count > 0;
}

static bool is_unconditional(const trigger_check *list, const clet_ast_trigger *earlier,
                             const clet_ast_trigger *later) {
    if (!earlier->when.is_given) return true;
    if (later->when.is_given &&
        clet_str_equal(clet_str_trim(earlier->when.text), clet_str_trim(later->when.text)))
        return true;
    return clet_check_constant(list->check, &earlier->when) == CLET_CONSTANT_TRUE;
}

static bool shadows(const trigger_check *list, const clet_ast_trigger *earlier,
                    const clet_ast_trigger *later) {
    if (earlier->kind != later->kind || !is_unconditional(list, earlier, later)) return false;
    switch (later->kind) {
    case CLET_TRIGGER_INTENT:
        return earlier->intent.intent != NULL && earlier->intent.intent == later->intent.intent;
    case CLET_TRIGGER_KEYWORD:
    case CLET_TRIGGER_EVENT: return takes_all_matches(list, earlier, later);
    case CLET_TRIGGER_PAGE:
        return earlier->after_ms.integer <= later->after_ms.integer &&
               takes_all_matches(list, earlier, later);
    case CLET_TRIGGER_IDLE: return earlier->after_ms.integer == later->after_ms.integer;
    case CLET_TRIGGER_SCHEDULE: return earlier->when.is_given && later->when.is_given;
    case CLET_TRIGGER_ERROR:
    case CLET_TRIGGER_NO_MATCH: return true;
    case CLET_TRIGGER_COUNT: return false;
    }
    return false;
}

static void check_trigger(const trigger_check *list, uint32_t place) {
    const clet_ast_trigger *trigger = list->order[place];
    for (uint32_t i = 0; i < place; i++) {
        if (!shadows(list, list->order[i], trigger)) continue;
        const chatlet_str pieces[] = {S("this trigger never fires, since one that is tried before "
                                        "it takes all it takes; give "
                                        "it a higher \"priority\", or the other one a \"when\""),
                                      {0}};
        clet_check_report(list->check, CLET_DIAGNOSTIC_TRIGGER_SHADOWED, trigger->place, pieces);
        return;
    }
}

void clet_check_triggers(clet_flow_checker *check) {
    trigger_check list = {.check = check};
    if (!list_all(&list)) return;
    for (uint32_t i = 0; i < list.count; i++) {
        clet_check_trigger_patterns(check, list.order[i]);
        check_trigger(&list, i);
    }
}
