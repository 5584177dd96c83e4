#include "plan.h"

#include "plan_files.h"

#include <chatlet/json.h>
#include <string.h>

static const chatlet_str interval_names[PLAN_INTERVALS] = {
    [PLAN_MONTH] = {"month", 5}, [PLAN_YEAR] = {"year", 4}};

static const chatlet_str quota_names[PLAN_QUOTAS] = {
    [PLAN_QUOTA_CONVERSATIONS] = {"conversations", 13},
    [PLAN_QUOTA_BOTS] = {"bots", 4},
    [PLAN_QUOTA_SEATS] = {"seats", 5},
    [PLAN_QUOTA_STORED_DAYS] = {"stored_days", 11},
    [PLAN_QUOTA_STORAGE_BYTES] = {"storage_bytes", 13}};

static const chatlet_str past_quota_names[PLAN_PAST_QUOTAS] = {
    [PLAN_NOTICE] = {"notice", 6}, [PLAN_OVERAGE] = {"overage", 7}, [PLAN_LIMIT] = {"limit", 5}};

chatlet_str plan_interval_name(plan_interval interval) { return interval_names[interval]; }

chatlet_str plan_quota_name(plan_quota_kind kind) { return quota_names[kind]; }

chatlet_str plan_past_quota_name(plan_past_quota rule) { return past_quota_names[rule]; }

static bool equal(chatlet_str a, chatlet_str b) {
    return a.size_bytes == b.size_bytes &&
           (a.size_bytes == 0 || memcmp(a.data, b.data, a.size_bytes) == 0);
}

/* --- reading --- */

typedef struct plan_reader {
    chatlet_str source;
    region *memory;
    chatlet_error *error;
    bool failed;
} plan_reader;

/* Appends what fits; the message stays terminated. */
static void say(chatlet_error *error, chatlet_str text) {
    size_t at = strlen(error->message);
    size_t room = CHATLET_ERROR_MESSAGE_BYTES - 1 - at;
    if (text.size_bytes == 0) return;
    memcpy(error->message + at, text.data, text.size_bytes < room ? text.size_bytes : room);
}

/* The first mistake is the one that is told: "name" what. */
static void refuse(plan_reader *in, uint32_t offset, chatlet_str name, chatlet_str what) {
    if (in->failed) return;
    in->failed = true;
    memset(in->error, 0, sizeof *in->error);
    chatlet_json_place(in->source, offset, &in->error->line, &in->error->column);
    say(in->error, CHATLET_STR("\""));
    say(in->error, name);
    say(in->error, CHATLET_STR("\" "));
    say(in->error, what);
}

/* Every member is one of `names`, separated by spaces, and none stands twice. */
static void check_members(plan_reader *in, const chatlet_json *object, chatlet_str names) {
    for (const chatlet_json *one = object->first; one != NULL; one = one->next) {
        bool is_known = false;
        for (size_t at = 0; at < names.size_bytes;) {
            size_t end = at;
            while (end < names.size_bytes && names.data[end] != ' ')
                end++;
            chatlet_str name = {.data = names.data + at, .size_bytes = end - at};
            is_known = is_known || equal(one->key, name);
            at = end + 1;
        }
        if (!is_known) refuse(in, one->key_offset, one->key, CHATLET_STR("is no member of this"));
        if (chatlet_json_find(object, one->key) != one) {
            refuse(in, one->key_offset, one->key, CHATLET_STR("stands here twice"));
        }
    }
}

static const chatlet_json *find_required(plan_reader *in, const chatlet_json *object,
                                         chatlet_str key) {
    const chatlet_json *member = chatlet_json_find(object, key);
    if (member == NULL) refuse(in, object->offset, key, CHATLET_STR("is missing in this object"));
    return member;
}

static bool is_kind(plan_reader *in, const chatlet_json *value, chatlet_json_kind kind,
                    chatlet_str name, chatlet_str what) {
    if (value == NULL) return false;
    if (value->kind == kind) return true;
    refuse(in, value->offset, name, what);
    return false;
}

