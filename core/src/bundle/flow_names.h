/* Words of the flow language that compiler, bundle and interpreter share: kinds of nodes, fields,
 * triggers and media, in the order of their numbers in a bundle. New ones are added at the end. */
#ifndef CLET_BUNDLE_FLOW_NAMES_H
#define CLET_BUNDLE_FLOW_NAMES_H

/* Each: constant, name authors write. */
#define CLET_NODE_LIST(X)                                                                          \
    X(SAY, "say")                                                                                  \
    X(ASK, "ask")                                                                                  \
    X(LISTEN, "listen")                                                                            \
    X(SET, "set")                                                                                  \
    X(BRANCH, "branch")                                                                            \
    X(SPLIT, "split")                                                                              \
    X(EACH, "each")                                                                                \
    X(CALL, "call")                                                                                \
    X(JUMP, "jump")                                                                                \
    X(ANSWER, "answer")                                                                            \
    X(LLM, "llm")                                                                                  \
    X(HTTP, "http")                                                                                \
    X(DO, "do")                                                                                    \
    X(WAIT, "wait")                                                                                \
    X(HUMAN, "human")                                                                              \
    X(END, "end")

#define CLET_FIELD_KIND_LIST(X)                                                                    \
    X(TEXT, "text")                                                                                \
    X(EMAIL, "email")                                                                              \
    X(PHONE, "phone")                                                                              \
    X(URL, "url")                                                                                  \
    X(NUMBER, "number")                                                                            \
    X(INTEGER, "integer")                                                                          \
    X(DATE, "date")                                                                                \
    X(TIME, "time")                                                                                \
    X(DATETIME, "datetime")                                                                        \
    X(BOOL, "bool")                                                                                \
    X(CHOICE, "choice")                                                                            \
    X(MULTICHOICE, "multichoice")                                                                  \
    X(RATING, "rating")                                                                            \
    X(FILE, "file")                                                                                \
    X(LOCATION, "location")                                                                        \
    X(SIGNATURE, "signature")                                                                      \
    X(ADDRESS, "address")

#define CLET_TRIGGER_LIST(X)                                                                       \
    X(INTENT, "intent")                                                                            \
    X(KEYWORD, "keyword")                                                                          \
    X(EVENT, "event")                                                                              \
    X(IDLE, "idle")                                                                                \
    X(PAGE, "page")                                                                                \
    X(SCHEDULE, "schedule")                                                                        \
    X(ERROR, "error")                                                                              \
    X(NO_MATCH, "no-match")

#define CLET_MEDIA_LIST(X)                                                                         \
    X(IMAGE, "image")                                                                              \
    X(VIDEO, "video")                                                                              \
    X(AUDIO, "audio")                                                                              \
    X(FILE, "file")                                                                                \
    X(EMBED, "embed")                                                                              \
    X(CARD, "card")                                                                                \
    X(CAROUSEL, "carousel")                                                                        \
    X(LIST, "list")

/* Variables that every expression may read, in the order of the slots they stand in. */
#define CLET_SYSTEM_VARIABLE_LIST(X)                                                               \
    X(NOW, "now", "timestamp")    /* of the event */                                               \
    X(LOCALE, "locale", "string") /* that the visitor asked for, else the bundle's */              \
    X(PAGE, "page", "string")     /* where the session began, or an event said */                  \
    X(TEXT, "text", "string")     /* what the visitor wrote last */                                \
    X(VALUE, "value", "dyn")      /* in valid and transform: the answer; of a field */             \
    X(RESULT, "result", "dyn")    /* of the last effect that gave one */                           \
    X(ERROR, "error", "string")   /* why the last effect failed, or "" */

typedef enum clet_node_kind {
#define X(constant, name) CLET_NODE_##constant,
    CLET_NODE_LIST(X)
#undef X
        CLET_NODE_COUNT
} clet_node_kind;

typedef enum clet_field_kind {
#define X(constant, name) CLET_FIELD_KIND_##constant,
    CLET_FIELD_KIND_LIST(X)
#undef X
        CLET_FIELD_KIND_COUNT
} clet_field_kind;

typedef enum clet_trigger_kind {
#define X(constant, name) CLET_TRIGGER_##constant,
    CLET_TRIGGER_LIST(X)
#undef X
        CLET_TRIGGER_COUNT
} clet_trigger_kind;

typedef enum clet_media_kind {
#define X(constant, name) CLET_MEDIA_##constant,
    CLET_MEDIA_LIST(X)
#undef X
        CLET_MEDIA_COUNT
} clet_media_kind;

typedef enum clet_system_variable {
#define X(constant, name, type) CLET_SYSTEM_##constant,
    CLET_SYSTEM_VARIABLE_LIST(X)
#undef X
        CLET_SYSTEM_VARIABLE_COUNT
} clet_system_variable;

#endif
