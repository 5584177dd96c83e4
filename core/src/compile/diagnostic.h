/* What the author is told, and the list of codes. E01 to E25 belong to flows. */
#ifndef CLET_COMPILE_DIAGNOSTIC_H
#define CLET_COMPILE_DIAGNOSTIC_H

#include "../base/buffer.h"

#include <chatlet/compile.h>

/* Each line: name, code, severity. The message is written where it is found, so that it can name
 * the thing. */
#define CLET_DIAGNOSTIC_LIST(X)                                                                    \
    X(FLOW_TARGET, "E01", ERROR)          /* there is no such node, flow, intent or entity */      \
    X(FLOW_UNDECLARED, "E04", ERROR)      /* there is no such variable, or it is there twice */    \
    X(FLOW_CONNECTION, "E15", ERROR)      /* there is no such connection */                        \
    X(FLOW_DEAD_END, "E02", ERROR)        /* a node without a way out */                           \
    X(FLOW_UNREACHED, "E03", WARNING)     /* nothing leads to a node or a flow */                  \
    X(FLOW_UNSET, "E06", WARNING)         /* a variable may be read before it is set */            \
    X(FLOW_LOOP, "E07", ERROR)            /* a way that leads back without waiting */              \
    X(FLOW_RECURSION, "E08", ERROR)       /* flows that call each other without waiting */         \
    X(TEXT_KEY, "E09", ERROR)             /* a text is missing in a language */                    \
    X(TEXT_NAMES, "E10", ERROR)           /* a text names other variables than in its language */  \
    X(FLOW_CONSTANT, "E11", WARNING)      /* a case that is always true, or never */               \
    X(TRIGGER_SHADOWED, "E12", WARNING)   /* another one always comes first */                     \
    X(INTENT_EXAMPLE, "E13", WARNING)     /* the same sentence means two things */                 \
    X(DATA_CONSENT, "E14", WARNING)       /* personal data goes where nobody agreed to */          \
    X(FLOW_PATTERN, "E16", ERROR)         /* no regular expression that is taken */                \
    X(FLOW_SIZE, "E17", ERROR)            /* too many, or too long */                              \
    X(CHOICE_TWICE, "E18", ERROR)         /* two choices have one value */                         \
    X(SPLIT_WEIGHT, "E19", ERROR)         /* an arm whose weight is not above 0 */                 \
    X(MEDIA_WORDS, "E20", WARNING)        /* no alternative text */                                \
    X(ANSWER_MISS, "E21", WARNING)        /* nothing is said of what happens without an answer */  \
    X(WAIT_ENDLESS, "E22", WARNING)       /* a reply that may never come, and no timeout */        \
    X(INTENT_FEW, "E24", WARNING)         /* too few examples, or none in a language */            \
    X(DATA_NOWHERE, "E25", WARNING)       /* what a field asks for reaches nobody */               \
    X(EXPR_UNDECLARED, "E04", ERROR)      /* an expression names no variable there is */           \
    X(EXPR_SYNTAX, "E05", ERROR)          /* it does not parse */                                  \
    X(EXPR_TYPE, "E05", ERROR)            /* its types do not go together */                       \
    X(EXPR_PATTERN, "E16", ERROR)         /* no regular expression, or not a constant one */       \
    X(EXPR_SIZE, "E17", ERROR)            /* over a limit of size or depth */                      \
    X(TEMPLATE_SIZE, "E17", ERROR)        /* the same of a text with tags */                       \
    X(TEMPLATE, "E23", ERROR)             /* it does not parse, or names no variable there is */   \
    X(TEMPLATE_IMAGE, "E23", WARNING)     /* an image within a text shows its words only */        \
    X(DOCUMENT_UNREADABLE, "E101", ERROR) /* the shell could not read the file */                  \
    X(DOCUMENT_TOO_LARGE, "E102", ERROR)  /* over a size or count limit */                         \
    X(DOCUMENT_BINARY, "E103", ERROR)     /* has NUL or other bytes no text has */                 \
    X(DOCUMENT_ENCODING, "E104", ERROR)   /* not UTF-8 */                                          \
    X(DOCUMENT_DEPTH, "E105", ERROR)      /* nested too deep */                                    \
    X(DOCUMENT_EMPTY, "E106", WARNING)    /* nothing to read in it */                              \
    X(DOCUMENT_COMPLEX, "E107", ERROR)    /* the parser needed more memory than is reserved */     \
    X(TABLE_HEADER, "E108", ERROR)        /* no question or answer column */                       \
    X(TABLE_ROW, "E109", ERROR)           /* a row that cannot be used; the others are */          \
    X(JSON_SYNTAX, "E110", ERROR)                                                                  \
    X(DOCUMENT_URL, "E111", ERROR)   /* an address that is not http, https or relative */          \
    X(LIST_LINE, "E112", WARNING)    /* a line of llms.txt that names no page */                   \
    X(BOT_FIELD, "E120", ERROR)      /* a bot's file: unknown field, wrong type */                 \
    X(BOT_VALUE, "E121", ERROR)      /* a bot's file: a value out of range */                      \
    X(BOT_EMPTY, "E122", ERROR)      /* no document could be used */                               \
    X(DOCUMENT_COUNT, "E123", ERROR) /* CHATLET_DOCUMENTS_MAX or CHATLET_PASSAGES_MAX */           \
    X(SITE_MAP, "E124", WARNING)     /* the shell could not use a site's sitemap.xml */            \
    X(FIELD_VALUE, "E125", WARNING)  /* a page's value of a field is left out */                   \
    X(FIELD_EMPTY, "E126", WARNING)  /* a field of bot.json that no page has */

typedef enum clet_diagnostic_code {
#define X(name, code, severity) CLET_DIAGNOSTIC_##name,
    CLET_DIAGNOSTIC_LIST(X)
#undef X
} clet_diagnostic_code;

/* Where diagnostics go; counts them on the way. */
typedef struct clet_reporter {
    void *context;
    void (*on_diagnostic)(void *context,
                          const chatlet_diagnostic *diagnostic); /* NULL: count only */
    uint32_t error_count;
    uint32_t warning_count;
} clet_reporter;

/* Reports one diagnostic. `message` says what is wrong and what to do. line, column: from 1, or
 * 0. */
void clet_report(clet_reporter *reporter, clet_diagnostic_code code, chatlet_str file,
                 uint32_t line, uint32_t column, chatlet_str message);

/* The same with a message made of up to eight pieces ending in an empty one, for messages that name
 * things: clet_report_pieces(r, code, file, 1, 1, (chatlet_str[]){CHATLET_STR("…"), name, {0}}).
 * Each piece is cut at 200 bytes. */
void clet_report_pieces(clet_reporter *reporter, clet_diagnostic_code code, chatlet_str file,
                        uint32_t line, uint32_t column, const chatlet_str *pieces);

#endif
