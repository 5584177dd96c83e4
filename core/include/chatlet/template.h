/* Texts with tags: Mustache (github.com/mustache/spec, the core modules), compiled once and filled
 * with values as often as wanted.
 *
 *     text + declared variables ─▶ chatlet_template_compile ─▶ code
 *     code + their values + a budget ─▶ chatlet_template_render ─▶ a text, or tokens
 *
 * Within a flow the flow compiler does the first and a session the second; this is for tools and
 * tests. */
#ifndef CHATLET_TEMPLATE_H
#define CHATLET_TEMPLATE_H

#include <chatlet/expression.h>

/* Where the text goes, which is what values are escaped for. */
typedef enum chatlet_template_mode {
    CHATLET_TEMPLATE_PLAIN,    /* nothing is escaped */
    CHATLET_TEMPLATE_MARKDOWN, /* the author's part is Markdown; values are texts, never markup */
    CHATLET_TEMPLATE_URL,      /* percent-encoded, except a value that begins the address */
    CHATLET_TEMPLATE_HTML      /* & < > " */
} chatlet_template_mode;

typedef struct chatlet_template_options {
    chatlet_template_mode mode;
    const chatlet_expression_variable *variables;
    uint32_t variable_count; /* at most CHATLET_EXPRESSION_VARIABLES_MAX */
    bool is_unchecked;       /* no variables: all names are looked up in the value of slot 0, and
                                partials that are not found are empty */
    /* Finds the text of a partial; false when there is none. What it gives must stay until
     * compiling ends. NULL: there are none. */
    bool (*find_partial)(void *context, chatlet_str name, chatlet_str *text);
    chatlet_str file; /* named in diagnostics; may be empty */
    void *context;    /* of both callbacks */
    void (*on_diagnostic)(void *context, const chatlet_diagnostic *diagnostic); /* NULL: none */
} chatlet_template_options;

/* Compiles one text.
 *
 * source   UTF-8, at most CHATLET_TEMPLATE_BYTES_MAX.
 * options  borrowed during the call.
 * code     gets the compiled template; its data is owned by the caller, who gives it back with the
 *          allocator's release.
 *
 * CHATLET_ERR_INPUT     the author's mistakes, each told as a diagnostic: E23, and E17 for sizes.
 *                       Warnings are told too, and fail nothing.
 * CHATLET_ERR_ARGUMENT  a declared type does not read, or there are too many variables.
 * CHATLET_ERR_MEMORY */
CHATLET_MUST_USE chatlet_status chatlet_template_compile(const chatlet_allocator *allocator,
                                                         chatlet_str source,
                                                         const chatlet_template_options *options,
                                                         chatlet_str *code);

/* Fills in code that chatlet_template_compile gave.
 *
 * slots      values of the variables; unchecked: the one value.
 * options    cost, language and zone, as for expressions.
 * as_tokens  a CBOR array of tokens (chatlet/session.h) instead of a text.
 * text       gets the result; owned by the caller like code. Its data is NULL when it is empty.
 *
 * CHATLET_OK; CHATLET_ERR_COST; CHATLET_ERR_LIMIT: more than CHATLET_VALUE_BYTES_MAX;
 * CHATLET_ERR_BUNDLE: not code of a template, or of one with more slots, or not the data of a
 * language; CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status chatlet_template_render(const chatlet_allocator *allocator,
                                                        chatlet_str code,
                                                        const chatlet_value *slots,
                                                        uint32_t slot_count,
                                                        const chatlet_evaluation_options *options,
                                                        bool as_tokens, chatlet_str *text);

#endif
