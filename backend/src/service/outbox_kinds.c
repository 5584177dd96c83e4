#include "outbox_kinds.h"

#include "service_mail.h"
#include "stripe.h"

#include <string.h>

static const outbox_kind kinds[] = {
    {.name = "mail", .build = mail_build, .apply = mail_apply},
    /* billing */
    {"stripe.customer", stripe_build, stripe_apply, NULL},
    {"stripe.meter", stripe_build, stripe_apply, NULL},
    {"stripe.price", stripe_build, stripe_apply, NULL},
    {"stripe.checkout", stripe_build, stripe_apply, NULL},
    {"stripe.portal", stripe_build, stripe_apply, NULL},
    {"stripe.subscription", stripe_build, stripe_apply, NULL},
    {"stripe.preview", stripe_build, stripe_apply, NULL},
    {"stripe.cancel", stripe_build, stripe_apply, NULL},
    {"stripe.fetch", stripe_build, stripe_apply, NULL},
    {"stripe.meter_event", stripe_build, stripe_apply, NULL},
};

const outbox_kind *outbox_kind_find(chatlet_str name) {
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].build != NULL && strlen(kinds[i].name) == name.size_bytes &&
            memcmp(kinds[i].name, name.data, name.size_bytes) == 0) {
            return &kinds[i];
        }
    }
    return NULL;
}
