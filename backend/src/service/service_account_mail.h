/* What accounts are told by mail, in their language. */
#ifndef SERVICE_ACCOUNT_MAIL_H
#define SERVICE_ACCOUNT_MAIL_H

#include "service.h"

typedef enum account_mail_kind {
    ACCOUNT_MAIL_VERIFY,           /* to confirm a sign-up */
    ACCOUNT_MAIL_KNOWN,            /* somebody signed up with an address that has an account */
    ACCOUNT_MAIL_RESET,            /* to choose a new password */
    ACCOUNT_MAIL_PASSWORD_CHANGED, /* it was changed */
    ACCOUNT_MAIL_EMAIL_CONFIRM,    /* to confirm a new address */
    ACCOUNT_MAIL_EMAIL_CHANGED,    /* to the old address: it was changed */
    ACCOUNT_MAIL_INVITATION,       /* to join an organization */
    ACCOUNT_MAIL_KINDS
} account_mail_kind;

/* A language of ours that begins like `wanted` ("pt-BR"); "en" when there is none. Constant
 * text. */
chatlet_str account_locale(chatlet_str wanted);

/* Leaves a mail. `link` is a path of this server with what follows ("/verify#token=…"), or empty;
 * `organization` names one, or is empty. What a stranger wrote is in no mail to an address that
 * nobody confirmed: it would carry their words. */
void account_mail_leave(service *service, account_mail_kind kind, chatlet_str locale,
                        chatlet_str to, chatlet_str link, chatlet_str organization);

#endif
