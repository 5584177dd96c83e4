#include "analytics_list.h"

#include <string.h>

static const chatlet_str names[ANALYTICS_MEASURES] = {
    [ANALYTICS_CONVERSATIONS] = CHATLET_STR("conversations"),
    [ANALYTICS_MESSAGES] = CHATLET_STR("messages"),
    [ANALYTICS_VISITORS] = CHATLET_STR("visitors"),
    [ANALYTICS_RESOLVED] = CHATLET_STR("resolved"),
    [ANALYTICS_HANDED_OVER] = CHATLET_STR("handed_over"),
    [ANALYTICS_UNANSWERED] = CHATLET_STR("unanswered"),
    [ANALYTICS_FEEDBACK_UP] = CHATLET_STR("feedback_up"),
    [ANALYTICS_FEEDBACK_DOWN] = CHATLET_STR("feedback_down"),
    [ANALYTICS_LEADS] = CHATLET_STR("leads"),
    [ANALYTICS_ANSWERED_100MS] = CHATLET_STR("answered_100ms"),
    [ANALYTICS_ANSWERED_1S] = CHATLET_STR("answered_1s"),
    [ANALYTICS_ANSWERED_5S] = CHATLET_STR("answered_5s"),
    [ANALYTICS_ANSWERED_LATER] = CHATLET_STR("answered_later"),
};

chatlet_str analytics_measure_name(analytics_measure measure) { return names[measure]; }

bool analytics_measure_read(chatlet_str name, analytics_measure *measure) {
    for (int i = 0; i < ANALYTICS_MEASURES; i++) {
        if (name.size_bytes != names[i].size_bytes ||
            memcmp(name.data, names[i].data, name.size_bytes) != 0)
            continue;
        *measure = (analytics_measure)i;
        return true;
    }
    return false;
}
