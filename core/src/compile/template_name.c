#include "template_name.h"

#include "../base/str.h"
#include "nearest_name.h"

typedef struct resolver {
    clet_expr_source *source;
    const clet_expr_scope *scope;
    uint8_t *reads;
    /* What the open sections are about; under those of a part that is called, what is open where it
     * is called, which may be anything. */
    const clet_expr_type *contexts[CHATLET_TEMPLATE_DEPTH_MAX + 1];
    uint32_t context_count;
} resolver;

static const clet_expr_type *any(void) { return clet_expr_type_of(CLET_EXPR_ANY); }

static bool may_have_parts(const clet_expr_type *type) {
    return clet_expr_type_is_any(type) || type->kind == CHATLET_VALUE_MAP;
}

static const clet_expr_type *member_of(const clet_expr_type *type) {
    return clet_expr_type_is_any(type) || type->item == NULL ? any() : type->item;
}

static bool may_be_in_context(const resolver *resolve) {
    for (uint32_t i = 0; i < resolve->context_count; i++) {
        if (may_have_parts(resolve->contexts[i])) return true;
    }
    return false;
}

/* The variable with the longest name that `name` is, or begins with up to a dot; *names gets how
 * many names that are. */
static const clet_expr_variable *find_variable(const resolver *resolve, chatlet_str name,
                                               uint32_t *names) {
    const clet_expr_scope *scope = resolve->scope;
    const clet_expr_variable *found = NULL;
    for (uint32_t i = 0; i < scope->variable_count; i++) {
        const clet_expr_variable *one = &scope->variables[i];
        if (!clet_str_starts_with(name, one->name) ||
            (one->name.size_bytes < name.size_bytes && name.data[one->name.size_bytes] != '.') ||
            (found != NULL && found->name.size_bytes >= one->name.size_bytes))
            continue;
        found = one;
    }
    *names = 1;
    for (size_t i = 0; found != NULL && i < found->name.size_bytes; i++)
        *names += found->name.data[i] == '.';
    return found;
}

static void refuse(resolver *resolve, const clet_template_piece *piece, const chatlet_str *pieces) {
    clet_expr_refuse(resolve->source, CLET_DIAGNOSTIC_TEMPLATE, piece->offset, pieces);
}

static void refuse_unknown(resolver *resolve, const clet_template_piece *piece) {
    const clet_expr_scope *scope = resolve->scope;
    const chatlet_str first =
        clet_str_slice(piece->text, 0, clet_str_find_byte(piece->text, '.', 0));
    chatlet_str *names = clet_expr_allocate(resolve->source, scope->variable_count, sizeof *names);
    if (names == NULL) return;
    for (uint32_t i = 0; i < scope->variable_count; i++)
        names[i] = scope->variables[i].name;
    const chatlet_str nearest = clet_nearest_name(first, names, scope->variable_count);
    const chatlet_str guess[] = {CHATLET_STR("`{{"),
                                 piece->text,
                                 CHATLET_STR("}}`: there is no variable `"),
                                 first,
                                 CHATLET_STR("`; did you mean `"),
                                 nearest,
                                 CHATLET_STR("`?"),
                                 {0}};
    const chatlet_str plain[] = {CHATLET_STR("`{{"),
                                 piece->text,
                                 CHATLET_STR("}}`: there is no variable `"),
                                 first,
                                 CHATLET_STR("`; add it to `vars`"),
                                 {0}};
    refuse(resolve, piece, nearest.size_bytes > 0 ? guess : plain);
}

/* Splits the name; false, with the mistake told, when it has too many. */
static bool split(resolver *resolve, const clet_template_piece *piece, clet_template_path *path) {
    const chatlet_str many[] = {CHATLET_STR("a name in a tag has more than 16 parts; shorten it"),
                                {0}};
    for (size_t begin = 0; begin <= piece->text.size_bytes;) {
        const size_t end = clet_str_find_byte(piece->text, '.', begin);
        if (path->name_count == CLET_TEMPLATE_NAMES_MAX) {
            refuse(resolve, piece, many);
            return false;
        }
        path->names[path->name_count++] = clet_str_slice(piece->text, begin, end);
        begin = end + 1;
    }
    return true;
}

