/* A bundle: what `chatlet build` made of a bot, opened for reading.
 *
 * It is one small head and many parts. The head says which parts there are and what their bytes
 * must hash to; parts arrive later, one by one, as questions need them. Both are checked whole when
 * they arrive, and never again. The byte layout is drawn in core/src/bundle/bundle_format.h. */
#ifndef CHATLET_BUNDLE_H
#define CHATLET_BUNDLE_H

#include <chatlet/base.h>
#include <chatlet/limits.h>

typedef struct chatlet_bundle chatlet_bundle;

/* What the head says of the bot. All views are borrowed from the bundle, until it is closed. */
typedef struct chatlet_bundle_info {
    uint64_t hash; /* of the head's bytes; names this build in states and file names */
    chatlet_str id;
    chatlet_str title;
    chatlet_str locale;   /* of the interface and the texts, as BCP 47: "en", "pt-BR" */
    chatlet_str language; /* stemmer that built the index: "en", "es", … or "none" */
    uint32_t document_count;
    uint32_t passage_count;
    uint32_t term_count;
    uint32_t part_count;
    uint32_t field_count; /* of pages' metadata, at most CHATLET_FIELDS_MAX */
    bool suggests;        /* while a visitor types: suggest.h */
    bool is_whole;        /* all parts came with the head; nothing else is ever fetched */
} chatlet_bundle_info;

typedef enum chatlet_part_kind {
    CHATLET_PART_MAP,      /* what every question needs */
    CHATLET_PART_TERMS,    /* words and where they stand */
    CHATLET_PART_SPELLING, /* for misspelt words */
    CHATLET_PART_TEXTS,    /* what is shown */
    CHATLET_PART_FIELD     /* which pages have which values of a field */
} chatlet_part_kind;

/* One part. */
typedef struct chatlet_part {
    uint32_t id; /* 0 to part_count - 1 */
    chatlet_part_kind kind;
    char name[CHATLET_BUNDLE_NAME_BYTES]; /* zero-terminated file name: the index's hash and the
                                             id; other content has another name */
} chatlet_part;

/* Checks a head whole and opens it.
 *
 * allocator  kept; must outlive the bundle.
 * head       copied; may be freed afterwards.
 * bundle     gets an owned bundle; free it with chatlet_bundle_close.
 * error      NULL, or gets the reason in words when this fails.
 *
 * CHATLET_ERR_VERSION   not a bundle, or of a format this engine does not read.
 * CHATLET_ERR_BUNDLE    truncated or corrupt.
 * CHATLET_ERR_LIMIT     larger than CHATLET_BUNDLE_HEAD_BYTES_MAX.
 * CHATLET_ERR_MEMORY    the allocator refused. */
CHATLET_MUST_USE chatlet_status chatlet_bundle_open(const chatlet_allocator *allocator,
                                                    chatlet_str head, chatlet_bundle **bundle,
                                                    chatlet_error *error);

/* Frees the bundle and its parts. NULL is allowed. */
void chatlet_bundle_close(chatlet_bundle *bundle);

/* Describes the bot; always succeeds. */
void chatlet_bundle_get_info(const chatlet_bundle *bundle, chatlet_bundle_info *info);

/* Describes part `id`.
 * CHATLET_ERR_ARGUMENT  no such part. */
CHATLET_MUST_USE chatlet_status chatlet_bundle_get_part(const chatlet_bundle *bundle, uint32_t id,
                                                        chatlet_part *part);

/* True when part `id` has been added. */
bool chatlet_bundle_has_part(const chatlet_bundle *bundle, uint32_t id);

/* Checks the bytes of part `id` against the head and keeps a copy. Adding a part twice changes
 * nothing.
 *
 * CHATLET_ERR_ARGUMENT  no such part.
 * CHATLET_ERR_STATE     part 0, the map, must be added before a text part.
 * CHATLET_ERR_PART      other bytes than the bundle was built with: corrupt, cut, or of another
 * build. CHATLET_ERR_BUNDLE    the hash fits but the content breaks the format (a hostile or broken
 * builder). CHATLET_ERR_MEMORY    the allocator refused; the bundle is as before. */
CHATLET_MUST_USE chatlet_status chatlet_bundle_add_part(chatlet_bundle *bundle, uint32_t id,
                                                        chatlet_str bytes);

/* A field of pages' metadata, by which queries may be filtered. */
typedef struct chatlet_field {
    chatlet_str name; /* borrowed from the bundle */
    uint32_t part;    /* that holds its values */
} chatlet_field;

/* Describes field `index`; fields stand in the order of their names.
 * CHATLET_ERR_ARGUMENT  no such field. */
CHATLET_MUST_USE chatlet_status chatlet_bundle_get_field(const chatlet_bundle *bundle,
                                                         uint32_t index, chatlet_field *field);

/* Value `number` of a field, in the order of their bytes, borrowed until its part is dropped.
 * CHATLET_ERR_ARGUMENT  no such field or value.
 * CHATLET_ERR_STATE     the field's part must be added first. */
CHATLET_MUST_USE chatlet_status chatlet_bundle_get_value(const chatlet_bundle *bundle,
                                                         uint32_t index, uint32_t number,
                                                         chatlet_str *value);

/* Frees what part `id` holds; a later question asks for it again. A whole bundle keeps its parts,
 * since nothing could bring them back. */
void chatlet_bundle_drop_part(chatlet_bundle *bundle, uint32_t id);

/* Describes head and every part at hand in lines for a person: what stands where, how large, with
 * samples.
 * *text is owned: give it back to `allocator`'s release. CHATLET_ERR_MEMORY is the only failure. */
CHATLET_MUST_USE chatlet_status chatlet_bundle_dump(const chatlet_allocator *allocator,
                                                    const chatlet_bundle *bundle,
                                                    chatlet_str *text);

/* Bytes held by parts, for a host that wants to bound them. */
size_t chatlet_bundle_parts_size_bytes(const chatlet_bundle *bundle);

#endif
