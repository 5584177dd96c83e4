/* Intents, entities and connections. */
#include "flow_lowerer.h"

#include "../base/number_text.h"
#include "../base/str.h"

#define S CHATLET_STR

/* An entity in a sentence: "[two](number)". */
typedef struct sentence_slot {
    size_t begin; /* of its bracket; the size of the sentence when there is none */
    size_t end;   /* behind it */
    chatlet_str entity;
} sentence_slot;

static sentence_slot find_slot(chatlet_str sentence, size_t from) {
    for (size_t at = clet_str_find_byte(sentence, '[', from); at < sentence.size_bytes;
         at = clet_str_find_byte(sentence, '[', at + 1)) {
        const size_t close = clet_str_find_byte(sentence, ']', at);
        if (close + 1 >= sentence.size_bytes || sentence.data[close + 1] != '(') continue;
        const size_t end = clet_str_find_byte(sentence, ')', close);
        if (end == sentence.size_bytes) continue;
        return (sentence_slot){
            .begin = at, .end = end + 1, .entity = clet_str_slice(sentence, close + 2, end)};
    }
    return (sentence_slot){.begin = sentence.size_bytes, .end = sentence.size_bytes};
}

static void append_word(clet_buffer *folded, chatlet_str words) {
    if (words.size_bytes == 0) return;
    if (folded->size_bytes > 0) clet_buffer_append_byte(folded, ' ');
    clet_buffer_append(folded, words);
}

/* What stands around the entities, folded, and "{number}" for each of them. */
static void append_sentence(clet_flow_lowerer *lower, const clet_ast_phrase *phrase,
                            clet_buffer *folded) {
    for (size_t at = 0; at <= phrase->text.size_bytes;) {
        const sentence_slot slot = find_slot(phrase->text, at);
        append_word(folded, clet_lower_fold(lower, clet_str_slice(phrase->text, at, slot.begin)));
        if (slot.begin == phrase->text.size_bytes) break;
        const clet_ast_entity *entity = clet_ast_find_entity(lower->ast, slot.entity);
        if (entity != NULL) {
            append_word(folded, S("{"));
            clet_number_text_append_u64(folded, entity->number);
            clet_buffer_append_byte(folded, '}');
        }
        at = slot.end;
    }
}

static chatlet_str lower_sentence(clet_flow_lowerer *lower, const clet_ast_phrase *phrase) {
    clet_buffer folded;
    chatlet_str copy = {0};
    clet_buffer_init(&folded, lower->ast->allocator, CHATLET_QUERY_BYTES_MAX);
    append_sentence(lower, phrase, &folded);
    chatlet_status status = clet_buffer_status(&folded);
    if (status == CHATLET_OK)
        status = clet_arena_copy(lower->arena, clet_buffer_str(&folded), &copy);
    clet_buffer_free(&folded);
    if (status == CHATLET_ERR_MEMORY) lower->out_of_memory = true;
    return copy; /* empty: longer than a visitor's text is read, so never one */
}

static void lower_sentences(clet_flow_lowerer *lower, const clet_ast_intent *intent,
                            clet_flow_intent *made) {
    chatlet_str *phrases =
        clet_lower_allocate(lower, intent->examples.count, CHATLET_FLOW_PHRASES_MAX,
                            sizeof *phrases, intent->place, S("examples of one intent"));
    clet_map seen;
    clet_map_init(&seen, lower->arena);
    for (uint32_t i = 0; i < intent->examples.count && phrases != NULL; i++) {
        clet_map_entry *entry;
        bool is_new = false;
        if (!clet_lower_is_spoken(lower, intent->examples.items[i].locale)) continue;
        const chatlet_str one = lower_sentence(lower, &intent->examples.items[i]);
        if (one.size_bytes == 0) continue;
        if (clet_map_insert(&seen, one, 0, &entry, &is_new) != CHATLET_OK)
            lower->out_of_memory = true;
        if (is_new) phrases[made->phrase_count++] = one;
    }
    made->phrases = phrases;
}

static void lower_intent(clet_flow_lowerer *lower, const clet_ast_intent *intent,
                         clet_flow_intent *made) {
    *made = (clet_flow_intent){.name = intent->name, .priority = (int32_t)intent->priority.integer};
    lower_sentences(lower, intent, made);
    clet_lower_phrases(lower, &intent->keywords, (chatlet_str){0}, &made->keywords,
                       &made->keyword_count);
    chatlet_str *patterns =
        clet_lower_allocate(lower, intent->pattern_count, CHATLET_FLOW_ITEMS_MAX, sizeof *patterns,
                            intent->place, S("patterns"));
    for (uint32_t i = 0; i < intent->pattern_count && patterns != NULL; i++)
        patterns[i] =
            clet_lower_pattern(lower, intent->patterns[i].text, intent->patterns[i].place);
    if (patterns != NULL) made->pattern_count = intent->pattern_count;
    made->patterns = patterns;
}