static int64_t read_whole(plan_reader *in, const chatlet_json *value, chatlet_str name,
                          int64_t maximum) {
    if (value == NULL) return 0;
    if (value->kind == CHATLET_JSON_INTEGER && value->integer >= 0 && value->integer <= maximum) {
        return value->integer;
    }
    refuse(in, value->offset, name,
           maximum == PLAN_FIGURE_MAX ? CHATLET_STR("must be a whole number from 0 to 10^12")
           : maximum == 100           ? CHATLET_STR("must be a whole number from 0 to 100")
                                      : CHATLET_STR("must be a whole number from 0 to 3660"));
    return 0;
}

/* null: without end. */
static int64_t read_figure(plan_reader *in, const chatlet_json *value, chatlet_str name) {
    if (value != NULL && value->kind == CHATLET_JSON_NULL) return PLAN_UNLIMITED;
    return read_whole(in, value, name, PLAN_FIGURE_MAX);
}

static chatlet_str read_text(plan_reader *in, const chatlet_json *value, chatlet_str name,
                             size_t bytes_max) {
    if (!is_kind(in, value, CHATLET_JSON_STRING, name, CHATLET_STR("must be a text"))) {
        return CHATLET_STR("");
    }
    if (value->text.size_bytes == 0 || value->text.size_bytes > bytes_max ||
        memchr(value->text.data, 0, value->text.size_bytes) != NULL) {
        refuse(in, value->offset, name, CHATLET_STR("must be a text of 1 to 200 bytes"));
        return CHATLET_STR("");
    }
    return region_copy(in->memory, value->text);
}

/* A word that is stored, sent and compared: a-z, 0-9, '-', '_'. */
static chatlet_str read_word(plan_reader *in, const chatlet_json *value, chatlet_str name) {
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-_";
    chatlet_str word = read_text(in, value, name, PLAN_NAME_BYTES_MAX);
    for (size_t i = 0; i < word.size_bytes; i++) {
        if (memchr(letters, word.data[i], sizeof letters - 1) == NULL) {
            refuse(in, value->offset, name,
                   CHATLET_STR("must be of a to z, 0 to 9, '-' and '_', at most 64"));
        }
    }
    return word;
}

/* One of `count` words; its position. */
static size_t read_choice(plan_reader *in, const chatlet_json *value, chatlet_str name,
                          const chatlet_str *words, size_t count, chatlet_str what) {
    if (value == NULL) return 0;
    for (size_t i = 0; i < count && value->kind == CHATLET_JSON_STRING; i++) {
        if (equal(value->text, words[i])) return i;
    }
    refuse(in, value->offset, name, what);
    return 0;
}

static chatlet_str read_currency(plan_reader *in, const chatlet_json *object) {
    static const chatlet_str name = {"currency", 8};
    const chatlet_json *value = find_required(in, object, name);
    chatlet_str text = read_text(in, value, name, PLAN_NAME_BYTES_MAX);
    bool good = text.size_bytes == 3;
    for (size_t i = 0; i < text.size_bytes; i++)
        good = good && text.data[i] >= 'a' && text.data[i] <= 'z';
    if (value != NULL && !good) {
        refuse(in, value->offset, name,
               CHATLET_STR("must be a currency of ISO 4217 in lower case, as \"usd\""));
    }
    return text;
}

static plan_price read_price(plan_reader *in, const chatlet_json *object, bool has_interval) {
    plan_price price = {.interval = PLAN_MONTH};
    if (!is_kind(in, object, CHATLET_JSON_OBJECT, CHATLET_STR("prices"),
                 CHATLET_STR("must hold objects")))
        return price;
    check_members(in, object,
                  has_interval ? CHATLET_STR("currency interval price_minor provider_price")
                               : CHATLET_STR("currency price_minor provider_price"));
    price.currency = read_currency(in, object);
    if (has_interval) {
        price.interval = (plan_interval)read_choice(
            in, find_required(in, object, CHATLET_STR("interval")), CHATLET_STR("interval"),
            interval_names, PLAN_INTERVALS, CHATLET_STR("must be \"month\" or \"year\""));
    }
    price.price_minor = read_whole(in, find_required(in, object, CHATLET_STR("price_minor")),
                                   CHATLET_STR("price_minor"), PLAN_FIGURE_MAX);
    const chatlet_json *known = chatlet_json_find(object, CHATLET_STR("provider_price"));
    if (known != NULL) {
        price.provider_price =
            read_text(in, known, CHATLET_STR("provider_price"), PLAN_TITLE_BYTES_MAX);
    }
    return price;
}