/* The type of what is found through the names behind the variable's own. */
static const clet_expr_type *follow(resolver *resolve, const clet_template_piece *piece,
                                    const clet_template_path *path, const clet_expr_type *type) {
    for (uint32_t i = path->covered; i < path->name_count; i++) {
        if (!may_have_parts(type)) {
            const chatlet_str pieces[] = {CHATLET_STR("`{{"),
                                          piece->text,
                                          CHATLET_STR("}}`: what stands before `."),
                                          path->names[i],
                                          CHATLET_STR("` is "),
                                          clet_expr_type_phrase(resolve->source, type),
                                          CHATLET_STR(", which has no parts"),
                                          {0}};
            refuse(resolve, piece, pieces);
            return any();
        }
        type = member_of(type);
    }
    return type;
}

static const clet_expr_type *resolve_self(resolver *resolve, const clet_template_piece *piece,
                                          clet_template_path *path) {
    const chatlet_str pieces[] = {
        CHATLET_STR("`{{.}}` is the item of a list and stands within `{{#list}}` and `{{/list}}`"),
        {0}};
    path->flags = CLET_PATH_SELF;
    if (resolve->context_count > 0) return resolve->contexts[resolve->context_count - 1];
    if (!resolve->scope->is_unchecked) refuse(resolve, piece, pieces);
    return any();
}

static const clet_expr_type *resolve_name(resolver *resolve, const clet_template_piece *piece,
                                          clet_template_path *path) {
    uint32_t covered;
    if (!split(resolve, piece, path)) return any();
    path->flags = CLET_PATH_LOOKUP;
    if (resolve->scope->is_unchecked) return any();
    const clet_expr_variable *variable = find_variable(resolve, piece->text, &covered);
    const bool is_looked_up = may_be_in_context(resolve);
    if (variable == NULL) {
        if (!is_looked_up) refuse_unknown(resolve, piece);
        return any();
    }
    path->slot = (uint16_t)(variable - resolve->scope->variables);
    path->flags = (uint8_t)(CLET_PATH_SLOT | (is_looked_up ? CLET_PATH_LOOKUP : 0));
    path->covered = (uint8_t)covered;
    resolve->reads[path->slot] = 1;
    return is_looked_up ? any() : follow(resolve, piece, path, variable->type);
}

/* What a section is about, as its tags see it: an item of a list, or the thing itself. */
static const clet_expr_type *context_of(const clet_expr_type *type) {
    return type->kind == CHATLET_VALUE_LIST ? member_of(type) : type;
}

void clet_template_resolve(clet_expr_source *source, const clet_template_wish *wish,
                           clet_template_part *part, bool is_called, uint8_t *reads) {
    resolver resolve = {.source = source, .scope = &wish->scope};
    resolve.reads = reads;
    if (is_called) resolve.contexts[resolve.context_count++] = any();
    for (uint32_t i = 0; i < part->count; i++) {
        clet_template_piece *piece = &part->pieces[i];
        const bool is_section = piece->kind == CLET_PIECE_SECTION;
        if (piece->kind == CLET_PIECE_CLOSE &&
            part->pieces[piece->partner].kind == CLET_PIECE_SECTION)
            resolve.context_count--;
        if (!is_section && piece->kind != CLET_PIECE_VALUE && piece->kind != CLET_PIECE_INVERTED)
            continue;
        clet_template_path *path = clet_expr_allocate(source, 1, sizeof *path);
        if (path == NULL) return;
        const clet_expr_type *type = clet_str_equal(piece->text, CHATLET_STR("."))
                                         ? resolve_self(&resolve, piece, path)
                                         : resolve_name(&resolve, piece, path);
        piece->path = path;
        if (is_section) resolve.contexts[resolve.context_count++] = context_of(type);
    }
}
