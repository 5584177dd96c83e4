/* What is counted a day for each bot; the name in lower case is the measure's. */
#ifndef ANALYTICS_LIST_H
#define ANALYTICS_LIST_H

#include <chatlet/base.h>

#define ANALYTICS_LIST(MEASURE)                                                                    \
    MEASURE(CONVERSATIONS) /* that began */                                                        \
    MEASURE(MESSAGES)      /* said by visitors and bot */                                          \
    MEASURE(VISITORS)      /* active: each once a day */                                           \
    MEASURE(RESOLVED)      /* of those that began on the day: ended with no question open */       \
    MEASURE(HANDED_OVER)   /* of those that began on the day: a person took over */                \
    MEASURE(UNANSWERED)    /* questions */                                                         \
    MEASURE(FEEDBACK_UP)                                                                           \
    MEASURE(FEEDBACK_DOWN)                                                                         \
    MEASURE(LEADS)                                                                                 \
    MEASURE(ANSWERED_100MS) /* answers by the time they took: up to 100 ms, */                     \
    MEASURE(ANSWERED_1S)    /* up to a second, */                                                  \
    MEASURE(ANSWERED_5S)    /* up to five, */                                                      \
    MEASURE(ANSWERED_LATER) /* longer */

typedef enum analytics_measure {
#define MEASURE(name) ANALYTICS_##name,
    ANALYTICS_LIST(MEASURE)
#undef MEASURE
        ANALYTICS_MEASURES
} analytics_measure;

/* "conversations", …; constant text. */
chatlet_str analytics_measure_name(analytics_measure measure);

/* False for a name that is none. */
bool analytics_measure_read(chatlet_str name, analytics_measure *measure);

#endif