static plan_price_list read_prices(plan_reader *in, const chatlet_json *array, chatlet_str name,
                                   bool has_interval) {
    plan_price_list list = {.count = 0};
    if (!is_kind(in, array, CHATLET_JSON_ARRAY, name, CHATLET_STR("must be a list"))) return list;
    if (array->count > PLAN_PRICES_MAX) {
        refuse(in, array->offset, name, CHATLET_STR("has more than 16 prices"));
        return list;
    }
    plan_price *prices = region_take(in->memory, sizeof *prices * PLAN_PRICES_MAX);
    if (prices == NULL) return list;
    list.prices = prices;
    for (const chatlet_json *one = array->first; one != NULL && !in->failed; one = one->next) {
        plan_price price = read_price(in, one, has_interval);
        if (plan_find_price(&list, price.currency, price.interval) != NULL) {
            refuse(in, one->offset, name, CHATLET_STR("has two prices of one currency"));
        }
        prices[list.count++] = price;
    }
    return list;
}

static void read_entitlements(plan_reader *in, const chatlet_json *array, plan *plan) {
    static const chatlet_str name = {"entitlements", 12};
    if (!is_kind(in, array, CHATLET_JSON_ARRAY, name, CHATLET_STR("must be a list"))) return;
    if (array->count > PLAN_ENTITLEMENTS_MAX) {
        refuse(in, array->offset, name, CHATLET_STR("has more than 64 names"));
        return;
    }
    chatlet_str *names = region_take(in->memory, sizeof *names * PLAN_ENTITLEMENTS_MAX);
    if (names == NULL) return;
    plan->entitlements = names;
    for (const chatlet_json *one = array->first; one != NULL && !in->failed; one = one->next) {
        names[plan->entitlement_count++] = read_word(in, one, name);
    }
}

static void read_quotas(plan_reader *in, const chatlet_json *object, plan *plan) {
    static const chatlet_str name = {"quotas", 6};
    if (!is_kind(in, object, CHATLET_JSON_OBJECT, name, CHATLET_STR("must be an object"))) return;
    check_members(in, object, CHATLET_STR("conversations bots seats stored_days storage_bytes"));
    for (int kind = 0; kind < PLAN_QUOTAS; kind++) {
        const chatlet_json *value = find_required(in, object, quota_names[kind]);
        plan->quotas[kind] = read_figure(in, value, quota_names[kind]);
    }
}

static void read_seats(plan_reader *in, const chatlet_json *object, plan *plan) {
    static const chatlet_str name = {"seats", 5};
    if (object == NULL || object->kind == CHATLET_JSON_NULL) return;
    if (!is_kind(in, object, CHATLET_JSON_OBJECT, name, CHATLET_STR("must be an object or null")))
        return;
    check_members(in, object, CHATLET_STR("included maximum per_seat"));
    plan->sells_seats = true;
    plan->seats_included = read_whole(in, find_required(in, object, CHATLET_STR("included")),
                                      CHATLET_STR("included"), PLAN_FIGURE_MAX);
    const chatlet_json *maximum = find_required(in, object, CHATLET_STR("maximum"));
    plan->seats_maximum = read_figure(in, maximum, CHATLET_STR("maximum"));
    plan->per_seat = read_prices(in, find_required(in, object, CHATLET_STR("per_seat")),
                                 CHATLET_STR("per_seat"), false);
    if (maximum != NULL && plan->seats_maximum < plan->seats_included) {
        refuse(in, maximum->offset, CHATLET_STR("maximum"),
               CHATLET_STR("must not be below \"included\""));
    }
}

