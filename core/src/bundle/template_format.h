/* A compiled template: a text with its tags (Mustache), as it stands in a bundle.
 *
 *   0  u8   the mode; with bit 7: all names are looked up in the value of slot 0
 *   1  u16  how many slots it needs: one more than the highest it reads
 *   3  …    instructions, the first at offset 0 of what targets count from, up to END; then those
 *           of partials that include themselves, each up to RETURN
 *
 * Numbers are little-endian; a text has its size in front (a varint). A path, which says where a
 * value is found, is
 *
 *   u8 CLET_PATH_… | u16 slot, u8 names it stands for (with SLOT) | u8 count, count texts
 *
 * The names are looked up one in the other. The first is looked for in what the open sections are
 * about, the innermost first (with LOOKUP), then the slot is taken. CLET_PATH_SELF alone is what
 * the innermost section is about.
 *
 * In MARKDOWN, all that is not within a link appends tokens (chatlet/session.h); a text that always
 * is the same is one TOKENS and END, so that showing it is copying it. */
#ifndef CLET_BUNDLE_TEMPLATE_FORMAT_H
#define CLET_BUNDLE_TEMPLATE_FORMAT_H

#include "../base/arena.h"
#include "../base/byte_reader.h"

#include <chatlet/limits.h>

/* Where a text goes, which is what values are escaped for. */
typedef enum clet_template_mode {
    CLET_TEMPLATE_PLAIN,    /* nothing is escaped */
    CLET_TEMPLATE_MARKDOWN, /* the author's part is Markdown; values are texts, never markup */
    CLET_TEMPLATE_URL,      /* percent-encoded, except a value that begins the address */
    CLET_TEMPLATE_HTML,     /* & < > " */
    CLET_TEMPLATE_MODE_COUNT
} clet_template_mode;

/* Each: name, what follows the byte. */
#define CLET_TEMPLATE_OP_LIST(X)                                                                   \
    X(END, NONE)                                                                                   \
    X(RETURN, NONE)                                                                                \
    X(TEXT, TEXT)         /* appended as it is */                                                  \
    X(TOKENS, TEXT)       /* a CBOR array, whose items are appended */                             \
    X(VALUE, BYTE_PATH)   /* byte: a clet_template_form */                                         \
    X(SECTION, JUMP_PATH) /* jump: behind its CLOSE. For each item, or once */                     \
    X(CLOSE, NONE)                                                                                 \
    X(INVERTED, JUMP_PATH) /* jump: behind its REJOIN */                                           \
    X(REJOIN, NONE)                                                                                \
    X(CALL, JUMP)     /* jump: where a partial begins */                                           \
    X(BLOCK, BYTE)    /* byte: a clet_token of a block, dropped unless something follows in it */  \
    X(STEP, STEP)     /* byte: which list, varint: its first number */                             \
    X(LINK, NONE)     /* the text of a link, raw … */                                            \
    X(LINK_URL, NONE) /* … its address … */                                                    \
    X(LINK_END, NONE)

typedef enum clet_template_operands {
    CLET_TEMPLATE_OPERANDS_NONE,
    CLET_TEMPLATE_OPERANDS_BYTE,
    CLET_TEMPLATE_OPERANDS_JUMP, /* u16 */
    CLET_TEMPLATE_OPERANDS_STEP,
    CLET_TEMPLATE_OPERANDS_TEXT,
    CLET_TEMPLATE_OPERANDS_BYTE_PATH,
    CLET_TEMPLATE_OPERANDS_JUMP_PATH
} clet_template_operands;

typedef enum clet_template_op {
#define X(name, operands) CLET_TEMPLATE_OP_##name,
    CLET_TEMPLATE_OP_LIST(X)
#undef X
        CLET_TEMPLATE_OP_COUNT
} clet_template_op;

/* Kinds of tokens, as session.h names them: texts first, then what begins a block. */
#define CLET_TOKEN_LIST(X)                                                                         \
    X(TEXT, "text")                                                                                \
    X(CODE, "code")                                                                                \
    X(STRONG, "strong")                                                                            \
    X(EMPHASIS, "emphasis")                                                                        \
    X(LINK, "link")                                                                                \
    X(BREAK, "break")                                                                              \
    X(PARAGRAPH, "paragraph")                                                                      \
    X(ITEM, "item")                                                                                \
    X(STEP, "step")                                                                                \
    X(HEADING, "heading")                                                                          \
    X(QUOTE, "quote")                                                                              \
    X(BLOCK, "block")

typedef enum clet_token {
#define X(name, word) CLET_TOKEN_##name,
    CLET_TOKEN_LIST(X)
#undef X
        CLET_TOKEN_COUNT
} clet_token;

/* The word of a kind. */
chatlet_str clet_token_word(clet_token token);

/* How a value is put in. */
typedef enum clet_template_form {
    CLET_FORM_RAW,
    CLET_FORM_HTML,
    CLET_FORM_URL_PART,  /* everything but letters, digits, - . _ ~ */
    CLET_FORM_URL_WHOLE, /* what no address may have */
    CLET_FORM_TEXT,      /* a token, as are those below */
    CLET_FORM_CODE,
    CLET_FORM_STRONG,
    CLET_FORM_EMPHASIS,
    CLET_FORM_COUNT
} clet_template_form;

enum {
    CLET_PATH_SELF = 1,
    CLET_PATH_LOOKUP = 2,
    CLET_PATH_SLOT = 4,
    CLET_TEMPLATE_HEAD_BYTES = 3,
    CLET_TEMPLATE_ROOT = 0x80, /* bit 7 of the mode */
    CLET_TEMPLATE_NAMES_MAX = 16
};

typedef struct clet_template_path {
    uint8_t flags;
    uint8_t covered; /* names that the slot stands for */
    uint8_t name_count;
    uint16_t slot;
    chatlet_str names[CLET_TEMPLATE_NAMES_MAX];
} clet_template_path;

typedef struct clet_template_step {
    clet_template_op op;
    uint8_t byte;
    uint16_t jump;
    uint32_t first; /* STEP's number */
    chatlet_str text;
    clet_template_path path;
} clet_template_step;

/* Reads the instruction at the reader, which moves behind it. False when there is none that reads;
 * the same for those who verify and those who run. */
bool clet_template_read(clet_byte_reader *reader, clet_template_step *step);

/* Whether an address may be followed from a link: clet_url_is_safe, mailto: or tel:. */
bool clet_template_url_is_safe(chatlet_str url);

/* Checks a compiled template whole, so that it may be rendered without further checks of its shape.
 *
 * slot_count  how many variables the caller binds.
 * arena       takes the size of the template for the while.
 *
 * CHATLET_OK; CHATLET_ERR_BUNDLE when anything is wrong; CHATLET_ERR_MEMORY. */
CHATLET_MUST_USE chatlet_status clet_template_verify(chatlet_str template_bytes,
                                                     uint32_t slot_count, clet_arena *arena);

#endif
