#include <chatlet/base.h>

const char *chatlet_status_name(chatlet_status status) {
    switch (status) {
    case CHATLET_OK: return "ok";
    case CHATLET_ERR_MEMORY: return "out of memory";
    case CHATLET_ERR_LIMIT: return "over a limit";
    case CHATLET_ERR_ARGUMENT: return "bad argument";
    case CHATLET_ERR_UTF8: return "not UTF-8";
    case CHATLET_ERR_SYNTAX: return "bad syntax";
    case CHATLET_ERR_BUNDLE: return "bad bundle";
    case CHATLET_ERR_VERSION: return "unknown bundle version";
    case CHATLET_ERR_PART: return "bad part";
    case CHATLET_ERR_STATE: return "bad state";
    case CHATLET_ERR_SINK: return "write refused";
    case CHATLET_ERR_INPUT: return "bad input";
    case CHATLET_ERR_COST: return "out of work allowed";
    }
    return "unknown status";
}