static void read_overage(plan_reader *in, const chatlet_json *object, plan *plan) {
    static const chatlet_str name = {"per_1000", 8};
    const chatlet_json *prices = chatlet_json_find(object, name);
    const chatlet_json *maximum = chatlet_json_find(object, CHATLET_STR("overage_maximum"));
    if (plan->past_quota != PLAN_OVERAGE) {
        const chatlet_json *odd = prices != NULL ? prices : maximum;
        if (odd != NULL) {
            refuse(in, odd->offset, odd->key, CHATLET_STR("belongs to the rule \"overage\" only"));
        }
        return;
    }
    plan->per_1000 = read_prices(in, find_required(in, object, name), name, false);
    plan->overage_maximum =
        read_figure(in, find_required(in, object, CHATLET_STR("overage_maximum")),
                    CHATLET_STR("overage_maximum"));
    if (prices != NULL && plan->per_1000.count == 0) {
        refuse(in, prices->offset, name, CHATLET_STR("must have a price"));
    }
}

static void read_past_quota(plan_reader *in, const chatlet_json *object, plan *plan) {
    static const chatlet_str name = {"past_quota", 10};
    if (!is_kind(in, object, CHATLET_JSON_OBJECT, name, CHATLET_STR("must be an object"))) return;
    check_members(in, object,
                  CHATLET_STR("rule grace_percent grace_days per_1000 overage_maximum"));
    plan->past_quota = (plan_past_quota)read_choice(
        in, find_required(in, object, CHATLET_STR("rule")), CHATLET_STR("rule"), past_quota_names,
        PLAN_PAST_QUOTAS, CHATLET_STR("must be \"notice\", \"overage\" or \"limit\""));
    plan->grace_percent =
        (uint32_t)read_whole(in, find_required(in, object, CHATLET_STR("grace_percent")),
                             CHATLET_STR("grace_percent"), 100);
    plan->grace_days =
        (uint32_t)read_whole(in, find_required(in, object, CHATLET_STR("grace_days")),
                             CHATLET_STR("grace_days"), PLAN_DAYS_MAX);
    read_overage(in, object, plan);
}

static int64_t read_cap(plan_reader *in, const chatlet_json *object) {
    static const chatlet_str name = {"messages_per_visitor_day", 24};
    return read_figure(in, find_required(in, object, name), name);
}

static plan read_plan(plan_reader *in, const chatlet_json *object) {
    plan plan = {.overage_maximum = 0};
    if (!is_kind(in, object, CHATLET_JSON_OBJECT, CHATLET_STR("plans"),
                 CHATLET_STR("must hold objects")))
        return plan;
    check_members(in, object,
                  CHATLET_STR("name title summary prices trial_days quotas entitlements "
                              "messages_per_visitor_day seats past_quota"));
    plan.name = read_word(in, find_required(in, object, CHATLET_STR("name")), CHATLET_STR("name"));
    plan.title = read_text(in, find_required(in, object, CHATLET_STR("title")),
                           CHATLET_STR("title"), PLAN_TITLE_BYTES_MAX);
    const chatlet_json *summary = chatlet_json_find(object, CHATLET_STR("summary"));
    if (summary != NULL) {
        plan.summary = read_text(in, summary, CHATLET_STR("summary"), PLAN_TITLE_BYTES_MAX);
    }
    plan.prices = read_prices(in, find_required(in, object, CHATLET_STR("prices")),
                              CHATLET_STR("prices"), true);
    plan.trial_days = (uint32_t)read_whole(in, find_required(in, object, CHATLET_STR("trial_days")),
                                           CHATLET_STR("trial_days"), PLAN_DAYS_MAX);
    read_quotas(in, find_required(in, object, CHATLET_STR("quotas")), &plan);
    read_entitlements(in, find_required(in, object, CHATLET_STR("entitlements")), &plan);
    plan.messages_per_visitor_day = read_cap(in, object);
    read_seats(in, find_required(in, object, CHATLET_STR("seats")), &plan);
    read_past_quota(in, find_required(in, object, CHATLET_STR("past_quota")), &plan);
    return plan;
}

static bool is_free(const plan *plan) {
    bool free = plan->prices.count > 0;
    for (size_t i = 0; i < plan->prices.count; i++)
        free = free && plan->prices.prices[i].price_minor == 0;
    return free;
}

