#include "service_bot.h"

#include "../security/byte_text.h"
#include "../security/crypto.h"
#include "billing.h"
#include "plan.h"
#include "service_bot_origin.h"
#include "service_bot_settings.h"
#include "service_publish.h"

#include <string.h>

enum { IDENTITY_OVERLAP_MS = 24 * 60 * 60 * 1000, SLUG_CHANCE_BYTES = 5 };

static chatlet_str target_of(service *service, int64_t bot_id) {
    char text[ROW_ID_TEXT_BYTES];
    return region_copy(service->memory, row_id_text(ROW_BOT, bot_id, text));
}

static chatlet_str constant(const char *text) {
    return (chatlet_str){.data = text, .size_bytes = strlen(text)};
}

static bool is_slug_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

static bool is_slug(chatlet_str slug) {
    if (slug.size_bytes == 0 || slug.size_bytes > BOT_SLUG_BYTES_MAX) return false;
    if (slug.data[0] == '-' || slug.data[slug.size_bytes - 1] == '-') return false;
    for (size_t i = 0; i < slug.size_bytes; i++) {
        if (!is_slug_letter(slug.data[i]) && slug.data[i] != '-') return false;
    }
    return true;
}

/* "Shop help (EU)" gives "shop-help-eu"; empty when no letter of the name is one of ours. */
static chatlet_str slug_of(service *service, chatlet_str name) {
    char *text = region_take(service->memory, BOT_SLUG_BYTES_MAX);
    size_t size_bytes = 0;
    if (text == NULL) return CHATLET_STR("");
    for (size_t i = 0; i < name.size_bytes && size_bytes < BOT_SLUG_BYTES_MAX - 8; i++) {
        char byte = name.data[i];
        if (byte >= 'A' && byte <= 'Z') byte = (char)(byte - 'A' + 'a');
        if (is_slug_letter(byte))
            text[size_bytes++] = byte;
        else if (size_bytes > 0 && text[size_bytes - 1] != '-')
            text[size_bytes++] = '-';
    }
    while (size_bytes > 0 && text[size_bytes - 1] == '-')
        size_bytes--;
    return (chatlet_str){.data = text, .size_bytes = size_bytes};
}

static bool refuse_slug(service *service) {
    return service_refuse(service, PROBLEM_CONFLICT,
                          CHATLET_STR("Another bot has that slug; choose another one."));
}

/* A slug that is free: made of the name, with some chance behind it where that one is taken. */
static chatlet_str free_slug(service *service, int64_t organization_id, chatlet_str name) {
    store_bot other;
    chatlet_str slug = slug_of(service, name);
    if (slug.size_bytes == 0) slug = CHATLET_STR("bot");
    if (!store_bot_find_slug(service->db, organization_id, slug, service->memory, &other))
        return slug;
    return region_join(service->memory, 3, slug, CHATLET_STR("-"),
                       service_new_secret(service, SLUG_CHANCE_BYTES));
}

/* Whether the organization's plan has room for one more. Where nothing is sold nothing is limited:
 * hosting it oneself has no quota. */
static bool has_room(service *service, int64_t organization_id) {
    if (!service->settings->stripe.is_on) return true;
    const plan *plan =
        plan_of(service->settings->plans, billing_state(service, organization_id).plan);
    if (plan_allows_bot(plan, store_bot_count(service->db, organization_id))) return true;
    return service_refuse(service, PROBLEM_QUOTA_REACHED,
                          CHATLET_STR("The plan has no room for one more bot: archive one, or "
                                      "choose a larger plan."));
}

/* Reads the list of origins into `origins`; every wrong one is told. */
static bool read_origins(service *service, const chatlet_json *list, chatlet_str *origins,
                         size_t *count) {
    bool good = true;
    if (list->kind != CHATLET_JSON_ARRAY || list->count > BOT_ORIGINS_MAX)
        return service_refuse_field(service, CHATLET_STR("/allowed_origins"),
                                    CHATLET_STR("This must be a list of at most 50 origins."));
    *count = 0;
    for (const chatlet_json *one = list->first; one != NULL; one = one->next) {
        const char *wrong = "This must be a text.";
        if (one->kind == CHATLET_JSON_STRING)
            wrong = bot_origin_normalize(service->memory, one->text, &origins[*count]);
        if (wrong == NULL)
            ++*count;
        else
            good = service_refuse_field(service, CHATLET_STR("/allowed_origins"), constant(wrong));
    }
    return good;
}

