/* Every maximum of the engine, in one place. Each has two tests: at it, and one past it. */
#ifndef CHATLET_LIMITS_H
#define CHATLET_LIMITS_H

enum {
    /* JSON and CBOR */
    CHATLET_JSON_BYTES_MAX = 64 * 1024 * 1024,
    CHATLET_JSON_DEPTH_MAX = 512,
    CHATLET_JSON_VALUES_MAX = 1000000, /* in one text */
    CHATLET_CBOR_DEPTH_MAX = 32,
    CHATLET_CBOR_KEYS_MAX = 1024, /* of a map and the maps around it */

    /* documents */
    CHATLET_DOCUMENT_BYTES_MAX = 16 * 1024 * 1024,
    CHATLET_DOCUMENT_DEPTH_MAX = 512,      /* nested elements, lists or quotes */
    CHATLET_DOCUMENT_BLOCKS_MAX = 200000,  /* paragraphs, items, rows of one file */
    CHATLET_DOCUMENT_ROWS_MAX = 50000,     /* of one question/answer table or list of pages */
    CHATLET_DOCUMENT_ATTRIBUTES_MAX = 500, /* of one HTML element */
    CHATLET_DOCUMENT_IMAGES_MAX = 5000,    /* of one Markdown paragraph */
    /* Reserved for the Markdown or HTML parser: base + factor x the document's size, at most max.
     * Real pages take up to 33 times their size (tables of empty cells). */
    CHATLET_PARSER_BYTES_BASE = 1024 * 1024,
    CHATLET_PARSER_BYTES_FACTOR = 64,
    CHATLET_PARSER_BYTES_MAX = 512 * 1024 * 1024,
    /* Of a page's tree, where the host parses it. */
    CHATLET_HTML_PACKED_BYTES_MAX = 128 * 1024 * 1024,
    CHATLET_DOCUMENTS_MAX = 200000,       /* of one bot */
    CHATLET_TITLE_BYTES_MAX = 300,        /* titles and headings are cut here, at a character */
    CHATLET_DESCRIPTION_BYTES_MAX = 1000, /* of a page in a list of pages; cut here, the same */
    CHATLET_SITE_BASES_MAX = 16,  /* places where folders of one bot are served; the first count */
    CHATLET_HEADING_PATH_MAX = 6, /* levels kept of a heading path */
    CHATLET_HEADINGS_BYTES_MAX = 6 * 300 + 5 * 5, /* a joined heading path */
    CHATLET_ANCHOR_BYTES_MAX = 200,
    CHATLET_URL_BYTES_MAX = 2000,
    CHATLET_PASSAGE_BYTES_TARGET = 900, /* a passage closes at the first block past this */
    CHATLET_PASSAGE_BYTES_MAX = 2400,   /* a longer block is cut into several passages */
    CHATLET_PASSAGES_MAX = 1000000,     /* of one bot */

    /* metadata of pages */
    CHATLET_FIELDS_MAX = 16, /* of one bot */
    CHATLET_FIELD_NAME_BYTES_MAX = 32,
    CHATLET_FIELD_VALUES_MAX = 250, /* of one field: a value is a byte on each page */
    CHATLET_FIELD_VALUE_BYTES_MAX = 100,
    CHATLET_PAGE_VALUES_MAX = 8, /* of one field on one page */
    CHATLET_DOCUMENT_FIELDS_MAX =
        64, /* names one document gives values for; the first ones count */
    CHATLET_FILTER_BYTES_MAX = 1000,

    /* text */
    CHATLET_WORD_BYTES_MAX = 64, /* longer words are cut here before they are stemmed */

    /* bundle */
    CHATLET_BUNDLE_HEAD_BYTES_MAX = 256 * 1024,
    CHATLET_BUNDLE_PART_BYTES_MAX = 4 * 1024 * 1024,
    CHATLET_BUNDLE_PARTS_MAX = 100000,
    CHATLET_BUNDLE_NAME_BYTES = 48,          /* room for a part's file name and its zero byte */
    CHATLET_BUNDLE_WHOLE_BYTES_MAX = 150000, /* up to here head and parts are one file */

    /* self-tests while building */
    CHATLET_TUNE_DOCUMENTS_MIN = 8, /* pages; fewer are not asked */
    CHATLET_TUNE_QUERIES_MAX = 300,

    /* bot.json */
    CHATLET_BOT_ID_BYTES_MAX = 64,
    CHATLET_BOT_TEXT_BYTES_MAX = 1000, /* greeting, the miss text and the like */
    CHATLET_SUGGESTIONS_MAX = 8,
    CHATLET_SYNONYM_GROUPS_MAX = 500,
    CHATLET_SYNONYM_TEXTS_MAX = 16, /* of one group */
    CHATLET_SYNONYM_BYTES_MAX = 100,