static void read_plans(plan_reader *in, const chatlet_json *array, plan_table *table) {
    static const chatlet_str name = {"plans", 5};
    if (!is_kind(in, array, CHATLET_JSON_ARRAY, name, CHATLET_STR("must be a list"))) return;
    if (array->count == 0 || array->count > PLANS_MAX) {
        refuse(in, array->offset, name, CHATLET_STR("must hold 1 to 16 plans"));
        return;
    }
    plan *plans = region_take(in->memory, sizeof *plans * PLANS_MAX);
    if (plans == NULL) return;
    table->plans = plans;
    for (const chatlet_json *one = array->first; one != NULL && !in->failed; one = one->next) {
        plan plan = read_plan(in, one);
        if (plan_find(table, plan.name) != NULL) {
            refuse(in, one->offset, plan.name, CHATLET_STR("is the name of an earlier plan"));
        }
        plans[table->count++] = plan;
    }
    if (!in->failed && !is_free(&plans[0])) {
        refuse(in, array->first->offset, plans[0].name,
               CHATLET_STR("stands first and must cost nothing: organizations begin with it"));
    }
}

static void read_table(plan_reader *in, const chatlet_json *root, plan_table *table) {
    static const chatlet_str name = {"plans", 5};
    if (!is_kind(in, root, CHATLET_JSON_OBJECT, name, CHATLET_STR("must be a member of an object")))
        return;
    check_members(in, root, name);
    read_plans(in, find_required(in, root, name), table);
}

bool plan_table_read(region *memory, chatlet_str source, plan_table *table, chatlet_error *error) {
    plan_reader in = {.source = source, .memory = memory, .error = error};
    plan_table found = {.count = 0};
    chatlet_json_document *document = NULL;
    if (source.size_bytes > PLAN_TABLE_BYTES_MAX) {
        refuse(&in, 0, CHATLET_STR("plans"), CHATLET_STR("are more than 256 KiB"));
        return false;
    }
    if (chatlet_json_parse(memory->source, source, &document, error) != CHATLET_OK) return false;
    read_table(&in, chatlet_json_root(document), &found);
    chatlet_json_free(document);
    if (!in.failed && memory->failed) {
        refuse(&in, 0, CHATLET_STR("plans"), CHATLET_STR("need more memory than there is"));
    }
    if (in.failed) return false;
    *table = found;
    return true;
}

bool plan_table_find_shipped(chatlet_str name, chatlet_str *source) {
    static const chatlet_str ending = {".json", 5};
    for (size_t i = 0; i < plan_file_count; i++) {
        chatlet_str file = {.data = plan_files[i].name, .size_bytes = strlen(plan_files[i].name)};
        if (file.size_bytes != name.size_bytes + ending.size_bytes) continue;
        chatlet_str stem = {.data = file.data, .size_bytes = name.size_bytes};
        if (!equal(stem, name)) continue;
        *source = (chatlet_str){.data = (const char *)plan_files[i].bytes,
                                .size_bytes = plan_files[i].size_bytes};
        return true;
    }
    return false;
}

/* --- asking --- */

const plan *plan_find(const plan_table *table, chatlet_str name) {
    for (size_t i = 0; i < table->count; i++) {
        if (equal(table->plans[i].name, name)) return &table->plans[i];
    }
    return NULL;
}

const plan *plan_of(const plan_table *table, chatlet_str name) {
    const plan *found = plan_find(table, name);
    return found != NULL ? found : &table->plans[0];
}

int64_t plan_quota(const plan *plan, plan_quota_kind kind) { return plan->quotas[kind]; }

bool plan_allows_bot(const plan *plan, int64_t bots) {
    return bots < plan->quotas[PLAN_QUOTA_BOTS];
}

bool plan_allows_seat(const plan *plan, int64_t seats) {
    return seats < (plan->sells_seats ? plan->seats_maximum : plan->quotas[PLAN_QUOTA_SEATS]);
}

bool plan_has(const plan *plan, chatlet_str entitlement) {
    for (size_t i = 0; i < plan->entitlement_count; i++) {
        if (equal(plan->entitlements[i], entitlement)) return true;
    }
    return false;
}

const plan_price *plan_find_price(const plan_price_list *list, chatlet_str currency,
                                  plan_interval interval) {
    for (size_t i = 0; i < list->count; i++) {
        const plan_price *price = &list->prices[i];
        if (price->interval != interval) continue;
        if (currency.size_bytes == 0 || equal(price->currency, currency)) return price;
    }
    return NULL;
}