/* Lays what is wanted over *bot, all but its slug and origins. */
static bool apply(service *service, const bot_wish *wish, store_bot *bot) {
    bool good = true;
    if (wish->name.size_bytes > 0) bot->name = wish->name;
    if (wish->retention_days != 0) bot->retention_days = (uint32_t)wish->retention_days;
    if (wish->says_stores) bot->stores_conversations = wish->stores_conversations;
    if (wish->slug.size_bytes > 0) {
        bot->slug = wish->slug;
        if (!is_slug(wish->slug))
            good = service_refuse_field(
                service, CHATLET_STR("/slug"),
                CHATLET_STR("A slug is 1 to 63 of a-z, 0-9 and '-', which is not at an end."));
    }
    if (wish->settings != NULL)
        good =
            bot_settings_merge(service, bot->settings_json, wish->settings, &bot->settings_json) &&
            good;
    return good;
}

static bool add(service *service, store_bot *bot, const char *action) {
    if (bot->slug.size_bytes == 0) bot->slug = free_slug(service, bot->organization_id, bot->name);
    if (!store_bot_add(service->db, bot)) return refuse_slug(service);
    service_audit(service, bot->organization_id, action, target_of(service, bot->id),
                  CHATLET_STR(""));
    return service_bot_find(service, bot->organization_id, bot->id, bot);
}

bool service_bot_create(service *service, int64_t organization_id, const bot_wish *wish,
                        store_bot *bot) {
    chatlet_str origins[BOT_ORIGINS_MAX];
    size_t count = 0;
    *bot = (store_bot){.id = service_new_id(service),
                       .organization_id = organization_id,
                       .settings_json = CHATLET_STR("{}"),
                       .retention_days = service->settings->retention_days_default,
                       .created_at_ms = service->now_ms};
    bool good = apply(service, wish, bot);
    if (wish->allowed_origins != NULL)
        good = read_origins(service, wish->allowed_origins, origins, &count) && good;
    if (!good || !has_room(service, organization_id) || !add(service, bot, "bot.create"))
        return false;
    store_bot_set_origins(service->db, organization_id, bot->id, origins, count);
    return true;
}

bool service_bot_update(service *service, store_bot *bot, const bot_wish *wish) {
    chatlet_str origins[BOT_ORIGINS_MAX];
    size_t count = 0;
    bool good = apply(service, wish, bot);
    if (wish->allowed_origins != NULL)
        good = read_origins(service, wish->allowed_origins, origins, &count) && good;
    if (!good) return false;
    bot->updated_at_ms = service->now_ms;
    if (!store_bot_update(service->db, bot)) return refuse_slug(service);
    if (wish->allowed_origins != NULL)
        store_bot_set_origins(service->db, bot->organization_id, bot->id, origins, count);
    service_audit(service, bot->organization_id, "bot.update", target_of(service, bot->id),
                  CHATLET_STR(""));
    return true;
}

bool service_bot_find(service *service, int64_t organization_id, int64_t bot_id, store_bot *bot) {
    if (store_bot_find(service->db, organization_id, bot_id, service->memory, bot)) return true;
    return service_refuse(service, PROBLEM_NOT_FOUND, CHATLET_STR("There is no such bot here."));
}

bool service_bot_find_in_use(service *service, int64_t organization_id, int64_t bot_id,
                             store_bot *bot) {
    if (!service_bot_find(service, organization_id, bot_id, bot)) return false;
    return bot->archived_at_ms == 0 ||
           service_refuse(service, PROBLEM_CONFLICT, CHATLET_STR("This bot is archived."));
}

bool service_bot_find_named(service *service, int64_t organization_id, chatlet_str name,
                            store_bot *bot) {
    int64_t id;
    if (row_id_read(ROW_BOT, name, &id)) {
        if (store_bot_find(service->db, organization_id, id, service->memory, bot) &&
            bot->archived_at_ms == 0)
            return true;
    } else if (is_slug(name) &&
               store_bot_find_slug(service->db, organization_id, name, service->memory, bot)) {
        return true;
    }
    return service_refuse(service, PROBLEM_NOT_FOUND, CHATLET_STR("There is no such bot here."));
}

bool service_bot_archive(service *service, store_bot *bot) {
    if (bot->archived_at_ms != 0) return true;
    bot->archived_at_ms = service->now_ms;
    bot->updated_at_ms = service->now_ms;
    (void)store_bot_update(service->db, bot);
    service_audit(service, bot->organization_id, "bot.archive", target_of(service, bot->id),
                  CHATLET_STR(""));
    return true;
}

static void copy_origins(service *service, const store_bot *from, int64_t bot_id) {
    chatlet_str *origins;
    const size_t count =
        store_bot_origins(service->db, from->organization_id, from->id, service->memory, &origins);
    store_bot_set_origins(service->db, from->organization_id, bot_id, origins, count);
}

