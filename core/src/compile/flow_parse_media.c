/* Pictures, files and cards that are said. */
#include "flow_parse.h"

#include "../base/str.h"

#define S CHATLET_STR
#define AT(member) offsetof(clet_ast_media, member)

static const chatlet_str kind_words[] = {
#define X(constant, name) S(name),
    CLET_MEDIA_LIST(X)
#undef X
};

static void take_kind(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    uint32_t number;
    if (clet_parse_word(parser, value, S("kind"), kind_words, CLET_MEDIA_COUNT, &number))
        ((clet_ast_media *)thing)->kind = (clet_media_kind)number;
}

static void take_actions(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_parse_options(parser, value, true, &((clet_ast_media *)thing)->actions);
}

static void take_items(clet_flow_parser *parser, const chatlet_json *value, void *thing);

/* What lists and carousels have besides stands at the end: their cards have none. */
static const clet_flow_member media_members[] = {
    {S("kind"), CLET_MEMBER_WORD, 0, 0, take_kind},
    {S("src"), CLET_MEMBER_ADDRESS, AT(source), 0, NULL},
    {S("alt"), CLET_MEMBER_TEXT, AT(alternative), CLET_AST_TEXT_PLAIN, NULL},
    {S("title"), CLET_MEMBER_TEXT, AT(title), CLET_AST_TEXT_PLAIN, NULL},
    {S("text"), CLET_MEMBER_TEXT, AT(text), CLET_AST_TEXT_MARKDOWN, NULL},
    {S("actions"), CLET_MEMBER_LIST, 0, 0, take_actions},
    {S("note"), CLET_MEMBER_IGNORED, 0, 0, NULL},
    {S("items"), CLET_MEMBER_LIST, 0, 0, take_items},
};
enum { CARD_MEMBERS = 7 };

static void parse_list(clet_flow_parser *parser, const chatlet_json *list, bool is_card,
                       clet_ast_media **media, uint32_t *count) {
    clet_ast_media *items = clet_parse_allocate(parser, list->count, sizeof *items);
    if (items == NULL) return;
    *media = items;
    for (const chatlet_json *one = list->first; one != NULL; one = one->next) {
        clet_ast_media *item = &items[*count];
        if (!clet_parse_expect(parser, one, is_card ? S("items[]") : S("media[]"),
                               CHATLET_JSON_OBJECT))
            continue;
        *item = (clet_ast_media){.place = clet_parse_place(parser, one->offset),
                                 .kind = is_card ? CLET_MEDIA_CARD : CLET_MEDIA_COUNT};
        clet_parse_members(parser, one, media_members,
                           is_card ? CARD_MEMBERS : CLET_MEMBER_COUNT(media_members), item);
        if (!is_card && !clet_parse_require(parser, one, S("kind"), S("a medium"))) continue;
        if (item->kind < CLET_MEDIA_COUNT) (*count)++;
    }
}

static void take_items(clet_flow_parser *parser, const chatlet_json *value, void *thing) {
    clet_ast_media *media = thing;
    parse_list(parser, value, true, &media->items, &media->item_count);
}

void clet_parse_media(clet_flow_parser *parser, const chatlet_json *list, clet_ast_media **media,
                      uint32_t *count) {
    parse_list(parser, list, false, media, count);
}