static void lower_intents(clet_flow_lowerer *lower) {
    const clet_flow_ast *ast = lower->ast;
    const clet_ast_place place =
        ast->intent_count > 0 ? ast->intents[0]->place : (clet_ast_place){0};
    clet_flow_intent *made = clet_lower_allocate(lower, ast->intent_count, CHATLET_FLOW_INTENTS_MAX,
                                                 sizeof *made, place, S("intents"));
    if (made == NULL) return;
    for (uint32_t i = 0; i < ast->intent_count; i++)
        lower_intent(lower, ast->intents[i], &made[i]);
    lower->program->intents = made;
    lower->program->intent_count = ast->intent_count;
}

static void lower_entity(clet_flow_lowerer *lower, const clet_ast_entity *entity,
                         clet_flow_entity *made) {
    clet_entity_value *values =
        clet_lower_allocate(lower, entity->value_count, CHATLET_FLOW_PHRASES_MAX, sizeof *values,
                            entity->place, S("values of one entity"));
    if (values == NULL) return;
    for (uint32_t i = 0; i < entity->value_count; i++) {
        values[i].value = entity->values[i].value;
        clet_lower_phrases(lower, &entity->values[i].synonyms, entity->values[i].value,
                           &values[i].synonyms, &values[i].synonym_count);
    }
    *made = (clet_flow_entity){.name = entity->name,
                               .values = values,
                               .value_count = entity->value_count,
                               .builtin = entity->builtin_kind};
    if (entity->regex.is_given)
        made->pattern = clet_lower_pattern(lower, entity->regex.text, entity->regex.place);
}

static void lower_entities(clet_flow_lowerer *lower) {
    const clet_flow_ast *ast = lower->ast;
    const clet_ast_place place =
        ast->entity_count > 0 ? ast->entities[0].place : (clet_ast_place){0};
    clet_flow_entity *made = clet_lower_allocate(
        lower, ast->entity_count, CHATLET_FLOW_ENTITIES_MAX, sizeof *made, place, S("entities"));
    if (made == NULL) return;
    for (uint32_t i = 0; i < ast->entity_count; i++)
        lower_entity(lower, &ast->entities[i], &made[i]);
    lower->program->entities = made;
    lower->program->entity_count = ast->entity_count;
}

static void lower_connection(clet_flow_lowerer *lower, const clet_ast_connection *connection,
                             clet_flow_connection *made) {
    clet_flow_assignment *headers =
        clet_lower_allocate(lower, connection->headers.count, CHATLET_FLOW_ITEMS_MAX,
                            sizeof *headers, connection->place, S("headers"));
    if (headers == NULL) return;
    for (uint32_t i = 0; i < connection->headers.count; i++)
        headers[i] = (clet_flow_assignment){.name = connection->headers.items[i].target.text,
                                            .value = connection->headers.items[i].expression.text};
    *made = (clet_flow_connection){.name = connection->name,
                                   .url = connection->url.text,
                                   .method = connection->method.is_given ? connection->method.text
                                                                         : S("POST"),
                                   .format = connection->format.is_given   ? connection->format.text
                                             : connection->mailto.is_given ? S("mailto")
                                                                           : S("json"),
                                   .mailto = connection->mailto.text,
                                   .headers = headers,
                                   .header_count = connection->headers.count,
                                   .is_server = connection->is_server.is_set};
}

static void lower_connections(clet_flow_lowerer *lower) {
    const clet_flow_ast *ast = lower->ast;
    const clet_ast_place place =
        ast->connection_count > 0 ? ast->connections[0].place : (clet_ast_place){0};
    clet_flow_connection *made =
        clet_lower_allocate(lower, ast->connection_count, CHATLET_FLOW_CONNECTIONS_MAX,
                            sizeof *made, place, S("connections"));
    if (made == NULL) return;
    for (uint32_t i = 0; i < ast->connection_count; i++)
        lower_connection(lower, &ast->connections[i], &made[i]);
    lower->program->connections = made;
    lower->program->connection_count = ast->connection_count;
}

void clet_lower_bot(clet_flow_lowerer *lower) {
    lower_entities(lower);
    lower_intents(lower);
    lower_connections(lower);
}