bool service_bot_duplicate(service *service, const store_bot *from, const bot_wish *wish,
                           store_bot *bot) {
    *bot = (store_bot){.id = service_new_id(service),
                       .organization_id = from->organization_id,
                       .name = from->name,
                       .settings_json = from->settings_json,
                       .stores_conversations = from->stores_conversations,
                       .retention_days = from->retention_days,
                       .created_at_ms = service->now_ms};
    if (!apply(service, wish, bot) || !has_room(service, from->organization_id) ||
        !add(service, bot, "bot.duplicate"))
        return false;
    copy_origins(service, from, bot->id);
    return service_publish_copy_newest(service, from, bot);
}

int64_t service_bot_versions_kept(service *service, const store_bot *bot) {
    return bot_settings_whole(service, bot->settings_json, CHATLET_STR("versions_kept"),
                              BOT_VERSIONS_KEPT_DEFAULT);
}

/* `size_bytes` characters that follow from the server's secret, a purpose, a bot and a count;
 * nobody can tell one from chance without that secret. */
static chatlet_str derive(service *service, const char *purpose, int64_t bot_id, int64_t generation,
                          size_t size_bytes) {
    uint8_t key[CRYPTO_SHA256_BYTES];
    uint8_t mac[CRYPTO_SHA256_BYTES];
    char about[16];
    char text[(CRYPTO_SHA256_BYTES * 8 + 4) / 5];
    service_derive_key(service, purpose, key);
    for (int i = 0; i < 8; i++) {
        about[i] = (char)((uint64_t)bot_id >> (8 * i));
        about[8 + i] = (char)((uint64_t)generation >> (8 * i));
    }
    crypto_hmac((chatlet_str){.data = (const char *)key, .size_bytes = sizeof key},
                (chatlet_str){.data = about, .size_bytes = sizeof about}, mac);
    const chatlet_str whole = byte_text_write_base32(
        (chatlet_str){.data = (const char *)mac, .size_bytes = sizeof mac}, text);
    chatlet_str secret =
        region_copy(service->memory, (chatlet_str){.data = whole.data, .size_bytes = size_bytes});
    crypto_wipe(key, sizeof key);
    crypto_wipe(mac, sizeof mac);
    crypto_wipe(text, sizeof text);
    return secret;
}

static chatlet_str identity_secret(service *service, const store_bot *bot, int64_t generation) {
    return derive(service, "bot-identity", bot->id, generation, BOT_SECRET_BYTES);
}

bool service_bot_renew_identity(service *service, store_bot *bot, chatlet_str *secret) {
    /* Generations count up also while it is off, so that no old secret ever comes back. */
    const bool was_on = bot->identity_generation > 0;
    bot->identity_generation = (was_on ? bot->identity_generation : -bot->identity_generation) + 1;
    bot->identity_previous_until_ms = was_on ? service->now_ms + IDENTITY_OVERLAP_MS : 0;
    bot->updated_at_ms = service->now_ms;
    (void)store_bot_update(service->db, bot);
    *secret = identity_secret(service, bot, bot->identity_generation);
    service_audit(service, bot->organization_id, "bot.renew_identity", target_of(service, bot->id),
                  CHATLET_STR(""));
    return true;
}

bool service_bot_end_identity(service *service, store_bot *bot) {
    if (bot->identity_generation <= 0) return true;
    bot->identity_generation = -bot->identity_generation;
    bot->identity_previous_until_ms = 0;
    bot->updated_at_ms = service->now_ms;
    (void)store_bot_update(service->db, bot);
    service_audit(service, bot->organization_id, "bot.end_identity", target_of(service, bot->id),
                  CHATLET_STR(""));
    return true;
}

size_t service_bot_identity_secrets(service *service, const store_bot *bot,
                                    chatlet_str secrets[2]) {
    if (bot->identity_generation <= 0) return 0;
    secrets[0] = identity_secret(service, bot, bot->identity_generation);
    if (bot->identity_previous_until_ms <= service->now_ms) return 1;
    secrets[1] = identity_secret(service, bot, bot->identity_generation - 1);
    return 2;
}

chatlet_str service_bot_channel_segment(service *service, const store_bot *bot,
                                        store_channel_kind kind) {
    static const char *const purposes[CHANNELS] = {
        [CHANNEL_DRAFT] = "bot-draft", [CHANNEL_STAGING] = "bot-staging"};
    if (kind == CHANNEL_LIVE) return store_channel_name(kind);
    return region_join(
        service->memory, 3, store_channel_name(kind), CHATLET_STR("~"),
        derive(service, purposes[kind], bot->id, bot->preview_generation, BOT_PREVIEW_KEY_BYTES));
}

bool service_bot_renew_preview(service *service, store_bot *bot) {
    bot->preview_generation++;
    bot->updated_at_ms = service->now_ms;
    (void)store_bot_update(service->db, bot);
    service_audit(service, bot->organization_id, "bot.renew_preview", target_of(service, bot->id),
                  CHATLET_STR(""));
    return true;
}