    /* expressions */
    CHATLET_EXPRESSION_BYTES_MAX = 8 * 1024,
    CHATLET_EXPRESSION_DEPTH_MAX = 100,        /* nested parts */
    CHATLET_EXPRESSION_CODE_BYTES_MAX = 65535, /* compiled */
    CHATLET_EXPRESSION_STACK_MAX = 200,        /* values at once */
    CHATLET_EXPRESSION_VARIABLES_MAX = 1000,
    CHATLET_VALUE_DEPTH_MAX = 24,         /* lists and maps within each other */
    CHATLET_VALUE_BYTES_MAX = 256 * 1024, /* of a text or of bytes */
    CHATLET_VALUE_ITEMS_MAX = 16 * 1024,  /* of a list; pairs of a map */
    CHATLET_PATTERN_BYTES_MAX = 1000,     /* of a regular expression */
    CHATLET_PATTERN_DEPTH_MAX = 50,       /* nested groups */
    CHATLET_PATTERN_REPEAT_MAX = 1000,    /* x{1000} */
    CHATLET_PATTERN_WORDS_MAX = 4000,     /* compiled, of four bytes each */
    CHATLET_FORMAT_PLACES_MAX = 100,      /* behind the point, in %.100f */

    /* flows, as compiled */
    CHATLET_FLOW_BYTES_MAX = 192 * 1024, /* of all flows in a bundle's head */
    CHATLET_FLOWS_MAX = 1000,            /* of one bot */
    CHATLET_FLOW_NODES_MAX = 10000,      /* of all its flows */
    CHATLET_FLOW_FIELDS_MAX = 100,       /* of one question */
    CHATLET_FLOW_ITEMS_MAX = 1000,       /* of any other list of a node */
    CHATLET_FLOW_WEIGHT_MAX = 1000000,
    CHATLET_FLOW_EACH_MAX = 1000, /* rounds of a loop */
    CHATLET_FLOW_TRIGGERS_MAX = 1000,
    CHATLET_FLOW_INTENTS_MAX = 1000,
    CHATLET_FLOW_ENTITIES_MAX = 200,
    CHATLET_FLOW_PHRASES_MAX = 10000, /* sentences of an intent, values of an entity */
    CHATLET_FLOW_CONNECTIONS_MAX = 100,
    /* flows that run */
    CHATLET_FLOW_FRAMES_MAX = 16,          /* calls, loops and interrupts within each other */
    CHATLET_FLOW_BACK_MAX = 8,             /* questions that `back` leads back to; the last ones */
    CHATLET_FLOW_TIMERS_MAX = 8,           /* of triggers, at once */
    CHATLET_FLOW_NODES_ENTERED_MAX = 1000, /* in one step; then the flow fails */
    CHATLET_FLOW_COST_MAX = 1000000,       /* of a step's expressions and texts; the same */
    CHATLET_FLOW_OPTIONS_MAX = 100,        /* of one question */
    CHATLET_FLOW_SEARCHES_MAX = 8,         /* in one step; the same */
    CHATLET_FLOW_EFFECTS_MAX = 120,        /* in one step; the same */
    /* texts of flows */
    CHATLET_TEMPLATE_BYTES_MAX = 16 * 1024,  /* of one text with its tags, as written */
    CHATLET_TEMPLATE_CODE_BYTES_MAX = 65535, /* compiled, with its partials */
    CHATLET_TEMPLATE_DEPTH_MAX = 16,         /* sections and partials within each other */
    CHATLET_LOCALE_BYTES_MAX = 8 * 1024,     /* a language's words and patterns, in a bundle */

    /* queries and sessions */
    CHATLET_QUERY_BYTES_MAX = 2000, /* longer texts are cut here, at a character */
    CHATLET_QUERY_TERMS_MAX = 32,   /* distinct stems looked up; the first ones count */
    CHATLET_QUERY_PARTS_MAX = 160,  /* parts one `need` may name */
    CHATLET_QUERY_STAGES_MAX = 5,   /* rounds of parts that one query may ask for */
    CHATLET_HITS_MAX = 100,
    CHATLET_SUGGEST_ITEMS_MAX = 10,       /* suggestions while typing */
    CHATLET_SUGGEST_COMPLETIONS_MAX = 16, /* words that a beginning is taken for */
    CHATLET_SUGGEST_STAGES_MAX = 3,       /* rounds of parts that one text may ask for */
    CHATLET_EXTRACT_BYTES_TARGET = 450,   /* an extract stops at the first sentence end past this */
    CHATLET_EXTRACT_BYTES_MAX = 640,
    CHATLET_EXTRACT_MORE_BYTES_TARGET = 240, /* the same of the next best passages of a page */
    CHATLET_EXTRACT_MORE_BYTES_MAX = 320,
    CHATLET_CITATIONS_MAX = 3,
    CHATLET_EVENT_BYTES_MAX = 16 * 1024,
    CHATLET_EVENT_ID_BYTES_MAX = 64,     /* of effects and choices named in an event */
    CHATLET_EVENT_LOCALE_BYTES_MAX = 35, /* the longest BCP 47 tag that RFC 5646 asks to be read */
    CHATLET_STATE_BYTES_MAX = 32 * 1024,
    CHATLET_STEPS_MAX = 10000 /* steps of one session; then it ends with outcome `limit` */
};

#endif
