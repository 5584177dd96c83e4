/* What a node, a field, a trigger … has in a bundle, member by member: one list for the reader
 * (flow_read.c), which checks each as its shape says, and the writer (compile/flow_write.c).
 *
 * FLOWS, the bytes of the head's kind 7. Numbers are varints, texts and programs have their size in
 * front (a varint), a list its count:
 *
 *   1                           version of this drawing
 *   text                        language, a code
 *   text                        data of the locale, as locale_data.h draws it
 *   members of CLET_LAYOUT_PROGRAM
 *   list of flows               members of CLET_LAYOUT_FLOW; what begins a flow is checked with
 *                               the nodes
 *   list of nodes               number of its flow, rising; u8 kind; members of CLET_LAYOUT_NODE,
 *                               then those of its kind
 *   list of triggers            members of CLET_LAYOUT_TRIGGER
 *
 * Members stand in the order of their lists, each as its shape:
 *
 *   TEXT, EXPRESSION, TEMPLATE, PATTERN   a text; empty where there is none
 *   VARIANTS                    list of templates, none empty
 *   TARGET                      0 none, 1 $end, 2 $return, 3 $back, 4 $restart, 5 + a node
 *   SLOT                        1 + a slot; SLOT_OR_NONE: 0 where there is none
 *   U32, U64                    a number, up to the member's maximum
 *   I32                         a number that may be negative: twice it, or -2n - 1
 *   U8, ENUM, FLAG              a byte
 *   DOUBLE                      eight bytes, not NaN
 *   VALUE                       u8: 0 false, 1 true, 2 an integer (eight bytes follow), 3 a double
 *                               (the same), 4 a text
 *   ENTITY, CONNECTION          0 none, 1 + its number; INTENT: its number
 *   TEXTS, PATTERNS             a list
 *   LIST                        a list of things with members of their own */
#ifndef CLET_BUNDLE_FLOW_LAYOUT_H
#define CLET_BUNDLE_FLOW_LAYOUT_H

#include "flow_program.h"

#include <stddef.h>

enum {
    CLET_FLOWS_VERSION = 1,
    /* codes of targets */
    CLET_TARGET_CODE_NONE = 0,
    CLET_TARGET_CODE_END = 1,
    CLET_TARGET_CODE_RETURN = 2,
    CLET_TARGET_CODE_BACK = 3,
    CLET_TARGET_CODE_RESTART = 4,
    CLET_TARGET_CODE_NODE = 5,
    /* tags of values */
    CLET_VALUE_TAG_FALSE = 0,
    CLET_VALUE_TAG_TRUE = 1,
    CLET_VALUE_TAG_INTEGER = 2,
    CLET_VALUE_TAG_DOUBLE = 3,
    CLET_VALUE_TAG_TEXT = 4
};

typedef enum clet_layout_shape {
    CLET_SHAPE_END, /* of the list of members */
    CLET_SHAPE_TEXT,
    CLET_SHAPE_EXPRESSION,
    CLET_SHAPE_EXPRESSION_OF_OTHER, /* over the slots of the called flow, checked with it */
    CLET_SHAPE_TEMPLATE,            /* detail: its mode */
    CLET_SHAPE_PATTERN,
    CLET_SHAPE_VARIANTS, /* a clet_flow_text; detail: the mode of its templates */
    CLET_SHAPE_TARGET,
    CLET_SHAPE_SLOT,
    CLET_SHAPE_SLOT_OR_NONE,
    CLET_SHAPE_SLOT_OF_OTHER, /* of the called flow, checked with it */
    CLET_SHAPE_U32,           /* up to maximum */
    CLET_SHAPE_U64,
    CLET_SHAPE_I32,  /* -maximum to maximum */
    CLET_SHAPE_U8,   /* below maximum */
    CLET_SHAPE_ENUM, /* below maximum; four bytes in memory */
    CLET_SHAPE_FLAG,
    CLET_SHAPE_DOUBLE,
    CLET_SHAPE_VALUE, /* a bool, int, double or string */
    CLET_SHAPE_ENTITY,
    CLET_SHAPE_CONNECTION,
    CLET_SHAPE_INTENT,
    CLET_SHAPE_TEXTS,
    CLET_SHAPE_PATTERNS,
    CLET_SHAPE_LIST
} clet_layout_shape;

typedef struct clet_layout clet_layout;

/* One member of a thing. */
struct clet_layout {
    uint8_t shape;         /* a clet_layout_shape */
    uint8_t detail;        /* the mode of a template */
    uint16_t offset;       /* in the thing; of a list: of the pointer to its items */
    uint16_t count_offset; /* of a list: of the number of items */
    uint16_t item_bytes;   /* of a list: the size of an item */
    uint32_t maximum;      /* of a number; of a list: of its items */
    const clet_layout *items;
};

/* Members by thing, each list ended by CLET_SHAPE_END. */
extern const clet_layout clet_layout_program[];
extern const clet_layout clet_layout_flow[];
extern const clet_layout clet_layout_node[];    /* of every kind */
extern const clet_layout clet_layout_trigger[]; /* but its kind, which stands in it */
extern const clet_layout *const clet_layout_kinds[CLET_NODE_COUNT];

/* Texts of clet_flow_words, one by one. */
enum { CLET_FLOW_WORD_COUNT = sizeof(clet_flow_words) / sizeof(chatlet_str) };

#endif
